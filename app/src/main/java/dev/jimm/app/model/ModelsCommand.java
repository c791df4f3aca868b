package dev.jimm.app.model;

import dev.jimm.app.session.Session;
import dev.jimm.app.text.Json;
import dev.jimm.app.text.Launcher;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelEntry;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm models}. */
@Command(name = "models", description = "List the models, show all about one, or fetch pretrained weights.")
public final class ModelsCommand implements Runnable {
    private static final String INDENT = "  ";

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "GLOB",
            defaultValue = "*",
            description = "Only models whose names match, such as 'resnet*' (in quotes).")
    private String glob;

    @Option(names = "--pretrained", description = "Only models with pretrained weights.")
    private boolean pretrained;

    @ArgGroup
    private Form form = new Form();

    /** One of them, or neither. */
    private static final class Form {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Option(names = "--markdown", description = "Print a page of Markdown, such as docs/models.md.")
        private boolean markdown;
    }

    public ModelsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ModelCatalogue models = session.get(ModelCatalogue.class);
        List<ModelEntry> entries =
                models.matching(glob).stream().filter(this::wanted).toList();
        if (entries.isEmpty()) {
            throw noMatch(models);
        }
        List<ModelSummary> summaries = entries.parallelStream()
                .map(entry -> ModelSummary.of(entry, session.plugins()))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (form.json) {
            out.println(Json.write(summaries));
        } else if (form.markdown) {
            ModelsPage.lines(summaries).forEach(out::println);
        } else {
            print(summaries, out);
        }
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        summaries.stream()
                .map(ModelSummary::problem)
                .filter(Objects::nonNull)
                .forEach(problem -> err.println("jimm: " + problem));
    }

    private boolean wanted(ModelEntry entry) {
        return !pretrained || entry.isPretrained();
    }

    private JimmException noMatch(ModelCatalogue models) {
        List<String> names = models.entries().stream()
                .filter(this::wanted)
                .map(ModelEntry::name)
                .toList();
        String hint = names.isEmpty()
                ? "; no plugin provides one ('" + Launcher.command("plugins") + "' tells what was loaded)"
                : Nearest.hint(glob.replaceAll("[*?]", ""), names);
        String which = pretrained ? "no model with pretrained weights" : "no model";
        return new JimmException(Category.CONFIGURATION, which + " matches '" + glob + "'" + hint);
    }

    private static void print(List<ModelSummary> summaries, PrintWriter out) {
        Table table = new Table(INDENT + "name", "parameters", "input", "tags", "licence");
        Map<String, List<ModelSummary>> byPlugin = summaries.stream()
                .collect(Collectors.groupingBy(ModelSummary::plugin, TreeMap::new, Collectors.toList()));
        byPlugin.forEach((plugin, models) -> {
            table.title(plugin);
            models.forEach(model -> table.row(
                    INDENT + model.name(),
                    model.parameters() == null ? "-" : Text.millions(model.parameters()),
                    model.inputSize().get(2),
                    model.tags().size(),
                    model.license() == null ? "-" : model.license()));
        });
        table.lines().forEach(out::println);
        out.println();
        out.println(Text.count(summaries.size(), "model") + "; '" + Launcher.command("models", "show", "NAME")
                + "' tells all about one");
    }
}
