package dev.jimm.app.evaluate;

import dev.jimm.app.evaluate.AnswerForm.Embedding;
import dev.jimm.app.model.ModelOptions;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.ImagesBar;
import dev.jimm.app.text.OutputFile;
import dev.jimm.app.text.Table;
import dev.jimm.app.text.Terminal;
import dev.jimm.app.text.Text;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.file.AtomicFiles;
import dev.jimm.core.predict.ViewAverage.Mean;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.transform.TestTimeAugmentation;
import dev.jimm.host.ForeignText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm predict}. */
@Command(
        name = "predict",
        description = "Classify images with a trained or pretrained model.",
        footer = {"", "Images that cannot be read are listed and passed over; exit code 3 when none could be read."})
public final class PredictCommand implements Runnable {
    private static final int LONGEST_DESCRIPTION = 60;

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = ModelOptions.MODEL)
    private String model;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "IMAGE-OR-FOLDER",
            description = "Images, and folders to search for images, with all folders in them.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--list",
            paramLabel = "FILE",
            description = "Also the images and folders named in FILE, one a line, relative to FILE's folder or the"
                    + " working folder; may be repeated.")
    private List<Path> lists = new ArrayList<>();

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "3",
            description = "How many classes to tell for each image. Default: ${DEFAULT-VALUE}.")
    private int top;

    @Option(names = "--tta", paramLabel = "VIEWS", defaultValue = "none", description = ViewsOption.DESCRIPTION)
    private TestTimeAugmentation views;

    @Mixin
    private ModelOptions options;

    @Option(names = "--embeddings", description = "Give the vector that the classifier would get instead of classes.")
    private boolean embeddings;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Write csv, json, jsonl (a JSON object a line) or parquet. Default: what the name of --output"
                    + " ends with; without that a table.")
    private ResultFormat format;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the results to FILE instead of printing them.")
    private Path output;

    public PredictCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        OutputFile file = checked();
        List<Path> all = new ArrayList<>(paths);
        lists.forEach(list -> all.addAll(ImageSearch.listed(list)));
        List<Path> images = ImageSearch.find(all);
        try (SavedModel saved = options.open(model, session);
                ReadyModel ready =
                        embeddings ? ReadyModel.embedder(saved, views) : ReadyModel.classifier(saved, views)) {
            FilePredictor predictor = new FilePredictor(ready, saved, images);
            if (embeddings) {
                write(
                        AnswerForm.embeddings(),
                        file,
                        taker -> predict(
                                predictor,
                                ready,
                                Mean.VALUES,
                                (image, answer) -> taker.accept(new Embedding(image, answer))));
            } else if (format != null) {
                write(AnswerForm.predictions(), file, taker -> classify(predictor, ready, saved, taker));
            } else {
                List<FilePrediction> found = new ArrayList<>();
                classify(predictor, ready, saved, found::add);
                print(table(found, ready));
            }
        }
    }

    private OutputFile checked() {
        if (top < 1) {
            throw wrong("--top must be at least 1, is " + top);
        }
        if (paths.isEmpty() && lists.isEmpty()) {
            throw wrong("give images, folders or --list FILE");
        }
        if (output == null && format == ResultFormat.PARQUET) {
            throw wrong("--format parquet needs --output FILE");
        }
        if (output == null && embeddings && format == null) {
            throw wrong("--embeddings needs --output FILE or --format FORMAT");
        }
        if (output == null) {
            return null;
        }
        OutputFile file =
                format == null ? new OutputFile(output, ResultFormat.endings()) : new OutputFile(output, List.of(""));
        format = format == null ? ResultFormat.of(output) : format;
        return file;
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    private void classify(FilePredictor predictor, ReadyModel model, SavedModel saved, Consumer<FilePrediction> taker) {
        boolean independent = saved.config().loss().name().isMultiLabel();
        Map<String, String> descriptions = saved.model().preprocessing().labelDescriptions();
        predict(
                predictor,
                model,
                independent ? Mean.INDEPENDENT_PROBABILITIES : Mean.PROBABILITIES,
                (image, logits) -> taker.accept(
                        FilePrediction.of(image, logits, saved.classes(), descriptions, top, independent)));
    }

    private void predict(FilePredictor predictor, ReadyModel model, Mean mean, FilePredictor.Receiver receiver) {
        int found = predictor.images();
        boolean printing = format != null && output == null; // what is printed meanwhile has no room for a bar
        if (Terminal.isInteractive() && !printing) {
            try (ImagesBar bar = new ImagesBar(spec.commandLine().getErr(), found)) {
                predictor.predict(model.averaging(mean), (image, answer) -> {
                    receiver.take(image, answer);
                    bar.step();
                });
            }
        } else {
            predictor.predict(model.averaging(mean), receiver);
        }
        PrintWriter err = spec.commandLine().getErr();
        List<String> unreadable = predictor.unreadable();
        unreadable.forEach(image -> err.println("jimm: passed over " + image));
        if (predictor.unreadableCount() > unreadable.size()) {
            err.println("jimm: and " + (predictor.unreadableCount() - unreadable.size()) + " more");
        }
        if (predictor.unreadableCount() == found) {
            throw new JimmException(Category.DATA, "there is nothing to predict: no image could be read");
        }
    }

    /**
     * Writes answers as they come.
     *
     * @param answers gives them to whom it is given
     */
    private <T> void write(AnswerForm<T> form, OutputFile file, Consumer<Consumer<T>> answers) {
        PrintWriter out = spec.commandLine().getOut();
        if (file == null) {
            try {
                add(answers, AnswerWriter.of(form, format, out));
            } catch (IOException e) {
                throw new UncheckedIOException(e); // a PrintWriter throws none
            }
            return;
        }
        AtomicLong count = new AtomicLong();
        AtomicFiles.write(file.path(), stream -> {
            OutputStream buffered = new BufferedOutputStream(stream);
            count.set(add(answers, AnswerWriter.of(form, format, buffered)));
            buffered.flush();
        });
        print(List.of(Text.count(count.get(), form.noun()) + " in " + output));
    }

    /** @return how many there were */
    private static <T> long add(Consumer<Consumer<T>> answers, AnswerWriter<T> writer) throws IOException {
        AtomicLong count = new AtomicLong();
        try {
            answers.accept(answer -> {
                try {
                    writer.add(answer);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                count.incrementAndGet();
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        writer.end();
        return count.get();
    }

    private void print(List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        lines.forEach(out::println);
        out.flush();
    }

    private List<String> table(List<FilePrediction> predictions, ReadyModel model) {
        Table table = new Table();
        for (FilePrediction prediction : predictions) {
            List<Object> cells = new ArrayList<>(List.of(prediction.image()));
            for (FilePrediction.Ranked ranked : prediction.classes()) {
                cells.add(named(ranked));
                cells.add(Text.format("%.1f %%", 100 * ranked.probability()));
            }
            table.row(cells.toArray());
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.addAll(model.title(options.isAveraged()));
        return lines;
    }

    /** The name, and what it stands for where that is known, in one line of a bearable length. */
    static String named(FilePrediction.Ranked ranked) {
        String name = ForeignText.printable(ranked.name());
        if (ranked.description() == null || ranked.description().equals(ranked.name())) {
            return name;
        }
        String description = ForeignText.printable(ranked.description());
        return name + " ("
                + (description.length() <= LONGEST_DESCRIPTION
                        ? description
                        : description.substring(0, LONGEST_DESCRIPTION) + "...")
                + ")";
    }
}
