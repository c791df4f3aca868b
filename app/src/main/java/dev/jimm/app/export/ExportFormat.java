package dev.jimm.app.export;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a model is written as. */
enum ExportFormat {
    ONNX(
            new OnnxExporter(),
            ExportCommand.BATCH_SIZE,
            ExportCommand.OPSET,
            ExportCommand.DYNAMIC_SIZE,
            ExportCommand.FOLD_BATCH_NORM,
            ExportCommand.EXTERNAL_DATA),
    TORCHSCRIPT(new TorchScriptExporter(), ExportCommand.BATCH_SIZE),
    SAFETENSORS(new TimmExporter()),
    DJL(new DjlExporter(), ExportCommand.BATCH_SIZE);

    private final Exporter exporter;
    private final List<String> options;

    ExportFormat(Exporter exporter, String... options) {
        this.exporter = exporter;
        this.options = List.of(options);
    }

    /** The options of the command that not every format has. */
    static List<String> allOptions() {
        return ONNX.options;
    }

    boolean has(String option) {
        return options.contains(option);
    }

    Exporter exporter() {
        return exporter;
    }

    /**
     * What the name of the output tells: the format of a file by its ending, and safetensors for a folder.
     *
     * @throws JimmException CONFIGURATION for the name of another file
     */
    static ExportFormat of(Path output) {
        String name = output.getFileName() == null
                ? ""
                : output.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".onnx")) {
            return ONNX;
        }
        if (name.endsWith(".pt")) {
            return TORCHSCRIPT;
        }
        if (name.matches(".*\\.[a-z]\\w{0,11}") && !Files.isDirectory(output)) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "the ending of " + output + " is that of no format; end it in .onnx or .pt, name a folder, or say"
                            + " what is meant by --format onnx|torchscript|safetensors|djl");
        }
        return SAFETENSORS;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
