package dev.jimm.app.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.core.export.ExportCheck;
import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.export.TorchScriptFile;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ServiceProviders;
import dev.jimm.core.train.ModelOpener;
import dev.jimm.core.train.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every architecture that is not large, written as TorchScript and run in PyTorch on batches of two sizes. */
@Tag("engine")
@Tag("slow")
class EveryTorchScriptTest {
    private static final long LARGEST = 30_000_000;
    private static final ModelCatalogue MODELS = new ModelCatalogue(ProviderCatalogue.of(
            ServiceProviders.load(EveryTorchScriptTest.class.getClassLoader()).provided()));

    @TempDir
    private Path folder;

    @Test
    void computesTheSame() throws IOException {
        Map<String, String> failed = new TreeMap<>();
        Path file = folder.resolve("model.pt");
        for (ModelEntry entry : MODELS.entries()) {
            if (entry.structure().parameters().weightCount() < LARGEST) {
                try {
                    check(entry.name(), file, failed);
                } catch (RuntimeException e) {
                    failed.put(entry.name(), e.toString());
                }
                Files.deleteIfExists(file);
            }
        }
        assertEquals(Map.of(), failed);
    }

    private static void check(String name, Path file, Map<String, String> failed) {
        try (SavedModel saved = ModelOpener.withoutDownloads(MODELS).untrained(name, null)) {
            ExportedModel model = ExportedModel.of(saved);
            TorchScriptFile.write(file, model, ExportedModel.ANY_BATCH);
            double difference = ExportCheck.ofTorchScript(model, file, ExportedModel.ANY_BATCH);
            if (difference > ExportCheck.TOLERANCE) {
                failed.put(name, "differs by " + difference);
            }
        }
    }
}
