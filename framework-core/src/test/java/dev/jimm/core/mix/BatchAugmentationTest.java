package dev.jimm.core.mix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.data.Batch;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Program;
import dev.jimm.core.random.Randomness;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("engine")
class BatchAugmentationTest {
    private final long live = DeviceTensor.live();

    @AfterEach
    void nothingIsLeft() {
        assertEquals(live, DeviceTensor.live());
    }

    private static Batch batch(int count, int side) {
        int[][] labels = new int[count][1];
        return new Batch(ByteBuffer.allocateDirect(count * side * side * 3), count, side, side, labels, new int[count]);
    }

    private static List<float[]> values(BatchAugmentation.Drawn drawn) {
        List<float[]> values = new ArrayList<>();
        for (DeviceTensor tensor : drawn.tensors()) {
            byte[] bytes = tensor.bytes().array();
            float[] asFloats = new float[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                asFloats[i] = bytes[i];
            }
            values.add(asFloats);
        }
        return values;
    }

    private static BatchAugmentation everything(MixConfig.Mode mode, EraseConfig.Mode fill) {
        MixConfig mix = new MixConfig(1, 0.5, mode, List.of(), true, 5);
        EraseConfig erase = new EraseConfig(0.5, fill, 0.02, 1.0 / 3, 0.3, 2, false);
        return new BatchAugmentation(new BatchConfig(0.8, 1, mix, erase, 0), OnDevice.SEED);
    }

    @ParameterizedTest
    @EnumSource(MixConfig.Mode.class)
    void anUpdateAlwaysDrawsTheSame(MixConfig.Mode mode) {
        BatchAugmentation before = everything(mode, EraseConfig.Mode.RAND);
        BatchAugmentation resumed = everything(mode, EraseConfig.Mode.RAND);
        try (Batch batch = batch(8, 16);
                BatchAugmentation.Drawn skipped = before.draw(batch, 0, 16);
                BatchAugmentation.Drawn first = before.draw(batch, 0, 17);
                BatchAugmentation.Drawn second = resumed.draw(batch, 0, 17)) {
            assertArrayEquals(first.shares(), second.shares());
            assertEquals(first.tensors().size(), before.inputs(16, 16).size());
            for (int i = 0; i < first.tensors().size(); i++) {
                assertArrayEquals(values(first).get(i), values(second).get(i));
            }
            assertFalse(Arrays.equals(first.shares(), skipped.shares()));
        }
    }

    /** Turning erasing on does not change what is mixed. */
    @Test
    void mixingAndErasingDrawFromDifferentSources() {
        MixConfig mix = MixConfig.defaults();
        EraseConfig erase = new EraseConfig(1, EraseConfig.Mode.CONST, 0.02, 1.0 / 3, 0.3, 1, false);
        BatchAugmentation alone =
                new BatchAugmentation(new BatchConfig(0.8, 1, mix, EraseConfig.defaults(), 0), OnDevice.SEED);
        BatchAugmentation both = new BatchAugmentation(new BatchConfig(0.8, 1, mix, erase, 0), OnDevice.SEED);
        try (Batch batch = batch(4, 16);
                BatchAugmentation.Drawn of = alone.draw(batch, 0, 3);
                BatchAugmentation.Drawn other = both.draw(batch, 0, 3)) {
            assertArrayEquals(of.shares(), other.shares());
            assertEquals(of.tensors().size() + Box.INPUTS, other.tensors().size());
        }
    }

    @Test
    void withoutConfigurationThereIsNothing() {
        BatchAugmentation none = new BatchAugmentation(BatchConfig.NONE, OnDevice.SEED);
        assertEquals(List.of(), none.inputs(16, 16));
        try (Batch batch = batch(3, 16);
                BatchAugmentation.Drawn drawn = none.draw(batch, 0, 0)) {
            assertEquals(List.of(), drawn.tensors());
            assertArrayEquals(new double[] {1, 1, 1}, drawn.shares());
        }
    }

    /** From the epoch on in which mixing is off, the same program keeps the bits of the images. */
    @Test
    void theProgramServesEpochsWithoutMixing() {
        MixConfig mix = new MixConfig(1, 0.5, MixConfig.Mode.ELEM, List.of(), true, 5);
        BatchAugmentation augmentation =
                new BatchAugmentation(new BatchConfig(0.8, 1, mix, EraseConfig.defaults(), 0), OnDevice.SEED);
        float[] images = new float[4 * 3 * 64];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) Math.sin(i);
        }
        try (Batch batch = batch(4, 8)) {
            BatchAugmentation.Drawn on = augmentation.draw(batch, 4, 9);
            BatchAugmentation.Drawn off = augmentation.draw(batch, 5, 9);
            assertArrayEquals(new double[] {1, 1, 1, 1}, off.shares());
            assertTrue(Arrays.stream(on.shares()).anyMatch(share -> share < 1));
            List<Program.Input> inputs = augmentation.inputs(8, 8);
            assertArrayEquals(images, OnDevice.run(images, 3, 8, 8, inputs, off.tensors(), augmentation::apply), 0);
            float[] changed = OnDevice.run(images, 3, 8, 8, inputs, on.tensors(), augmentation::apply);
            assertFalse(Arrays.equals(images, changed));
        }
    }

    /** What is mixed in is not erased: the boxes come last. */
    @Test
    void boxesAreErasedAfterMixing() {
        BatchAugmentation augmentation = everything(MixConfig.Mode.BATCH, EraseConfig.Mode.CONST);
        try (Batch batch = batch(8, 16)) {
            BatchAugmentation.Drawn drawn = augmentation.draw(batch, 0, 1);
            List<List<Box>> boxes = new Eraser(everythingConfig()).draw(8, 16, 16, Randomness.of(OnDevice.SEED, 1, -2));
            float[] found = OnDevice.run(
                    OnDevice.ones(8 * 3 * 256),
                    3,
                    16,
                    16,
                    augmentation.inputs(16, 16),
                    drawn.tensors(),
                    augmentation::apply);
            int zeros = 0;
            for (int i = 0; i < found.length; i++) {
                int at = i;
                boolean inside =
                        boxes.get(i / 768).stream().anyMatch(box -> OnDevice.isInside(box, at / 16 % 16, at % 16));
                assertEquals(inside ? 0 : 1, found[i], 1e-6);
                zeros += inside ? 1 : 0;
            }
            assertTrue(zeros > 0, "seed " + OnDevice.SEED);
        }
    }

    private static BatchConfig everythingConfig() {
        EraseConfig erase = new EraseConfig(0.5, EraseConfig.Mode.CONST, 0.02, 1.0 / 3, 0.3, 2, false);
        return new BatchConfig(0.8, 1, MixConfig.defaults(), erase, 0);
    }
}
