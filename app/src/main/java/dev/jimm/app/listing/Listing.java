package dev.jimm.app.listing;

import dev.jimm.api.ConfigurableProvider;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.Json;
import dev.jimm.app.text.Text;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import dev.jimm.core.model.Glob;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that lists the names of a kind of provider with their options, the defaults, the papers and the plugins. */
abstract class Listing<P extends ConfigurableProvider<?>> implements Runnable {
    private static final int WIDTH = 100;
    private static final String INDENT = "  ";

    private final Session session;
    private final ProviderKind<P> kind;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "GLOB",
            defaultValue = "*",
            description = "Only names that match, such as 'a*' (in quotes).")
    private String glob;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    Listing(Session session, ProviderKind<P> kind) {
        this.session = session;
        this.kind = kind;
    }

    /** What is said after the list, a sentence each. */
    abstract List<String> footer();

    @Override
    public final void run() {
        Glob wanted = new Glob(glob);
        SortedMap<String, Provided<P>> provided =
                session.get(ProviderCatalogue.class).provided(kind);
        List<Listed> listed = provided.entrySet().stream()
                .filter(entry -> wanted.matches(entry.getKey()))
                .map(entry -> describe(entry.getKey(), entry.getValue()))
                .toList();
        if (listed.isEmpty()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "no " + kind.label() + " matches '" + glob + "'"
                            + Nearest.hint(glob.replaceAll("[*?]", ""), provided.keySet()));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(listed));
        } else {
            print(listed, out);
        }
        out.flush();
    }

    private Listed describe(String name, Provided<P> provided) {
        String plugin = session.plugins().pluginOf(kind, name, provided.origin());
        try {
            P provider = provided.provider();
            return Listed.of(name, plugin, provider.describe(name), provider.defaults(name));
        } catch (RuntimeException | LinkageError e) {
            return Listed.broken(name, plugin, "it cannot describe itself: " + e + "; ask the plugin's author");
        }
    }

    private void print(List<Listed> listed, PrintWriter out) {
        int width =
                listed.stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
        Map<String, List<Listed>> byPlugin =
                listed.stream().collect(Collectors.groupingBy(Listed::plugin, TreeMap::new, Collectors.toList()));
        byPlugin.forEach((plugin, entries) -> {
            out.println(plugin);
            entries.forEach(entry -> print(entry, width, out));
            out.println();
        });
        out.println(Text.count(listed.size(), kind.label()));
        for (String sentence : footer()) {
            Text.wrap(List.of(sentence.split(", ")), WIDTH).forEach(out::println);
        }
    }

    private static void print(Listed entry, int width, PrintWriter out) {
        String start = INDENT + entry.name() + " ".repeat(width - entry.name().length()) + INDENT;
        out.println(start + entry.summary());
        String indent = " ".repeat(start.length());
        List<String> options = entry.options().entrySet().stream()
                .map(option -> option.getKey() + " = " + ConfigTree.text(option.getValue()))
                .toList();
        if (!options.isEmpty()) {
            Text.wrap(options, WIDTH - start.length()).forEach(line -> out.println(indent + line));
        }
        entry.papers().forEach(paper -> out.println(indent + paper));
    }
}
