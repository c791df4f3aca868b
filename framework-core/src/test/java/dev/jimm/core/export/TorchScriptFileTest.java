package dev.jimm.core.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.ScriptModule;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("engine")
class TorchScriptFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFileComputesWhatTheModelDoes(boolean channelsLast) {
        long before = DeviceTensor.live();
        Path file = folder.resolve("model.pt");
        ExportedModel model = TinyModels.hybrid(channelsLast);
        try (Weights weights = model.weights()) {
            TorchScriptFile.write(file, model, ExportedModel.ANY_BATCH);
            assertEquals(0, ExportCheck.ofTorchScript(model, file, ExportedModel.ANY_BATCH), 1e-6);
        }
        assertEquals(before, DeviceTensor.live());
    }

    @Test
    void theCallersImagesStayAsTheyAre() {
        Path file = folder.resolve("model.pt");
        ExportedModel model = TinyModels.hybrid(false);
        try (Weights weights = model.weights()) {
            TorchScriptFile.write(file, model, ExportedModel.ANY_BATCH);
        }
        float[] images = new float[3 * 12 * 16];
        for (int i = 0; i < images.length; i++) {
            images[i] = i % 7 - 3;
        }
        try (ScriptModule module = ScriptModule.load(file);
                DeviceTensor input = DeviceTensor.of(images, 1, 3, 12, 16);
                DeviceTensor logits = module.forward(input)) {
            assertArrayEquals(new long[] {1, 3}, logits.shape());
            assertArrayEquals(images, input.floats());
        }
    }

    @Test
    void twoExportsAreTheSameBytesAndNothingElseIsLeftBehind() throws IOException {
        ExportedModel model = TinyModels.hybrid(false);
        try (Weights weights = model.weights()) {
            TorchScriptFile.write(folder.resolve("a.pt"), model, ExportedModel.ANY_BATCH);
            TorchScriptFile.write(folder.resolve("b.pt"), model, ExportedModel.ANY_BATCH);
        }
        assertEquals(-1, Files.mismatch(folder.resolve("a.pt"), folder.resolve("b.pt")));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
    }

    /** With a fixed batch the size may stand in the program. */
    @Test
    void aFixedBatchIsChecked() {
        Path file = folder.resolve("model.pt");
        ExportedModel model = TinyModels.hybrid(false);
        try (Weights weights = model.weights()) {
            TorchScriptFile.write(file, model, 2);
            assertEquals(0, ExportCheck.ofTorchScript(model, file, 2), 1e-6);
        }
    }

    @Test
    void otherWeightsAreFoundOut() {
        Path file = folder.resolve("model.pt");
        ExportedModel model = TinyModels.hybrid(false);
        try (Weights weights = model.weights()) {
            TorchScriptFile.write(file, model, ExportedModel.ANY_BATCH);
            weights.set(weights.table().find("fc.bias").orElseThrow(), new float[] {0, 1, 0});
            double difference = ExportCheck.ofTorchScript(model, file, ExportedModel.ANY_BATCH);
            assertTrue(difference > 0.1 && difference <= 1.5, "" + difference);
        }
    }

    @Test
    void whatIsNoTorchScriptIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("model.pt"), "no zip".getBytes(StandardCharsets.UTF_8));
        JimmException refused = assertThrows(JimmException.class, () -> ScriptModule.load(file));
        assertEquals(Category.DATA, refused.category());
        assertTrue(refused.getMessage().startsWith(file + ": PyTorch does not load this"), refused.getMessage());
    }

    @Test
    void whatIsNoNumberIsNoMatch() {
        ExportedModel model = TinyModels.hybrid(false);
        try (Weights weights = model.weights()) {
            for (float[] wrong : List.of(new float[] {0, Float.NaN, 0}, new float[2])) {
                JimmException failed = assertThrows(
                        JimmException.class, () -> ExportCheck.difference(model, (images, shape) -> wrong, 1));
                assertEquals(Category.CHECK_FAILED, failed.category());
            }
        }
    }
}
