package dev.jimm.core.export;

import dev.jimm.core.file.AtomicFiles;
import dev.jimm.core.script.ModuleScript;
import java.nio.file.Path;

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
     * @throws dev.jimm.core.error.JimmException CONFIGURATION when the model does not take images of this size; DATA when the file
     *     cannot be written
     */
    public static void write(Path file, ExportedModel model, int batch) {
        String name = model.name().replaceAll("\\W", "_");
        ModuleScript script =
                new ModuleScript(name, model.graph(batch), model.weights().table());
        AtomicFiles.write(
                file,
                out -> script.writeTo(out, param -> model.weights().get(param).bytes()));
    }
}
