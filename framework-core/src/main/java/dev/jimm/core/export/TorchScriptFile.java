package dev.jimm.core.export;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.file.AtomicFiles;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.TraceRunner;
import dev.jimm.core.script.ModuleScript;
import java.nio.file.Path;
import java.util.List;

/**
 * A model as a TorchScript file, for PyTorch in any language: {@code forward(x)} takes normalised float32 (N, C, H, W) of the size of the
 * preprocessing and gives logits (N, classes). Its tensors have timm's names.
 */
public final class TorchScriptFile {
    private TorchScriptFile() {}

    /**
     * Writes the file, whole or not at all.
     *
     * @param batch the number of images that it always takes, or {@link ExportedModel#ANY_BATCH}
     * @throws dev.jimm.core.error.JimmException DATA when it cannot be written
     */
    public static void write(Path file, ExportedModel model, int batch) {
        Graph graph = TraceRunner.record(
                Precision.FP32,
                List.of(new Graph.Value(ElementType.FLOAT32, model.inputShape(batch))),
                model.body()::apply,
                false);
        String name = model.name().replaceAll("\\W", "_");
        ModuleScript script = new ModuleScript(name, graph, model.weights().table());
        AtomicFiles.write(
                file,
                out -> script.writeTo(out, param -> model.weights().get(param).bytes()));
    }
}
