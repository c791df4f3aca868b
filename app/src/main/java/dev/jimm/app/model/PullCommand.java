package dev.jimm.app.model;

import dev.jimm.app.model.PullTargets.Fetched;
import dev.jimm.app.model.PullTargets.Target;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.DownloadBar;
import dev.jimm.app.text.Json;
import dev.jimm.app.text.Launcher;
import dev.jimm.app.text.Terminal;
import dev.jimm.app.text.Text;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.hub.Hub;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.tensorfile.TensorFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm models pull}. */
@Command(name = "pull", description = "Fetch pretrained weights, unless they are on this machine already.")
public final class PullCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME",
            description =
                    "A model (its default tag), MODEL.TAG, a pattern such as 'resnet*' or 'resnet50.*' (in quotes),"
                            + " or hf-hub:OWNER/NAME[@REVISION].")
    private List<String> names;

    @Option(names = "--all-tags", description = "All tags of the models, and not only the default one.")
    private boolean allTags;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private int exitCode;

    /** What is printed of weights that are there. */
    private record Pulled(String name, long bytes, String license, String path) {}

    public PullCommand(Session session) {
        this.session = session;
    }

    /** Those that fail do not keep the others; the exit code is that of the first of them. */
    @Override
    public Integer call() {
        exitCode = 0;
        Map<String, Target> targets = targets();
        List<Pulled> pulled = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        try (DownloadBar bar = new DownloadBar(spec.commandLine().getErr(), Terminal.isInteractive())) {
            Hub hub = new Hub(session.hub(), bar);
            for (Target target : targets.values()) {
                try {
                    Pulled one = pull(target, hub);
                    pulled.add(one);
                    if (!json) {
                        print(one, out);
                    }
                } catch (JimmException e) {
                    bar.close();
                    failed(e);
                }
            }
        }
        if (json) {
            out.println(Json.write(pulled));
        } else if (targets.size() > 1) {
            long bytes = pulled.stream().mapToLong(Pulled::bytes).sum();
            out.println(pulled.size() + " of " + targets.size() + " are on this machine, " + Text.bytes(bytes));
        }
        out.flush();
        return exitCode;
    }

    /** In the order of the names, each once. */
    private Map<String, Target> targets() {
        PullTargets meant = new PullTargets(() -> session.get(ModelCatalogue.class), allTags);
        Map<String, Target> targets = new LinkedHashMap<>();
        for (String name : names) {
            try {
                meant.of(name).forEach(target -> targets.putIfAbsent(target.name(), target));
            } catch (JimmException e) {
                failed(e);
            }
        }
        return targets;
    }

    private void failed(JimmException failure) {
        spec.commandLine().getErr().println("jimm: " + Launcher.renamed(failure.getMessage()));
        exitCode = exitCode == 0 ? failure.category().exitCode() : exitCode;
    }

    private static Pulled pull(Target target, Hub hub) {
        Fetched fetched = target.fetch().apply(hub);
        try {
            long bytes = 0;
            for (Path part : TensorFiles.parts(fetched.file())) {
                bytes += Files.size(part);
            }
            return new Pulled(
                    target.name(), bytes, fetched.license(), fetched.file().toString());
        } catch (IOException e) {
            throw new JimmException(Category.DATA, fetched.file() + ": cannot be read: " + Reason.of(e), e);
        }
    }

    private static void print(Pulled one, PrintWriter out) {
        out.println(one.name() + ", " + Text.bytes(one.bytes()) + ", licence "
                + (one.license() == null ? "unknown" : one.license()));
        out.println("  " + one.path());
        out.flush();
    }
}
