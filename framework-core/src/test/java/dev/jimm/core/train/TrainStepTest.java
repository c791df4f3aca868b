package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import dev.jimm.core.data.Batch;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.loss.Loss;
import dev.jimm.core.loss.LossConfig;
import dev.jimm.core.loss.Losses;
import dev.jimm.core.mix.BatchAugmentation;
import dev.jimm.core.mix.BatchConfig;
import dev.jimm.core.mix.EraseConfig;
import dev.jimm.core.mix.MixConfig;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.optimizer.OptimizerConfig;
import dev.jimm.core.optimizer.ParameterGroups;
import dev.jimm.core.transform.CropMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model whose logits are the mean colours of the image times a weight, on images of one colour each. */
@Tag("engine")
class TrainStepTest {
    private static final long SEED = 45;
    private static final int SIDE = 8;
    private static final int CLASSES = 3;
    /** Of each image; mean colours of 0, 1/5, 2/5, ... after normalisation. */
    private static final int[][] COLOURS = {{255, 51, 0}, {0, 102, 204}, {153, 255, 51}, {204, 0, 102}};

    private static final int[][] LABELS = {{0}, {2}, {2}, {1}};
    private static final Preprocessing PREPROCESSING = new Preprocessing(
            SIDE, SIDE, 1, CropMode.CENTER, "bilinear", List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

    private long live;
    private ParamTable table;
    private Model model;
    private Param scale;
    private Weights weights;

    @BeforeEach
    void makeModel() {
        live = DeviceTensor.live();
        table = new ParamTable();
        Scope root = table.root();
        scale = root.weight("scale", Init.ONES, CLASSES);
        model = Model.builder(root)
                .features((x, pass) -> x.avgPool2d(4, 4, 0, false, true).mean(2, 3))
                .head((features, pass, preLogits) -> features.get(0).mul(pass.value(scale)))
                .featureCount(CLASSES)
                .build();
        weights = Weights.initialised(table, 1, true);
    }

    @AfterEach
    void nothingIsLeft() {
        weights.close();
        assertEquals(live, DeviceTensor.live());
    }

    private static Batch batch(int side, int[][] labels) {
        ByteBuffer pixels =
                ByteBuffer.allocateDirect(COLOURS.length * side * side * 3).order(ByteOrder.nativeOrder());
        for (int[] colour : COLOURS) {
            for (int i = 0; i < side * side; i++) {
                for (int value : colour) {
                    pixels.put((byte) value);
                }
            }
        }
        return new Batch(pixels.flip(), COLOURS.length, side, side, labels, new int[COLOURS.length]);
    }

    private static BatchConfig mixing(double mixup, double cutmix, int offEpoch) {
        MixConfig mix = new MixConfig(1, 0.5, MixConfig.Mode.ELEM, List.of(), true, offEpoch);
        return new BatchConfig(mixup, cutmix, mix, EraseConfig.defaults(), 0);
    }

    private TrainStep step(LossConfig loss, BatchConfig augmentation) {
        return step(loss, augmentation, Execution.TRACED);
    }

    private TrainStep step(LossConfig loss, BatchConfig augmentation, Execution execution) {
        TrainConfig config = ConfigBinder.bind(
                ConfigFactory.parseString("execution = " + execution), "train", TrainConfig.defaults(), new Problems());
        ParameterGroups groups = ParameterGroups.of(OptimizerConfig.defaults(), model);
        Loss made = Losses.create(loss, 1);
        return new TrainStep(
                (x, pass, targets) -> made.of(model.forward(x, pass), targets),
                weights,
                PREPROCESSING,
                new TrainStep.Targets(made.takesIndices(augmentation.isMixing()), loss.smoothing(), CLASSES),
                config,
                groups,
                new BatchAugmentation(augmentation, SEED),
                1);
    }

    /** The loss, then the gradient of the weight. */
    private float[] run(TrainStep step, Batch batch, int epoch, long update) {
        return Engine.seeded(SEED, () -> {
            try (Program.Results results = step.run(batch, epoch, update, 0, 1)) {
                float[] gradient = results.gradients().get(scale).floats();
                return new float[] {results.values().get(0).item(), gradient[0], gradient[1], gradient[2]};
            }
        });
    }

    private static double mean(IntToDoubleFunction ofImage) {
        double sum = 0;
        for (int i = 0; i < COLOURS.length; i++) {
            sum += ofImage.applyAsDouble(i) / COLOURS.length;
        }
        return sum;
    }

    private static double crossEntropy(float[] logits, int label) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        return Math.log(sum) - logits[label];
    }

    private static double binaryCrossEntropy(float[] logits, int[] labels) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.log1p(Math.exp(logit));
        }
        for (int label : labels) {
            sum -= logits[label];
        }
        return sum / logits.length;
    }

    private static float[] logits(int image) {
        float[] logits = new float[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            logits[i] = COLOURS[image][i] / 255f;
        }
        return logits;
    }

    @Test
    void crossEntropyByHand() {
        double expected = mean(i -> crossEntropy(logits(i), LABELS[i][0]));
        try (TrainStep step = step(LossConfig.defaults(), BatchConfig.NONE);
                Batch batch = batch(SIDE, LABELS)) {
            assertEquals(expected, run(step, batch, 0, 0)[0], 1e-6);
            assertEquals(List.of(scale), step.trained(0));
        }
    }

    /** The computation that a training without any of this had, bit for bit. */
    @Test
    void withoutAugmentationTheBitsAreThoseOfThePlainComputation() {
        LossConfig smoothed = LossConfig.of(LossConfig.Name.CROSS_ENTROPY, 0.1);
        List<Program.Input> inputs = List.of(
                PREPROCESSING.inputs().get(0),
                PREPROCESSING.inputs().get(1),
                PREPROCESSING.inputs().get(2),
                new Program.Input(ElementType.INT64, Shapes.BATCH));
        List<DeviceTensor> statistics = PREPROCESSING.statistics();
        try (TrainStep step = step(smoothed, BatchConfig.NONE);
                Batch batch = batch(SIDE, LABELS);
                DeviceTensor pixels = PREPROCESSING.batch(batch.pixels(), batch.count());
                DeviceTensor labels = DeviceTensor.of(new long[] {0, 2, 2, 1}, 4);
                Program plain = Program.gradients(
                        Execution.TRACED,
                        Precision.FP32,
                        inputs,
                        (given, parameters) -> List.of(model.forward(
                                        Preprocessing.normalise(given, true), new Pass(parameters, true, Set.of()))
                                .crossEntropy(given.get(3), 0.1)),
                        param -> true);
                Program.Results results =
                        plain.run(List.of(pixels, statistics.get(0), statistics.get(1), labels), weights)) {
            float[] gradient = results.gradients().get(scale).floats();
            float loss = results.values().get(0).item();
            assertArrayEquals(new float[] {loss, gradient[0], gradient[1], gradient[2]}, run(step, batch, 3, 77), 0f);
        } finally {
            statistics.forEach(DeviceTensor::close);
        }
    }

    /** Targets as a number for each class give what the indices give, when every image is all itself. */
    @Test
    void anEpochWithoutMixingHasTheLossOfPlainTraining() {
        LossConfig smoothed = LossConfig.of(LossConfig.Name.CROSS_ENTROPY, 0.1);
        try (TrainStep plain = step(smoothed, BatchConfig.NONE);
                TrainStep mixing = step(smoothed, mixing(0.8, 1, 2));
                Batch batch = batch(SIDE, LABELS)) {
            assertArrayEquals(run(plain, batch, 2, 5), run(mixing, batch, 2, 5), 1e-6f);
            assertNotEquals(run(plain, batch, 1, 5)[0], run(mixing, batch, 1, 5)[0], 1e-3f);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = LossConfig.Name.class,
            names = {"CROSS_ENTROPY", "BCE"})
    void anUpdateIsAFunctionOfItsNumber(LossConfig.Name name) {
        LossConfig loss = LossConfig.of(name, 0.1);
        EraseConfig erase = new EraseConfig(0.5, EraseConfig.Mode.PIXEL, 0.02, 1.0 / 3, 0.3, 2, false);
        BatchConfig everything = new BatchConfig(0.8, 1, MixConfig.defaults(), erase, 0);
        try (TrainStep step = step(loss, everything);
                TrainStep resumed = step(loss, everything);
                TrainStep eager = step(loss, everything, Execution.EAGER);
                Batch batch = batch(SIDE, LABELS)) {
            float[] before = run(step, batch, 0, 6);
            float[] first = run(step, batch, 0, 7);
            assertArrayEquals(first, run(resumed, batch, 0, 7), 0f);
            assertArrayEquals(first, run(eager, batch, 0, 7), 0f);
            assertNotEquals(before[0], first[0]);
        }
    }

    /** Mixup of colours mixes the logits; its loss is therefore known from the shares alone. */
    @Test
    void mixedImagesAndMixedTargetsGoTogether() {
        BatchConfig config = mixing(0.8, 0, 0);
        try (TrainStep step = step(LossConfig.defaults(), config);
                Batch batch = batch(SIDE, LABELS);
                BatchAugmentation.Drawn drawn = new BatchAugmentation(config, SEED).draw(batch, 0, 9)) {
            double expected = mean(i -> {
                double share = drawn.shares()[i];
                float[] mixed = new float[CLASSES];
                for (int k = 0; k < CLASSES; k++) {
                    mixed[k] = (float) (share * logits(i)[k] + (1 - share) * logits(3 - i)[k]);
                }
                return share * crossEntropy(mixed, LABELS[i][0]) + (1 - share) * crossEntropy(mixed, LABELS[3 - i][0]);
            });
            assertEquals(expected, run(step, batch, 0, 9)[0], 1e-6, "seed " + SEED);
        }
    }

    @Test
    void binaryCrossEntropyTakesAnyNumberOfClasses() {
        int[][] labels = {{0, 1}, {}, {2}, {0, 1, 2}};
        double expected = mean(i -> binaryCrossEntropy(logits(i), labels[i]));
        try (TrainStep step = step(LossConfig.of(LossConfig.Name.BCE, 0), BatchConfig.NONE);
                Batch batch = batch(SIDE, labels)) {
            float[] found = run(step, batch, 0, 0);
            assertEquals(expected, found[0], 1e-6);
            double gradient = mean(i -> {
                double logit = logits(i)[1];
                double target = i == 0 || i == 3 ? 1 : 0;
                return (1 / (1 + Math.exp(-logit)) - target) * logit / CLASSES;
            });
            assertEquals(gradient, found[2], 1e-6);
        }
    }

    /** On and off: 1 - 0.3 + 0.3 / 3 and 0.3 / 3, as timm has it. */
    @Test
    void binaryCrossEntropyIsSmoothed() {
        double expected = mean(i -> {
            double loss = binaryCrossEntropy(logits(i), new int[0]);
            for (int k = 0; k < CLASSES; k++) {
                loss -= logits(i)[k] * (LABELS[i][0] == k ? 0.8 : 0.1) / CLASSES;
            }
            return loss;
        });
        try (TrainStep step = step(LossConfig.of(LossConfig.Name.BCE, 0.3), BatchConfig.NONE);
                Batch batch = batch(SIDE, LABELS)) {
            assertEquals(expected, run(step, batch, 0, 0)[0], 1e-6);
        }
    }

    @Test
    void theSizeMayChangeFromBatchToBatch() {
        BatchConfig config = mixing(0.8, 0, 0);
        try (TrainStep step = step(LossConfig.defaults(), config);
                Batch own = batch(SIDE, LABELS);
                Batch larger = batch(12, LABELS);
                Batch smaller = batch(4, LABELS)) {
            step.prepare(12, 12);
            float[] expected = run(step, own, 0, 3);
            assertArrayEquals(expected, run(step, larger, 0, 3), 1e-6f);
            assertArrayEquals(expected, run(step, smaller, 0, 3), 1e-6f);
            assertArrayEquals(expected, run(step, own, 0, 3), 0f);
        }
    }

    @Test
    void aSizeThatTheModelRefusesIsTold() {
        try (TrainStep step = step(LossConfig.defaults(), BatchConfig.NONE);
                Batch tiny = batch(2, LABELS)) {
            JimmException early = assertThrows(JimmException.class, () -> step.prepare(2, 2));
            JimmException late = assertThrows(JimmException.class, () -> step.run(tiny, 0, 0, 0, 1));
            assertEquals(Category.CONFIGURATION, early.category());
            assertEquals(early.getMessage(), late.getMessage());
            String message = early.getMessage();
            assertTrue(message.startsWith("the model does not work on images of 2 x 2: avg_pool2d"), message);
            assertTrue(message.endsWith("; take this size out of data.resolution.sizes"), message);
        }
    }

    @Test
    void theHessianIsOnDemand() {
        try (TrainStep step = step(LossConfig.defaults(), mixing(0.8, 1, 0));
                Batch batch = batch(SIDE, LABELS);
                Program.Results results = Engine.seeded(SEED, () -> step.run(batch, 0, 0, 2, 1))) {
            assertEquals(CLASSES, results.hessian().get(scale).floats().length);
        }
    }
}
