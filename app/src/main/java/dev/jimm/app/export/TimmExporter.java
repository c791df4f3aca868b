package dev.jimm.app.export;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.export.ExportCheck;
import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.export.TimmFolder;
import dev.jimm.core.train.ModelOpener;
import dev.jimm.core.train.SavedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** For timm, and for whoever reads safetensors. */
final class TimmExporter implements Exporter {
    @Override
    public Set<String> folder() {
        return Set.of(TimmFolder.WEIGHTS, TimmFolder.CONFIG);
    }

    @Override
    public String runtime() {
        return "read again by jimm";
    }

    @Override
    public Written write(Path output, ExportedModel model, ExportOptions options) {
        if (model.weights().table().isFused()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "--reparam changes the tensors, and timm builds the model as it was trained; leave it out for"
                            + " safetensors");
        }
        TimmFolder.write(output, model);
        return new Written(
                List.of(output.resolve(TimmFolder.WEIGHTS), output.resolve(TimmFolder.CONFIG)),
                List.of(Port.images("x", model, ExportedModel.ANY_BATCH)),
                List.of(Port.logits(model, ExportedModel.ANY_BATCH)),
                notes(model),
                List.of("Python: timm.create_model(\"local-dir:" + output + "\", pretrained=True)"));
    }

    /** timm has other words for the options of an architecture, so it has to be told them by hand. */
    private static List<String> notes(ExportedModel model) {
        List<String> changed = model.changedOptions();
        return changed.isEmpty()
                ? List.of()
                : List.of("the run changed options of the architecture (" + String.join(", ", changed)
                        + "); give timm.create_model the same");
    }

    @Override
    public double check(Path output, ExportedModel model, ExportOptions options, ModelOpener opener) {
        try (SavedModel read = opener.open(ModelOpener.Request.of(output.toString()), line -> {})) {
            return ExportCheck.ofModel(model, ExportedModel.of(read), options.batch());
        }
    }
}
