package dev.jimm.app.export;

import dev.jimm.app.export.Exporter.Written;
import dev.jimm.app.model.ModelOptions;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.Json;
import dev.jimm.core.error.Category;
import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.onnx.OnnxOptions;
import dev.jimm.core.train.ModelOpener;
import dev.jimm.core.train.SavedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
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
    static final String BATCH_SIZE = "--batch-size";
    static final String OPSET = "--opset";
    static final String DYNAMIC_SIZE = "--dynamic-size";
    static final String FOLD_BATCH_NORM = "--fold-batch-norm";
    static final String EXTERNAL_DATA = "--external-data";

    private static final String ANY = "dynamic";

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelOptions.MODEL)
    private String place;

    @Mixin
    private ModelOptions source = new ModelOptions();

    @Option(
            names = "--untrained",
            description = "Give a MODEL that is named fresh weights instead of its pretrained ones, to try things out.")
    private boolean untrained;

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
            description =
                    "Run the result in ONNX Runtime or PyTorch, or open it again, beside the original. Exit code 1"
                            + " when they are further apart than rounding explains.")
    private boolean check;

    @Option(
            names = BATCH_SIZE,
            paramLabel = "N",
            defaultValue = ANY,
            description = "onnx, torchscript and djl: take always so many images at a time, or any number: dynamic."
                    + " Default: ${DEFAULT-VALUE}.")
    private String batchSize;

    @Option(
            names = OPSET,
            paramLabel = "N",
            defaultValue = "" + OnnxOptions.DEFAULT_OPSET,
            description = "onnx: the version of the operators, " + OnnxOptions.LEAST_OPSET + " to "
                    + OnnxOptions.LATEST_OPSET + ". Default: ${DEFAULT-VALUE}.")
    private int opset;

    @Option(names = DYNAMIC_SIZE, description = "onnx: take images of any size, as far as the model does.")
    private boolean dynamicSize;

    @Option(
            names = FOLD_BATCH_NORM,
            paramLabel = "true|false",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "onnx: make batch norms part of the weights before them. Default: ${DEFAULT-VALUE}.")
    private boolean foldBatchNorm;

    @Option(names = EXTERNAL_DATA, description = "onnx: write the weights to a file beside it.")
    private boolean externalData;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ExportFormat chosen = format == null ? ExportFormat.of(output) : format;
        requireOptionsOf(chosen);
        ExportOptions options = options();
        Output.requireUsable(output, chosen.exporter().folder());
        try (SavedModel saved = untrained ? source.untrained(place, session) : source.open(place, session)) {
            ExportReport report = export(ExportedModel.of(saved), chosen, options);
            print(report);
            return report.isSound() ? 0 : Category.CHECK_FAILED.exitCode();
        }
    }

    private ExportReport export(ExportedModel model, ExportFormat chosen, ExportOptions options) {
        Exporter exporter = chosen.exporter();
        Written written = exporter.write(output, model, options);
        ExportReport.Check result = check
                ? ExportReport.Check.of(
                        exporter.runtime(), exporter.check(output, model, options, session.get(ModelOpener.class)))
                : null;
        return ExportReport.of(place, !untrained, model, chosen, written, result);
    }

    private void requireOptionsOf(ExportFormat chosen) {
        ParseResult given = spec.commandLine().getParseResult();
        List<String> others = ExportFormat.allOptions().stream()
                .filter(option -> given.hasMatchedOption(option) && !chosen.has(option))
                .toList();
        if (!others.isEmpty()) {
            throw wrong("the format " + chosen + " has no " + String.join(", ", others) + "; leave that out");
        }
    }

    private ExportOptions options() {
        OnnxOptions onnx = OnnxOptions.DEFAULT
                .opset(opset)
                .batch(batch())
                .dynamicSize(dynamicSize)
                .foldBatchNorm(foldBatchNorm)
                .externalData(externalData);
        return new ExportOptions(batch(), onnx);
    }

    private int batch() {
        if (batchSize.equals(ANY)) {
            return ExportedModel.ANY_BATCH;
        }
        if (!batchSize.matches("[1-9][0-9]{0,5}")) {
            throw wrong(BATCH_SIZE + " must be a number from 1 on, or " + ANY + ", is '" + batchSize + "'");
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
