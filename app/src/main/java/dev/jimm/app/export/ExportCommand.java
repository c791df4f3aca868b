package dev.jimm.app.export;

import dev.jimm.app.export.Exporter.Written;
import dev.jimm.app.model.ModelOptions;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.Json;
import dev.jimm.core.error.Category;
import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.train.ModelOpener;
import dev.jimm.core.train.SavedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            description = "Run the result in ONNX Runtime or PyTorch, beside the original. Exit code 1 when they are"
                    + " further apart than rounding explains.")
    private boolean check;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = ANY,
            description = "Take always so many images at a time, or any number: dynamic. Default: ${DEFAULT-VALUE}.")
    private String batchSize;

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
