package dev.jimm.app.evaluate;

import dev.jimm.app.session.Session;
import dev.jimm.app.text.OutputFile;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Text;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.train.SavedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm predict}. */
@Command(
        name = "predict",
        description = "Classify images with a trained model.",
        footer = {"", "Images that cannot be read are listed and passed over; exit code 3 when none could be read."})
public final class PredictCommand implements Runnable {
    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "The folder of a run (its best checkpoint is taken) or of a checkpoint.")
    private Path run;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "IMAGE-OR-FOLDER",
            description = "Images, and folders to search for images.")
    private List<Path> paths;

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "3",
            description = "How many classes to tell for each image. Default: ${DEFAULT-VALUE}.")
    private int top;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the predictions as JSON or CSV, by the name's ending, instead of printing them.")
    private Path output;

    public PredictCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (top < 1) {
            throw new ParameterException(spec.commandLine(), "--top must be at least 1, is " + top);
        }
        OutputFile file = output == null ? null : new OutputFile(output);
        List<Path> images = ImageSearch.find(paths);
        try (SavedModel saved = TrainedModel.load(run, session.get(ModelCatalogue.class));
                Predictor predictor = new Predictor(saved, top)) {
            List<Prediction> predictions = predictor.predict(images);
            List<String> unreadable = predictor.unreadable();
            PrintWriter err = spec.commandLine().getErr();
            unreadable.forEach(image -> err.println("jimm: passed over " + image));
            if (predictions.isEmpty()) {
                throw new JimmException(Category.DATA, "there is nothing to predict: no image could be read");
            }
            report(predictions, file);
        }
    }

    private void report(List<Prediction> predictions, OutputFile file) {
        PrintWriter out = spec.commandLine().getOut();
        if (file == null) {
            print(predictions, out);
            return;
        }
        try {
            file.write(predictions, Prediction.rows(predictions));
            out.println(Text.count(predictions.size(), "prediction") + " in " + output);
            out.flush();
        } catch (JimmException e) {
            print(predictions, out); // the work is not lost
            throw e;
        }
    }

    private static void print(List<Prediction> predictions, PrintWriter out) {
        table(predictions).lines().forEach(out::println);
        out.flush();
    }

    private static Table table(List<Prediction> predictions) {
        Table table = new Table();
        for (Prediction prediction : predictions) {
            List<Object> cells = new ArrayList<>(List.of(prediction.image()));
            for (Prediction.Ranked ranked : prediction.classes()) {
                cells.add(ranked.name());
                cells.add(Text.format("%.1f %%", 100 * ranked.probability()));
            }
            table.row(cells.toArray());
        }
        return table;
    }
}
