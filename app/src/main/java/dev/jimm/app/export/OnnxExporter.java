package dev.jimm.app.export;

import dev.jimm.app.onnx.OnnxSession;
import dev.jimm.app.text.Text;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.export.ExportCheck;
import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.onnx.OnnxExport;
import dev.jimm.core.onnx.OnnxFile;
import dev.jimm.core.train.ModelOpener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** For ONNX Runtime and whatever else reads ONNX. */
final class OnnxExporter implements Exporter {
    private static final long ANY = -1;

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
        OnnxFile file = OnnxExport.write(
                output, model.model(), model.weights(), model.preprocessing(), model.classes(), options.onnx());
        List<Path> files = new ArrayList<>(List.of(file.file()));
        file.data().ifPresent(files::add);
        List<String> notes = file.foldedBatchNorms() == 0
                ? List.of()
                : List.of(Text.count(file.foldedBatchNorms(), "batch norm") + " became part of weights");
        return new Written(
                files,
                file.inputs().stream().map(OnnxExporter::port).toList(),
                file.outputs().stream().map(OnnxExporter::port).toList(),
                notes,
                List.of("Python: onnxruntime.InferenceSession(\"" + output + "\").run(None, {\"" + OnnxExport.INPUT
                        + "\": x})"));
    }

    private static Port port(OnnxFile.Port port) {
        return Port.of(
                port.name(),
                port.shape().stream()
                        .mapToLong(size -> size.size() == 0 ? ANY : size.size())
                        .toArray());
    }

    @Override
    public double check(Path output, ExportedModel model, ExportOptions options, ModelOpener opener) {
        try (OnnxSession session = new OnnxSession(output, Engine.threads())) {
            return ExportCheck.difference(model, session::run, options.batch());
        }
    }
}
