package dev.jimm.app.export;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.export.ExportCheck;
import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.model.ModelCatalogue;
import java.nio.file.Path;
import java.util.Set;

/** For ONNX Runtime and whatever else reads ONNX. */
final class OnnxExporter implements Exporter {
    @Override
    public Set<String> folder() {
        return Set.of();
    }

    @Override
    public String runtime() {
        return "ONNX Runtime";
    }

    @Override
    public Written write(Path output, ExportedModel model, ExportOptions options) {
        throw new JimmException(Category.CONFIGURATION, "this build writes no ONNX");
    }

    @Override
    public double check(Path output, ExportedModel model, ExportOptions options, ModelCatalogue models) {
        try (OnnxRunner runner = OnnxRunner.load(output)) {
            return ExportCheck.difference(model, runner::logits, options.batch());
        }
    }
}
