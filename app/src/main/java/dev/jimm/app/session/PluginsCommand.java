package dev.jimm.app.session;

import dev.jimm.app.text.Launcher;
import dev.jimm.app.text.Text;
import dev.jimm.core.error.Category;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.host.PluginReport;
import dev.jimm.host.PluginReport.Loaded;
import dev.jimm.host.PluginReport.Refused;
import dev.jimm.host.trust.TrustMode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jimm plugins}. */
@Command(
        name = "plugins",
        description = "Tell which plugins were loaded, what they provide, and which were refused and why.",
        footer = {"", "Exit code 4 when a plugin was refused or two provide the same name."})
public final class PluginsCommand implements Callable<Integer> {
    private static final int FEW = 12;
    private static final int WIDTH = 76;

    private final Session session;

    @Spec
    private CommandSpec spec;

    public PluginsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Plugins plugins = session.plugins();
        if (!plugins.ofClassPath().isEmpty()) {
            printClassPath(plugins.ofClassPath(), out);
        }
        print(plugins.report(), out);
        out.flush();
        ProviderCatalogue.of(plugins.providers()); // fails when names clash
        return plugins.refused() == 0 ? 0 : Category.PLUGIN.exitCode();
    }

    private static void print(PluginReport report, PrintWriter out) {
        for (Path folder : report.folders()) {
            out.println("plugins in " + folder);
            List<Loaded> its = report.loaded().stream()
                    .filter(plugin -> folder.equals(plugin.jar().getParent()))
                    .toList();
            its.forEach(plugin -> print(plugin, report.mode(), out));
            if (its.isEmpty()) {
                out.println("  none");
            }
            report.refused().stream()
                    .filter(refused -> folder.equals(refused.file().getParent()))
                    .collect(Collectors.groupingBy(Refused::file, LinkedHashMap::new, Collectors.toList()))
                    .forEach((file, problems) -> print(file, problems, out));
            out.println();
        }
        report.remarks().forEach(remark -> out.println("note: " + remark));
        out.println("trust: " + said(report.mode()));
    }

    private static String said(TrustMode mode) {
        return switch (mode) {
            case OPEN -> "open, nothing is asked of a plugin";
            case WARN -> "warn, plugins that nobody allowed are used with a note";
            case STRICT -> "strict, only what was allowed is used";
        };
    }

    private static void print(Path file, List<Refused> problems, PrintWriter out) {
        out.println();
        out.println("  REFUSED  " + file.getFileName());
        for (Refused problem : problems) {
            out.println("    why: " + problem.reason());
            out.println("    what to do: " + problem.remedy());
        }
    }

    private static void print(Loaded plugin, TrustMode mode, PrintWriter out) {
        String trust = mode == TrustMode.OPEN ? "" : ", " + plugin.trust().reason();
        out.println();
        out.println("  " + plugin.id() + " " + plugin.version() + "  ("
                + plugin.jar().getFileName() + trust + ")");
        plugin.names().forEach((kind, names) -> print(kind, names, out));
    }

    private static void print(ProviderKind<?> kind, Set<String> names, PrintWriter out) {
        String count = "    " + Text.count(names.size(), kind.label());
        if (names.size() > FEW) {
            out.println(Launcher.renamed(count + "; '" + kind.listing() + "' lists them"));
            return;
        }
        String start = count + ": ";
        String indent = " ".repeat(start.length());
        List<String> lines = Text.wrap(names, WIDTH - start.length());
        for (int i = 0; i < lines.size(); i++) {
            out.println((i == 0 ? start : indent) + lines.get(i));
        }
    }

    private static void printClassPath(List<Provided<?>> providers, PrintWriter out) {
        out.println("plugins on the class path");
        Set<String> origins = new TreeSet<>();
        providers.forEach(provided -> origins.add(provided.origin()));
        origins.forEach(origin -> out.println("  " + origin));
    }
}
