package dev.jimm.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.transform.CropMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From bytes to normalised channels, and from there to logits. */
@Tag("engine")
class PreprocessingTest {
    private static final int HEIGHT = 16;
    private static final int WIDTH = 16;
    private static final Preprocessing IMAGENET = new Preprocessing(
            HEIGHT, WIDTH, 1, CropMode.CENTER, "bicubic", List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    private long liveBefore;

    @BeforeEach
    void count() {
        liveBefore = DeviceTensor.live();
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(liveBefore, DeviceTensor.live());
    }

    private static ByteBuffer pixels(int count) {
        byte[] bytes = new byte[count * HEIGHT * WIDTH * 3];
        new SplittableRandom(6).nextBytes(bytes);
        return ByteBuffer.allocateDirect(bytes.length)
                .order(ByteOrder.nativeOrder())
                .put(bytes)
                .flip();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bytesBecomeNormalisedChannels(boolean channelsLast) {
        ByteBuffer pixels = pixels(2);
        List<DeviceTensor> statistics = IMAGENET.statistics();
        try (Program program = Program.inference(
                        Execution.TRACED,
                        Precision.FP32,
                        IMAGENET.inputs(),
                        (inputs, unused) -> List.of(Preprocessing.normalise(inputs, channelsLast)));
                DeviceTensor batch = IMAGENET.batch(pixels, 2);
                Program.Results results = program.run(List.of(batch, statistics.get(0), statistics.get(1)), null)) {
            DeviceTensor normalised = results.values().get(0);
            assertArrayEquals(new long[] {2, 3, HEIGHT, WIDTH}, normalised.shape());
            float[] values = normalised.floats();
            for (int i = 0; i < values.length; i++) {
                int channel = i / (HEIGHT * WIDTH) % 3;
                int image = i / (3 * HEIGHT * WIDTH);
                int pixel = i % (HEIGHT * WIDTH);
                int value = pixels.get((image * HEIGHT * WIDTH + pixel) * 3 + channel) & 0xff;
                double expected = (value / 255.0 - IMAGENET.mean().get(channel))
                        / IMAGENET.std().get(channel);
                assertEquals(expected, values[i], 1e-5, "value " + i);
            }
        } finally {
            statistics.forEach(DeviceTensor::close);
        }
    }

    @Test
    void logitsComeByImageInEveryPrecision() {
        Model structure = TinyFamily.hybrid(0.5);
        ByteBuffer pixels = pixels(3);
        try (Weights weights = Weights.initialised(structure.parameters(), 1, true);
                InferenceModel full =
                        new InferenceModel(structure, weights, IMAGENET, Precision.FP32, Execution.TRACED);
                InferenceModel low =
                        new InferenceModel(structure, weights, IMAGENET, Precision.BF16, Execution.TRACED)) {
            float[][] logits = full.logits(pixels, 3);
            assertEquals(3, logits.length);
            float[] alone = full.logits(pixels(1), 1)[0];
            assertArrayEquals(alone, logits[0], 1e-5f, "the first image does not depend on the others");
            assertArrayEquals(logits[2], low.logits(pixels, 3)[2], 0.05f);
            assertArrayEquals(logits[1], full.logits(pixels, 3)[1], "nothing is dropped outside of training");
        }
    }

    @Test
    void whatThePretrainedConfigLeavesOutIsTimms() {
        PretrainedConfig none = PretrainedConfig.none();
        assertEquals(List.of(3, 224, 224), none.inputSize());
        assertEquals(0.875, none.cropFraction());
        assertEquals(1000, none.classes());
        assertEquals(new ParamTable().all(), List.of());
    }
}
