package dev.jimm.app.evaluate;

import dev.jimm.api.data.Reader;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.OutputFile;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.data.Loader;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.train.Evaluation;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.train.TrainConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm validate}. */
@Command(name = "validate", description = "Tell how well a trained model classifies labelled images.")
public final class ValidateCommand implements Runnable {
    private static final int BAD_SHOWN = 5;

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN",
            description = "The folder of a run (its best checkpoint is taken) or of a checkpoint.")
    private Path run;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Images to validate on: FOLDER/CLASS/*.jpg, or FOLDER/val/CLASS/*.jpg beside FOLDER/train."
                    + " Default: what the run held out.")
    private Path folder;

    @Option(names = "--per-class", description = "Add a table of the classes.")
    private boolean perClass;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the results, per class too, as JSON or CSV, by the name's ending.")
    private Path output;

    public ValidateCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        OutputFile file = output == null ? null : new OutputFile(output);
        try (SavedModel saved = TrainedModel.load(run, session.get(ModelCatalogue.class));
                ValidationData data = ValidationData.of(saved, folder, session.get(DataSets.class))) {
            Loader loader = loader(saved, data.reader());
            ValidationResult result = ValidationResult.of(
                    saved.source(),
                    saved.classes(),
                    evaluate(saved, loader, data.reader().isMultiLabel()));
            print(result, saved);
            warnOf(loader);
            if (file != null) {
                file.write(result, result.rows());
            }
        }
    }

    private static Loader loader(SavedModel saved, Reader reader) {
        return Loader.evaluation(
                reader, saved.preprocessing().evalTransform(), saved.config().data());
    }

    private static Evaluation evaluate(SavedModel saved, Loader loader, boolean multiLabel) {
        TrainConfig train = saved.config().train();
        try (InferenceModel model = new InferenceModel(
                saved.model().structure(),
                saved.weights(),
                saved.preprocessing(),
                train.precision(),
                train.execution())) {
            return Evaluation.of(model, loader, saved.classes().size(), multiLabel);
        }
    }

    private void print(ValidationResult result, SavedModel saved) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(saved.model().entry().name() + " of " + result.model());
        new Table()
                .row("images", Text.format("%,d", result.images()))
                .row("top-1", Text.percent(result.top1()))
                .row("top-5", Text.percent(result.top5()))
                .row("loss", Text.format("%.4f", result.loss()))
                .lines()
                .forEach(line -> out.println("  " + line));
        if (perClass) {
            out.println();
            table(result.classes()).lines().forEach(out::println);
        }
        out.flush();
    }

    private static Table table(List<ValidationResult.OfClass> classes) {
        Table table = new Table("class", "images", "right", "top-1", "most often taken for");
        for (ValidationResult.OfClass one : classes) {
            table.row(
                    one.name(),
                    one.images(),
                    one.right(),
                    one.images() == 0 ? "-" : Text.percent(one.top1()),
                    one.mistakenFor() == null ? "-" : one.mistakenFor() + " (" + one.mistakes() + ")");
        }
        return table;
    }

    private void warnOf(Loader loader) {
        int count = loader.bad().count();
        if (count == 0) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("jimm: " + Text.count(count, "image") + " left out, unreadable:");
        loader.bad().listed().stream().limit(BAD_SHOWN).forEach(sample -> err.println("  " + sample));
        if (count > BAD_SHOWN) {
            err.println("  and " + (count - BAD_SHOWN) + " more");
        }
    }
}
