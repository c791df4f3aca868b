package dev.jimm.app.quantize;

import dev.jimm.app.model.ModelOptions;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.ImagesBar;
import dev.jimm.app.text.Json;
import dev.jimm.app.text.OutputFile;
import dev.jimm.app.text.Terminal;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.onnx.OnnxExport;
import dev.jimm.core.onnx.OnnxModel;
import dev.jimm.core.onnx.OnnxOptions;
import dev.jimm.core.quantize.Quantization;
import dev.jimm.core.quantize.QuantizedFile;
import dev.jimm.core.quantize.Target;
import dev.jimm.core.train.SavedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm quantize}. */
@Command(
        name = "quantize",
        description = "Write a trained model as an ONNX file in 8-bit whole numbers, and compare it with float32.",
        footer = {
            "",
            "Convolutions and linear layers get weights in INT8 with a scale for each output. The ranges of what lies"
                    + " between them are measured with images of --data; with --dynamic, which is for linear layers"
                    + " only, when the model runs."
        })
public final class QuantizeCommand implements Callable<Integer> {
    private static final String ENDING = ".onnx";

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelOptions.MODEL)
    private String place;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Images like those to come, at any depth. Where the folders that they lie in are named after"
                    + " classes, accuracy is told.")
    private Path data;

    @Option(names = "--output", paramLabel = "FILE.onnx", required = true, description = "The file to write.")
    private Path output;

    @Option(
            names = "--for",
            paramLabel = "RUNTIME",
            defaultValue = "onnx_runtime",
            description = "What is to run the file: onnx_runtime (fast on CPUs; OpenVINO takes it, too), or tensorrt,"
                    + " which takes another form. Default: ${DEFAULT-VALUE}.")
    private Target target;

    @Option(names = "--dynamic", description = "Quantise linear layers only, without images.")
    private boolean dynamic;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "256",
            description = "Measure ranges with N images, drawn from --data. Default: ${DEFAULT-VALUE}.")
    private int images;

    @Option(
            names = "--check",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Compare with float32 on N images of --data, others where there are enough; 0: do not."
                    + " Default: ${DEFAULT-VALUE}.")
    private int checked;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of ONNX Runtime in the comparison. Default: all processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public QuantizeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        requireAtLeast("--images", 1, images);
        requireAtLeast("--check", 0, checked);
        requireAtLeast("--threads", 1, threads);
        if (data == null && !dynamic) {
            throw new ParameterException(
                    spec.commandLine(), "give --data FOLDER with images to measure ranges with, or --dynamic");
        }
        Path file = new OutputFile(output, List.of(ENDING)).path();
        try (SavedModel saved = options.open(place, session)) {
            LabelledImages found = data == null ? null : LabelledImages.below(data, saved.classes());
            OnnxModel model = OnnxModel.of(saved.model(), saved.weights(), saved.preprocessing(), saved.classes());
            QuantizedFile written = dynamic ? Quantization.dynamic(file, model) : calibrated(file, model, saved, found);
            boolean compared = found != null && checked > 0;
            print(QuantizeReport.of(written, dynamic, compared ? compared(file, model, saved, found) : null));
        }
        return 0;
    }

    private void requireAtLeast(String option, int least, int value) {
        if (value < least) {
            throw new ParameterException(spec.commandLine(), option + " must be at least " + least + ", is " + value);
        }
    }

    private QuantizedFile calibrated(Path file, OnnxModel model, SavedModel saved, LabelledImages found) {
        LabelledImages first = found.first(images);
        return withBar(
                first.paths().size(),
                step -> Quantization.calibrated(
                        file, model, saved.preprocessing(), first.reader(), threads, target, step));
    }

    private Comparison.Result compared(Path file, OnnxModel model, SavedModel saved, LabelledImages found) {
        LabelledImages last = found.last(checked);
        Path folder = null;
        try {
            folder = Files.createTempDirectory(file.toAbsolutePath().getParent(), "float32-");
            Path exact = folder.resolve("model" + ENDING);
            OnnxExport.write(exact, model, OnnxOptions.DEFAULT);
            return withBar(
                    last.paths().size(),
                    step -> new Comparison(saved.preprocessing(), threads).of(exact, file, last, step));
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA, "cannot write a float32 file beside " + file + ": " + Reason.of(e), e);
        } finally {
            delete(folder);
        }
    }

    /** With the file in it, and that of its weights, which a large model has. */
    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new JimmException(Category.DATA, "cannot delete " + folder + ": " + Reason.of(e), e);
        }
    }

    private <T> T withBar(int count, Function<Runnable, T> work) {
        if (!Terminal.isInteractive()) {
            return work.apply(() -> {});
        }
        try (ImagesBar bar = new ImagesBar(spec.commandLine().getErr(), count)) {
            return work.apply(bar::step);
        }
    }

    private void print(QuantizeReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(report));
        } else {
            report.lines().forEach(out::println);
        }
        out.flush();
    }
}
