package dev.jimm.app.export;

import dev.jimm.core.export.DjlFolder;
import dev.jimm.core.export.ExportCheck;
import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.train.ModelOpener;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** For DJL and DJL Serving without jimm. */
final class DjlExporter implements Exporter {
    @Override
    public Set<String> folder() {
        return Set.of(DjlFolder.MODEL, DjlFolder.PROPERTIES, DjlFolder.CLASSES);
    }

    @Override
    public String runtime() {
        return "PyTorch";
    }

    @Override
    public Written write(Path output, ExportedModel model, ExportOptions options) {
        List<String> differences = DjlFolder.write(output, model, options.batch());
        return new Written(
                List.of(
                        output.resolve(DjlFolder.MODEL),
                        output.resolve(DjlFolder.PROPERTIES),
                        output.resolve(DjlFolder.CLASSES)),
                List.of(Port.images("x", model, options.batch())),
                List.of(Port.logits(model, options.batch())),
                differences,
                List.of(
                        "Java: Criteria.builder().setTypes(Image.class, Classifications.class).optModelPath(Path.of(\""
                                + output + "\")).build().loadModel()",
                        "DJL Serving: djl-serving -m \"name::PyTorch=file://" + output.toAbsolutePath() + "\""));
    }

    @Override
    public double check(Path output, ExportedModel model, ExportOptions options, ModelOpener opener) {
        return ExportCheck.ofTorchScript(model, output.resolve(DjlFolder.MODEL), options.batch());
    }
}
