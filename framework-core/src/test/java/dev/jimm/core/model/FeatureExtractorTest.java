package dev.jimm.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.transform.CropMode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class FeatureExtractorTest {
    private static final Preprocessing PREPROCESSING =
            new Preprocessing(8, 8, 1, CropMode.CENTER, "bicubic", List.of(0.5, 0.4, 0.3), List.of(0.2, 0.2, 0.2));
    private static final int COUNT = 2;

    @Test
    void aChosenMapIsTheModelsOwnIntermediate() {
        long before = DeviceTensor.live();
        Model model = TinyFamily.hybrid(0);
        ByteBuffer pixels = pixels();
        try (Weights weights = Weights.initialised(model.parameters(), 3, true);
                FeatureExtractor traced = extractor(model, weights, -1, Execution.TRACED);
                FeatureExtractor eager = extractor(model, weights, 0, Execution.EAGER);
                Program.Results fromTraced = traced.extract(pixels, COUNT);
                Program.Results fromEager = eager.extract(pixels, COUNT)) {
            assertEquals(List.of(new FeatureInfo("stem", 8, 2)), traced.features());
            assertArrayEquals(
                    new long[] {COUNT, 8, 4, 4}, fromTraced.values().get(0).shape());
            assertArrayEquals(
                    tapped(model, weights, pixels), fromTraced.values().get(0).floats());
            assertArrayEquals(
                    tapped(model, weights, pixels), fromEager.values().get(0).floats());
        }
        assertEquals(before, DeviceTensor.live());
    }

    @Test
    void anIndexThatTheModelDoesNotHaveIsRefused() {
        Model model = TinyFamily.hybrid(0);
        try (Weights weights = Weights.initialised(model.parameters(), 3, true)) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> extractor(model, weights, 1, Execution.TRACED));
            assertEquals("the model has the feature maps 0 to 0, not 1", e.getMessage());
        }
    }

    private static FeatureExtractor extractor(Model model, Weights weights, int index, Execution execution) {
        return new FeatureExtractor(model, weights, PREPROCESSING, List.of(index), Precision.FP32, execution);
    }

    /** The map on the way through the whole model. */
    private static float[] tapped(Model model, Weights weights, ByteBuffer pixels) {
        Program.Body whole = (inputs, parameters) -> {
            Pass pass = new Pass(parameters, false, Set.of("stem"));
            model.forward(Preprocessing.normalise(inputs, true), pass);
            return List.of(pass.taps().get("stem"));
        };
        List<DeviceTensor> statistics = PREPROCESSING.statistics();
        try (Program program = Program.inference(Execution.TRACED, Precision.FP32, PREPROCESSING.inputs(), whole);
                DeviceTensor batch = PREPROCESSING.batch(pixels, COUNT);
                Program.Results results = program.run(List.of(batch, statistics.get(0), statistics.get(1)), weights)) {
            return results.values().get(0).floats();
        } finally {
            statistics.forEach(DeviceTensor::close);
        }
    }

    private static ByteBuffer pixels() {
        ByteBuffer pixels = ByteBuffer.allocateDirect(COUNT * 8 * 8 * 3);
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, (byte) (i * 37));
        }
        return pixels;
    }
}
