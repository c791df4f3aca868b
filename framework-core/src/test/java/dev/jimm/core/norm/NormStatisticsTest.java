package dev.jimm.core.norm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.data.Batch;
import dev.jimm.core.data.Epoch;
import dev.jimm.core.data.Fixtures;
import dev.jimm.core.data.Loader;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.transform.CropMode;
import dev.jimm.core.transform.TrainTransform;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch norm behind a convolution that doubles the pixels, over several batches, more than an epoch has. */
@Tag("engine")
class NormStatisticsTest {
    private static final int HEIGHT = 16;
    private static final int WIDTH = 12;
    private static final int CHANNELS = 3;
    private static final int BATCH_SIZE = 4;
    private static final int BATCHES = 3;
    private static final Preprocessing PREPROCESSING = new Preprocessing(
            HEIGHT, WIDTH, 1, CropMode.CENTER, "bilinear", List.of(0.5, 0.5, 0.5), List.of(0.25, 0.5, 1.0));

    private static final long SEED = 3;
    private static final NormStatistics.Measuring MEASURING =
            new NormStatistics.Measuring(Precision.FP32, BATCHES, SEED);

    private long live;

    @BeforeEach
    void count() {
        live = DeviceTensor.live();
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(live, DeviceTensor.live());
    }

    private static Loader loader() {
        TrainTransform transform =
                new TrainTransform(TrainTransform.Config.defaults(), HEIGHT, WIDTH, AugmentPolicy.NONE);
        return Loader.training(
                Fixtures.reader(2 * BATCH_SIZE), (epoch, batch) -> transform, Fixtures.config(BATCH_SIZE, 1), 42);
    }

    private static Model model(Scope root, Layer norm) {
        float[] twice = {2, 0, 0, 0, 2, 0, 0, 0, 2};
        Layer conv = Conv2d.of(CHANNELS, CHANNELS, 1).init(Init.values(twice)).at(root.at("conv"));
        return Model.builder(root)
                .features((x, pass) -> pass.run(x, conv, norm))
                .head((maps, pass, preLogits) -> maps.get(0).mean(2, 3))
                .featureCount(CHANNELS)
                .build();
    }

    /** Of the first batches: the sums over batches of the mean and of the unbiased variance of each channel. */
    private static double[][] byHand() {
        double[][] sums = new double[2][CHANNELS];
        int batches = 0;
        for (int number = 0; batches < BATCHES; number++) {
            try (Epoch epoch = loader().epoch(number, 0)) {
                for (; batches < BATCHES && epoch.hasNext(); batches++) {
                    try (Batch batch = epoch.next()) {
                        for (int channel = 0; channel < CHANNELS; channel++) {
                            add(batch, channel, sums);
                        }
                    }
                }
            }
        }
        return sums;
    }

    private static void add(Batch batch, int channel, double[][] sums) {
        int count = batch.count() * HEIGHT * WIDTH;
        double mean = 0;
        double square = 0;
        for (int i = 0; i < count; i++) {
            double pixel = (batch.pixels().get(i * CHANNELS + channel) & 0xFF) / 255.0;
            double x = 2 * (pixel - 0.5) / PREPROCESSING.std().get(channel);
            mean += x / count;
            square += x * x / count;
        }
        sums[0][channel] += mean;
        sums[1][channel] += (square - mean * mean) * count / (count - 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theyAreTheMeanOverTheBatches(boolean channelsLast) {
        ParamTable table = new ParamTable();
        Scope root = table.root();
        Model model = model(root, Norm.batch().at(root.at("bn"), CHANNELS));
        double[][] sums = byHand();
        try (Weights weights = Weights.initialised(table, 1, channelsLast)) {
            set(weights, "bn.running_mean", Float.NaN);
            set(weights, "bn.running_var", 1000);
            assertTrue(recalibrate(model, weights, loader()));
            assertArrayEquals(mean(sums[0]), value(weights, "bn.running_mean").floats(), 1e-5f);
            assertArrayEquals(mean(sums[1]), value(weights, "bn.running_var").floats(), 1e-4f);
            assertArrayEquals(
                    new long[] {BATCHES},
                    value(weights, "bn.num_batches_tracked").longs());
            assertArrayEquals(new float[] {1, 1, 1}, value(weights, "bn.weight").floats());
        }
    }

    private static boolean recalibrate(Model model, Weights weights, Loader loader) {
        return NormStatistics.recalibrate(
                model, weights, param -> false, PREPROCESSING, loader, MEASURING, () -> false);
    }

    private static float[] mean(double[] sums) {
        float[] mean = new float[CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            mean[i] = (float) (sums[i] / BATCHES);
        }
        return mean;
    }

    private static Param param(Weights weights, String name) {
        return weights.table().find(name).orElseThrow();
    }

    private static DeviceTensor value(Weights weights, String name) {
        return weights.get(param(weights, name));
    }

    private static void set(Weights weights, String name, float value) {
        weights.set(param(weights, name), new float[] {value, value, value});
    }

    /** Without a loader, which shows that nothing is read. */
    @Test
    void withoutBatchNormThereIsNothingToDo() {
        ParamTable table = new ParamTable();
        Model model = model(table.root(), Norm.group(1).at(table.root().at("norm"), CHANNELS));
        try (Weights weights = Weights.initialised(table, 1, false)) {
            assertTrue(recalibrate(model, weights, null));
            assertArrayEquals(
                    new float[] {1, 1, 1}, value(weights, "norm.weight").floats());
        }
    }

    @Test
    void thereMustBeABatch() {
        assertThrows(IllegalArgumentException.class, () -> new NormStatistics.Measuring(Precision.FP32, 0, SEED));
    }

    @Test
    void normsOfFrozenWeightsKeepTheirs() {
        ParamTable table = new ParamTable();
        Scope root = table.root();
        Model model = model(
                root,
                Layer.sequence(
                        Norm.batch().at(root.at("frozen"), CHANNELS),
                        Norm.batch().at(root.at("bn"), CHANNELS)));
        try (Weights weights = Weights.initialised(table, 1, false)) {
            set(weights, "frozen.running_mean", 3);
            assertTrue(NormStatistics.recalibrate(
                    model,
                    weights,
                    param -> param.name().startsWith("frozen."),
                    PREPROCESSING,
                    loader(),
                    MEASURING,
                    () -> false));
            assertArrayEquals(
                    new float[] {3, 3, 3}, value(weights, "frozen.running_mean").floats());
            assertArrayEquals(
                    new float[] {1, 1, 1}, value(weights, "frozen.running_var").floats());
            assertArrayEquals(
                    new long[] {0}, value(weights, "frozen.num_batches_tracked").longs());
            // the first norm works as outside training: it takes 3 away
            float[] expected = mean(byHand()[0]);
            for (int i = 0; i < CHANNELS; i++) {
                expected[i] -= 3;
            }
            assertArrayEquals(expected, value(weights, "bn.running_mean").floats(), 1e-4f);
        }
    }

    @Test
    void whenItIsStoppedTheyAreAsTheyWere() {
        ParamTable table = new ParamTable();
        Scope root = table.root();
        Model model = model(root, Norm.batch().at(root.at("bn"), CHANNELS));
        int[] asked = {0};
        try (Weights weights = Weights.initialised(table, 1, false)) {
            set(weights, "bn.running_mean", 5);
            assertFalse(NormStatistics.recalibrate(
                    model, weights, param -> false, PREPROCESSING, loader(), MEASURING, () -> ++asked[0] == 2));
            assertEquals(2, asked[0]);
            assertArrayEquals(
                    new float[] {5, 5, 5}, value(weights, "bn.running_mean").floats());
            assertArrayEquals(
                    new float[] {1, 1, 1}, value(weights, "bn.running_var").floats());
            assertArrayEquals(
                    new long[] {0}, value(weights, "bn.num_batches_tracked").longs());
        }
    }

    @Test
    void dropoutIsDrawnFromTheSeed() {
        float[] first = meanBehindDropout(SEED);
        assertArrayEquals(first, meanBehindDropout(SEED));
        assertFalse(Arrays.equals(first, meanBehindDropout(SEED + 1)));
    }

    private static float[] meanBehindDropout(long seed) {
        ParamTable table = new ParamTable();
        Scope root = table.root();
        Model model = model(root, Layer.sequence(Drop.dropout(0.5), Norm.batch().at(root.at("bn"), CHANNELS)));
        try (Weights weights = Weights.initialised(table, 1, false)) {
            NormStatistics.recalibrate(
                    model,
                    weights,
                    param -> false,
                    PREPROCESSING,
                    loader(),
                    new NormStatistics.Measuring(Precision.FP32, BATCHES, seed),
                    () -> false);
            return value(weights, "bn.running_mean").floats();
        }
    }
}
