package dev.jimm.app.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.core.export.ExportCheck;
import dev.jimm.core.export.ExportedModel;
import dev.jimm.core.export.TorchScriptFile;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.model.ModelEntry;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ServiceProviders;
import dev.jimm.core.train.ModelOpener;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.verify.GeneratedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    private static final int CLASSES = 1000;
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
                    double fresh = ofFreshWeights(entry.name(), file);
                    double generated = fresh <= ExportCheck.TOLERANCE ? 0 : ofGeneratedWeights(entry.name(), file);
                    if (generated > ExportCheck.TOLERANCE) {
                        failed.put(entry.name(), "differs by " + fresh + " and " + generated);
                    }
                } catch (RuntimeException e) {
                    failed.put(entry.name(), e.toString());
                }
                Files.deleteIfExists(file);
            }
        }
        assertEquals(Map.of(), failed);
    }

    private static double ofFreshWeights(String name, Path file) {
        try (SavedModel saved = ModelOpener.withoutDownloads(MODELS).untrained(name, null)) {
            return difference(ExportedModel.of(saved), file);
        }
    }

    /**
     * Some deep models amplify rounding beyond any tolerance with weights that nobody has trained: in efficientnetv2_rw_s, images that
     * differ in their last bit give logits that differ by a quarter. Those of the reference facts are tame.
     */
    private static double ofGeneratedWeights(String name, Path file) {
        ImageModel model = MODELS.create(ModelConfig.named(name), CLASSES);
        try (GeneratedModel generated = new GeneratedModel(model.structure())) {
            Preprocessing preprocessing = model.preprocessing().preprocessing();
            return difference(new ExportedModel(model, generated.weights(), preprocessing, List.of()), file);
        }
    }

    private static double difference(ExportedModel model, Path file) {
        TorchScriptFile.write(file, model, ExportedModel.ANY_BATCH);
        return ExportCheck.ofTorchScript(model, file, ExportedModel.ANY_BATCH);
    }
}
