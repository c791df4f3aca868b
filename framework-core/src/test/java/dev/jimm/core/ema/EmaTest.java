package dev.jimm.core.ema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Weights;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("engine")
class EmaTest {
    @ParameterizedTest
    @EnumSource(Execution.class)
    void weightsAndStatisticsAreAveragedAndCountersCopied(Execution execution) {
        long live = DeviceTensor.live();
        ParamTable table = new ParamTable();
        Param weight = table.root().weight("weight", Init.ZEROS, 2);
        table.root().alias("again", weight); // which must not be averaged twice
        Param mean = table.root().buffer("running_mean", Init.ZEROS, 1);
        Param count = table.root().counter("num_batches_tracked");
        EmaConfig config = new EmaConfig(0.75, false, 1, 1, 1);
        try (Weights weights = Weights.initialised(table, 0, false);
                Ema ema = new Ema(config, weights, execution)) {
            weights.set(weight, new float[] {4, -8});
            assertArrayEquals(new float[] {0, 0}, ema.weights().get(weight).floats(), "its memory is its own");
            for (int update = 1; update <= 2; update++) {
                ema.update(update);
                assertArrayEquals(new float[] {4, -8}, ema.weights().get(weight).floats(), "a copy at first");
            }
            weights.set(weight, new float[] {8, -8});
            weights.set(mean, new float[] {1});
            weights.set(count, new long[] {3});
            ema.update(3);
            assertArrayEquals(new float[] {5, -8}, ema.weights().get(weight).floats());
            assertArrayEquals(new float[] {0.25f}, ema.weights().get(mean).floats());
            assertArrayEquals(new long[] {3}, ema.weights().get(count).longs());
            assertArrayEquals(new float[] {8, -8}, weights.get(weight).floats());
        }
        assertEquals(live, DeviceTensor.live());
    }
}
