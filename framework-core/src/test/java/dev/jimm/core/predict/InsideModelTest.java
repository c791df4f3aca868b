package dev.jimm.core.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.FeatureExtractor;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.model.TinyFamily;
import dev.jimm.core.transform.CropMode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Embeddings and statistics of layers, on a small model of convolutions and attention. */
@Tag("engine")
class InsideModelTest {
    private static final Preprocessing PREPROCESSING =
            new Preprocessing(8, 8, 1, CropMode.CENTER, "bicubic", List.of(0.5, 0.4, 0.3), List.of(0.2, 0.2, 0.2));
    private static final int COUNT = 3;

    private final Model model = TinyFamily.hybrid(0);

    private static ByteBuffer pixels(int seed, int count) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(count * 8 * 8 * 3);
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, (byte) ((i + seed) * 37));
        }
        return pixels;
    }

    private Param param(String name) {
        return model.parameters().find(name).orElseThrow();
    }

    private Weights weights() {
        return Weights.initialised(model.parameters(), 3, true);
    }

    @Test
    void embeddingsAreWhatTheClassifierGets() {
        try (Weights weights = weights();
                InferenceModel classifier =
                        new InferenceModel(model, weights, PREPROCESSING, Precision.FP32, Execution.TRACED);
                InferenceModel embedder = new InferenceModel(
                        Embeddings.of(model), weights, PREPROCESSING, Precision.FP32, Execution.TRACED)) {
            float[] embedding = embedder.logits(pixels(0, 1), 1)[0];
            float[] logits = classifier.logits(pixels(0, 1), 1)[0];
            assertEquals(model.headHiddenSize(), embedding.length);
            float[] weight = weights.get(param("fc.weight")).floats();
            float[] bias = weights.get(param("fc.bias")).floats();
            for (int label = 0; label < logits.length; label++) {
                double sum = bias[label];
                for (int i = 0; i < embedding.length; i++) {
                    sum += weight[label * embedding.length + i] * embedding[i];
                }
                assertEquals(sum, logits[label], 1e-5);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfEveryLayerWithWeightsAndEveryActivation(Execution execution) {
        long before = DeviceTensor.live();
        try (Weights weights = weights();
                ActivationStatistics statistics =
                        new ActivationStatistics(model, weights, PREPROCESSING, Precision.FP32, execution)) {
            statistics.add(pixels(0, COUNT), COUNT);
            List<String> names =
                    statistics.result().stream().map(LayerStatistics::layer).toList();
            assertEquals(List.of("stem", "bn", "bn > relu", "conv", "bn2", "bn2 > gelu", "norm1"), names.subList(0, 7));
            assertTrue(
                    names.containsAll(
                            List.of("attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc1 > gelu", "mlp.fc2", "fc")),
                    names.toString());
        }
        assertEquals(before, DeviceTensor.live());
    }

    /** Over two batches of different sizes, against the values themselves. */
    @Test
    void statisticsAreThoseOfAllValues() {
        try (Weights weights = weights();
                ActivationStatistics statistics =
                        new ActivationStatistics(model, weights, PREPROCESSING, Precision.FP32, Execution.TRACED);
                FeatureExtractor extractor = new FeatureExtractor(
                        model, weights, PREPROCESSING, List.of(0), Precision.FP32, Execution.TRACED)) {
            weights.set(param("bn.bias"), new float[] {0, -1000, 0, 0, 0, 0, 0, 0});
            statistics.add(pixels(0, COUNT), COUNT);
            statistics.add(pixels(5, 1), 1);
            float[] values = joined(values(extractor, 0, COUNT), values(extractor, 5, 1));
            LayerStatistics stem = byName(statistics).get("bn > relu"); // what the model taps as its map
            double mean = sum(values, value -> value) / values.length;
            assertEquals(8, stem.channels());
            assertEquals(1, stem.deadChannels());
            assertEquals(mean, stem.mean(), 1e-6);
            assertEquals(
                    Math.sqrt(sum(values, value -> (value - mean) * (value - mean)) / values.length), stem.std(), 1e-6);
            assertEquals(sum(values, value -> value == 0 ? 1.0 : 0.0) / values.length, stem.zeros(), 1e-6);
            assertEquals(0, stem.min());
            assertEquals(
                    IntStream.range(0, values.length)
                            .mapToDouble(i -> values[i])
                            .max()
                            .orElseThrow(),
                    stem.max());
            assertEquals(0, byName(statistics).get("stem").deadChannels());
            assertEquals(3, byName(statistics).get("fc").channels());
        }
    }

    /** Maps of a linear layer have their channels last, those of a convolution second. */
    @Test
    void channelsOfMapsAreWhereTheLayerHasThem() {
        Scope root = new ParamTable().root();
        Layer linear = Linear.of(3, 5).at(root.at("linear"));
        Model ofMaps = Model.builder(root)
                .features(
                        (x, pass) -> linear.forward(x.permute(0, 2, 3, 1), pass).permute(0, 3, 1, 2))
                .head(ClassifierHead.at(root.at("fc"), 5, ModelOptions.DEFAULT.classes(2), GlobalPool.AVG))
                .featureCount(5)
                .classifier("fc")
                .build();
        try (Weights weights = Weights.initialised(ofMaps.parameters(), 3, true);
                ActivationStatistics statistics =
                        new ActivationStatistics(ofMaps, weights, PREPROCESSING, Precision.FP32, Execution.TRACED)) {
            statistics.add(pixels(0, COUNT), COUNT);
            assertEquals(5, byName(statistics).get("linear").channels());
        }
    }

    @Test
    void lowPrecisionIsWatchedToo() {
        try (Weights weights = weights();
                ActivationStatistics full =
                        new ActivationStatistics(model, weights, PREPROCESSING, Precision.FP32, Execution.TRACED);
                ActivationStatistics low =
                        new ActivationStatistics(model, weights, PREPROCESSING, Precision.BF16, Execution.TRACED)) {
            full.add(pixels(0, COUNT), COUNT);
            low.add(pixels(0, COUNT), COUNT);
            Map<String, LayerStatistics> expected = byName(full);
            assertEquals(expected.keySet(), byName(low).keySet());
            byName(low).forEach((name, layer) -> assertEquals(expected.get(name).std(), layer.std(), 0.05, name));
        }
    }

    private static Map<String, LayerStatistics> byName(ActivationStatistics statistics) {
        return statistics.result().stream().collect(Collectors.toMap(LayerStatistics::layer, Function.identity()));
    }

    private static float[] values(FeatureExtractor extractor, int seed, int count) {
        try (Program.Results results = extractor.extract(pixels(seed, count), count)) {
            return results.values().get(0).floats();
        }
    }

    private static float[] joined(float[] first, float[] second) {
        float[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static double sum(float[] values, DoubleUnaryOperator term) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> term.applyAsDouble(values[i]))
                .sum();
    }
}
