package dev.jimm.app.export;

import java.nio.file.Path;
import java.util.Locale;

/** What a model is written as. */
enum ExportFormat {
    ONNX(new OnnxExporter()),
    TORCHSCRIPT(new TorchScriptExporter()),
    SAFETENSORS(new TimmExporter()),
    DJL(new DjlExporter());

    private final Exporter exporter;

    ExportFormat(Exporter exporter) {
        this.exporter = exporter;
    }

    Exporter exporter() {
        return exporter;
    }

    /** What the name of the output tells: the format of a file by its ending, and safetensors for a folder. */
    static ExportFormat of(Path output) {
        String name = output.getFileName() == null
                ? ""
                : output.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".onnx")) {
            return ONNX;
        }
        return name.endsWith(".pt") ? TORCHSCRIPT : SAFETENSORS;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
