package dev.jimm.app.export;

import dev.jimm.app.export.Exporter.Written;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.Json;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.export.ModelSource;
import dev.jimm.core.model.ModelCatalogue;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm export}. */
@Command(
        name = "export",
        description = "Write a model for other programs.",
        footer = {
            "",
            "onnx         one file, for ONNX Runtime and others",
            "torchscript  one file, for PyTorch in any language",
            "safetensors  a folder, for timm and the Hugging Face hub",
            "djl          a folder, for DJL and DJL Serving"
        })
public final class ExportCommand implements Callable<Integer> {
    private static final String ANY = "dynamic";

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description = "The folder of a run (its best checkpoint is taken), of a checkpoint or of an exported"
                    + " model; or the name of a model, with fresh weights.")
    private String place;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "onnx, torchscript, safetensors or djl. Default: by the ending of the output, .onnx or .pt;"
                    + " safetensors for a folder.")
    private ExportFormat format;

    @Option(
            names = "--output",
            paramLabel = "PATH",
            required = true,
            description = "The file; or, for safetensors and djl, the folder.")
    private Path output;

    @Option(
            names = "--check",
            description = "Run the result in ONNX Runtime or PyTorch, beside the original. Exit code 1 when they are"
                    + " further apart than rounding explains.")
    private boolean check;

    @Option(
            names = "--image-size",
            paramLabel = "N",
            description = "Take images of N x N pixels. Default: the size that the model was trained with.")
    private Integer imageSize;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = ANY,
            description = "Take always so many images at a time, or any number: dynamic. Default: ${DEFAULT-VALUE}.")
    private String batchSize;

    @Option(
            names = "--reparam",
            description = "First make the branches of RepVGG, MobileOne and their like one convolution: the same"
                    + " results, faster.")
    private boolean reparameterised;

    @Option(names = "--ema", description = "Use the moving average of the weights.")
    private boolean averaged;

    @Option(names = "--opset", paramLabel = "N", description = "onnx: the version of the operators.")
    private Integer opset;

    @Option(names = "--dynamic-size", description = "onnx: take images of any size, as far as the model does.")
    private boolean dynamicSize;

    @Option(
            names = "--fold-batch-norm",
            paramLabel = "true|false",
            arity = "0..1",
            fallbackValue = "true",
            description = "onnx: make batch norms part of the weights before them. Default: true.")
    private Boolean foldBatchNorm;

    @Option(names = "--external-data", description = "onnx: write the weights to a file beside it.")
    private boolean externalData;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ExportFormat chosen = format == null ? ExportFormat.of(output) : format;
        ExportOptions options = new ExportOptions(batch(), opset, dynamicSize, foldBatchNorm, externalData);
        if (imageSize != null && imageSize < 1) {
            throw wrong("--image-size must be at least 1, is " + imageSize);
        }
        Output.requireUsable(output, chosen.exporter().folder());
        ModelSource source = new ModelSource(place, imageSize, averaged, reparameterised);
        ExportedModel model = source.open(session.get(ModelCatalogue.class));
        try (Weights weights = model.weights()) {
            ExportReport report = export(source, model, chosen, options);
            print(report);
            return report.isSound() ? 0 : Category.CHECK_FAILED.exitCode();
        }
    }

    private ExportReport export(ModelSource source, ExportedModel model, ExportFormat chosen, ExportOptions options) {
        Exporter exporter = chosen.exporter();
        Written written = exporter.write(output, model, options);
        ExportReport.Check result = check
                ? ExportReport.Check.of(
                        exporter.runtime(),
                        exporter.check(output, model, options, session.get(ModelCatalogue.class)))
                : null;
        return ExportReport.of(place, source.isTrained(), model, chosen, written, result);
    }

    private int batch() {
        if (batchSize.equals(ANY)) {
            return ExportedModel.ANY_BATCH;
        }
        if (!batchSize.matches("[1-9][0-9]{0,5}")) {
            throw wrong("--batch-size must be a number from 1 on, or " + ANY + ", is '" + batchSize + "'");
        }
        return Integer.parseInt(batchSize);
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    private void print(ExportReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(report));
        } else {
            report.lines().forEach(out::println);
        }
        out.flush();
    }
}
