package dev.jimm.core.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.random.Randomness;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class ErasedPixelsTest {
    private final long live = DeviceTensor.live();

    @AfterEach
    void nothingIsLeft() {
        assertEquals(live, DeviceTensor.live());
    }

    private static BatchConfig erasing(EraseConfig.Mode mode, int count) {
        EraseConfig erase = new EraseConfig(1, mode, 0.02, 1.0 / 3, 0.3, count, false);
        return new BatchConfig(0, 0, MixConfig.defaults(), erase, 0);
    }

    private static float[] erased(float[] images, int height, int width, BatchConfig config, List<List<Box>> boxes) {
        Eraser eraser = new Eraser(config);
        List<DeviceTensor> inputs = eraser.tensors(boxes, height, width, Randomness.of(OnDevice.SEED));
        return OnDevice.run(images, 3, height, width, eraser.inputs(height, width), inputs, eraser::apply);
    }

    @Test
    void constErasesToZero() {
        List<Box> first = List.of(new Box(0, 1, 2, 2), new Box(3, 3, 1, 1));
        List<Box> second = List.of(Box.EMPTY, Box.EMPTY);
        float[] found = erased(OnDevice.ones(96), 4, 4, erasing(EraseConfig.Mode.CONST, 2), List.of(first, second));
        for (int i = 0; i < 96; i++) {
            int row = i / 4 % 4;
            int column = i % 4;
            boolean inside = i < 48 && first.stream().anyMatch(box -> OnDevice.isInside(box, row, column));
            assertEquals(inside ? 0 : 1, found[i]);
        }
    }

    @Test
    void randGivesEachBoxAColourAndTheLastOneLiesOnTop() {
        int images = 400;
        Box lower = new Box(0, 0, 3, 3);
        Box upper = new Box(2, 2, 2, 2);
        List<List<Box>> boxes = Collections.nCopies(images, List.of(lower, upper));
        float[] found = erased(OnDevice.ones(images * 48), 4, 4, erasing(EraseConfig.Mode.RAND, 2), boxes);
        double sum = 0;
        double squares = 0;
        for (int plane = 0; plane < images * 3; plane++) {
            float[] values = Arrays.copyOfRange(found, plane * 16, plane * 16 + 16);
            for (int i = 0; i < 16; i++) {
                boolean isUpper = OnDevice.isInside(upper, i / 4, i % 4);
                boolean isLower = OnDevice.isInside(lower, i / 4, i % 4);
                assertEquals(isUpper ? values[15] : isLower ? values[0] : 1, values[i]);
            }
            sum += values[0] + values[15];
            squares += values[0] * values[0] + values[15] * values[15];
            assertFalse(values[0] == values[15]);
        }
        int colours = 2 * 3 * images;
        assertEquals(0, sum / colours, 4 / Math.sqrt(colours), "seed " + OnDevice.SEED);
        assertEquals(1, squares / colours, 0.12, "seed " + OnDevice.SEED);
    }

    @Test
    void pixelGivesEachPixelAColour() {
        int images = 40;
        Box box = new Box(4, 4, 24, 16);
        float[] found = erased(
                OnDevice.ones(images * 3 * 1024),
                32,
                32,
                erasing(EraseConfig.Mode.PIXEL, 1),
                Collections.nCopies(images, List.of(box)));
        double sum = 0;
        double squares = 0;
        int inside = 0;
        for (int i = 0; i < found.length; i++) {
            if (OnDevice.isInside(box, i / 32 % 32, i % 32)) {
                sum += found[i];
                squares += found[i] * found[i];
                inside++;
            } else {
                assertEquals(1, found[i]);
            }
        }
        assertEquals(images * 3 * 24 * 16, inside);
        assertEquals(0, sum / inside, 4 / Math.sqrt(inside), "seed " + OnDevice.SEED);
        assertEquals(1, squares / inside, 0.03, "seed " + OnDevice.SEED);
    }
}
