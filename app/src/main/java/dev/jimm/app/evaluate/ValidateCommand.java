package dev.jimm.app.evaluate;

import dev.jimm.app.evaluate.Validation.Outcome;
import dev.jimm.app.model.ModelOptions;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.ImagesBar;
import dev.jimm.app.text.Json;
import dev.jimm.app.text.OutputFile;
import dev.jimm.app.text.Terminal;
import dev.jimm.app.text.Text;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.transform.TestTimeAugmentation;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm validate}. */
@Command(
        name = "validate",
        description = "Tell how well trained or pretrained models classify labelled images.",
        footer = {
            "",
            "Several models are compared in one table; one that fails is a row with its reason, and the exit code is 1."
        })
public final class ValidateCommand implements Callable<Integer> {
    private static final int BAD_SHOWN = 5;

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", arity = "1..*", description = ModelOptions.MODEL + " Or several.")
    private List<String> models;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "The data set to validate on: a folder with PATH/CLASS/*.jpg, or PATH/val/CLASS/*.jpg beside"
                    + " PATH/train, or what the reader expects. Default: what the run held out.")
    private Path data;

    @Option(
            names = "--reader",
            paramLabel = "NAME",
            defaultValue = "image-folder",
            description = "The reader of --data, as data.reader in a run. Default: ${DEFAULT-VALUE}.")
    private String reader;

    @Option(
            names = "--split",
            paramLabel = "PART",
            description = "The part of the data: train, validation or all. Default: validation; all where --data has no"
                    + " validation part.")
    private Split split;

    @Option(
            names = "--set",
            paramLabel = "data.KEY=VALUE",
            description = "Gives a key of the data section, such as data.class-map=FILE or data.batch-size=256; may be"
                    + " repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--real-labels",
            paramLabel = "FILE",
            description = "Count also by these labels, of which an image may have several: JSON, a list of lists of"
                    + " class indices in the order of the file names, or an object of such lists by file name.")
    private Path realLabels;

    @Option(names = "--tta", paramLabel = "VIEWS", defaultValue = "none", description = ViewsOption.DESCRIPTION)
    private TestTimeAugmentation views;

    @Mixin
    private ModelOptions options;

    @Option(names = "--per-class", description = "Add a table of the classes.")
    private boolean perClass;

    @Option(
            names = "--confusion",
            paramLabel = "N",
            description =
                    "Add the N pairs of classes that were most often confused; there are none of images with several"
                            + " labels.")
    private int confused;

    @Option(
            names = "--stats",
            description = "Add statistics of what leaves each layer that has weights, and each activation behind one,"
                    + " over the first 256 images. A channel is dead that has one value everywhere.")
    private boolean statistics;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the results to FILE.json, or FILE.csv with a row a model (with --per-class a row a"
                    + " class), besides printing them.")
    private Path output;

    public ValidateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (confused < 0) {
            throw wrong("--confusion must be at least 0, is " + confused);
        }
        boolean tables = perClass || confused > 0 || statistics;
        if (models.size() > 1 && tables && !json && output == null) {
            throw wrong("--per-class, --confusion and --stats are printed for one model; for several give --json or"
                    + " --output FILE");
        }
        OutputFile file = output == null ? null : new OutputFile(output);
        DataArguments arguments = new DataArguments(data, reader, split, settings);
        return models.size() == 1 ? one(arguments, file) : several(arguments, file);
    }

    private int one(DataArguments arguments, OutputFile file) {
        Outcome outcome = validate(models.get(0), arguments);
        ValidationResult result = outcome.result();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(result));
        } else {
            print(outcome, out);
        }
        out.flush();
        warnOf(outcome);
        if (file != null) {
            write(
                    file,
                    result,
                    new Comparison(List.of(new Comparison.Entry(result.model().path(), result, null))));
        }
        return 0;
    }

    private int several(DataArguments arguments, OutputFile file) {
        requireUsable(arguments);
        List<Comparison.Entry> entries =
                models.stream().map(model -> entry(model, arguments)).toList();
        Comparison comparison = new Comparison(entries);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(entries));
        } else {
            comparison.lines().forEach(out::println);
        }
        out.flush();
        if (file != null) {
            write(file, entries, comparison);
        }
        return comparison.hasFailed() ? Category.CHECK_FAILED.exitCode() : 0;
    }

    /** What is wrong for every model is no matter of one of them. */
    private void requireUsable(DataArguments arguments) {
        arguments.config(DataConfig.defaults());
        session.get(ModelCatalogue.class);
        if (data != null) {
            session.get(ProviderCatalogue.class).find(ProviderKind.READER, reader);
        }
        if (realLabels != null && !Files.isReadable(realLabels)) {
            throw wrong("--real-labels " + realLabels + ": there is no such file, or it cannot be read");
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    private void write(OutputFile file, Object whole, Comparison comparison) {
        file.write(whole, perClass ? comparison.classRows() : comparison.rows());
    }

    private Comparison.Entry entry(String model, DataArguments arguments) {
        try {
            Outcome outcome = validate(model, arguments);
            warnOf(outcome);
            return new Comparison.Entry(model, outcome.result(), null);
        } catch (RuntimeException e) {
            String reason = e instanceof JimmException ? e.getMessage() : e.toString();
            return new Comparison.Entry(model, null, reason);
        }
    }

    private Outcome validate(String model, DataArguments arguments) {
        Validation validation = new Validation(model, views, options.isAveraged(), realLabels, statistics);
        try (SavedModel saved = options.open(model, session);
                ValidationData opened = ValidationData.of(saved, arguments, session.get(DataSets.class))) {
            if (!Terminal.isInteractive()) {
                return validation.run(saved, opened, () -> {});
            }
            try (ImagesBar bar =
                    new ImagesBar(spec.commandLine().getErr(), opened.reader().size())) {
                return validation.run(saved, opened, bar::step);
            }
        }
    }

    private void print(Outcome outcome, PrintWriter out) {
        ValidationResult result = outcome.result();
        outcome.title().forEach(out::println);
        out.println();
        ValidationText.summary(result).forEach(out::println);
        if (perClass) {
            section(ValidationText.classes(result.classes()), out);
        }
        if (confused > 0) {
            section(ValidationText.confusion(result, confused), out);
        }
        if (statistics) {
            section(ValidationText.layers(result.layers()), out);
        }
    }

    private static void section(List<String> lines, PrintWriter out) {
        out.println();
        lines.forEach(out::println);
    }

    private void warnOf(Outcome outcome) {
        int count = outcome.result().unreadable();
        if (count == 0) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("jimm: " + Text.count(count, "image") + " left out, unreadable:");
        outcome.unreadable().stream().limit(BAD_SHOWN).forEach(sample -> err.println("  " + sample));
        if (count > BAD_SHOWN) {
            err.println("  and " + (count - BAD_SHOWN) + " more");
        }
    }
}
