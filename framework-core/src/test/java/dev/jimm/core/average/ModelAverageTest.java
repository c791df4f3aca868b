package dev.jimm.core.average;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import dev.jimm.core.tensorfile.SavedTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
@Timeout(300)
class ModelAverageTest {
    @TempDir
    private Path folder;

    private final ParamTable table = new ParamTable();
    private final Param weight = table.root().weight("weight", Init.ZEROS, 1, 3, 1, 1);
    private final Param mean = table.root().buffer("running_mean", Init.ZEROS, 2);
    private final Param count = table.root().counter("num_batches_tracked");

    private SafetensorsReader file(String name, float[] weights, float[] means, long batches) {
        try (DeviceTensor first = DeviceTensor.of(weights, 1, weights.length, 1, 1);
                DeviceTensor second = DeviceTensor.of(means, 2);
                DeviceTensor third = DeviceTensor.of(new long[] {batches})) {
            Path file = folder.resolve(name);
            SafetensorsWriter.write(
                    file,
                    List.of(
                            SavedTensor.of("weight", first),
                            SavedTensor.of("running_mean", second),
                            SavedTensor.of("num_batches_tracked", third)),
                    Map.of());
            return SafetensorsReader.open(file);
        }
    }

    /** In float32, 2^24 + 1 + 1 is 2^24 and a third of 0.1 + 0.2 + 0.3 is another number. */
    @Test
    void sumsAreExactAndRoundedOnce() {
        long live = DeviceTensor.live();
        List<SafetensorsReader> files = List.of(
                file("a", new float[] {0x1p24f, 0.1f, 1}, new float[] {1, 2}, (1L << 40) + 1),
                file("b", new float[] {1, 0.2f, 2}, new float[] {2, 4}, 3),
                file("c", new float[] {1, 0.3f, 4}, new float[] {6, 0}, 4));
        try (Weights weights = Weights.initialised(table, 1, true)) {
            ModelAverage.into(weights, files);
            assertArrayEquals(
                    new float[] {
                        (float) ((0x1p24 + 2) / 3), (float) (((double) 0.1f + 0.2f + 0.3f) / 3), (float) (7.0 / 3)
                    },
                    weights.get(weight).floats());
            assertArrayEquals(new float[] {3, 2}, weights.get(mean).floats());
            assertArrayEquals(
                    new long[] {(1L << 40) + 1}, weights.get(count).longs(), "counters are those of the first");
        }
        assertEquals(live, DeviceTensor.live());
    }

    @Test
    void theAverageOfOneIsIt() {
        try (Weights weights = Weights.initialised(table, 1, false)) {
            ModelAverage.into(weights, List.of(file("a", new float[] {0.1f, -0f, 3}, new float[] {5, 6}, 7)));
            assertArrayEquals(new float[] {0.1f, 0f, 3}, weights.get(weight).floats());
        }
    }

    @Test
    void whatDoesNotFitChangesNothing() {
        SafetensorsReader sound = file("a", new float[] {1, 2, 3}, new float[] {0, 0}, 1);
        SafetensorsReader other = file("b", new float[] {1, 2}, new float[] {0, 0}, 1);
        try (Weights weights = Weights.initialised(table, 1, false)) {
            String message = assertThrows(JimmException.class, () -> ModelAverage.into(weights, List.of(sound, other)))
                    .getMessage();
            assertTrue(message.startsWith(other.file() + ": the weights do not fit the model"), message);
            assertArrayEquals(new float[3], weights.get(weight).floats());
        }
    }
}
