package dev.jimm.core.predict;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.Preprocessing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Watches the values inside a model at inference: those that leave each layer with weights (convolutions, linear layers,
 * norms, scales, position embeddings) and each activation behind one. The statistics are taken on the device, in the
 * same pass. Of a layer that is used several times, the last use counts. The weights stay the caller's.
 */
public final class ActivationStatistics implements AutoCloseable {
    /** What comes before the channels' values in a layer's row: mean, variance, part that is not 0. */
    private static final int SUMMARY = 3;

    private final Preprocessing preprocessing;
    private final Weights weights;
    private final List<DeviceTensor> statistics;
    private final Program program;
    private final Map<String, LayerSum> layers = new LinkedHashMap<>();

    public ActivationStatistics(
            Model structure, Weights weights, Preprocessing preprocessing, Precision precision, Execution execution) {
        this.preprocessing = preprocessing;
        this.weights = weights;
        Function<List<Tensor>, Tensor> images = inputs -> Preprocessing.normalise(inputs, weights.isChannelsLast());
        program = Program.inference(
                execution,
                precision,
                preprocessing.inputs(),
                (inputs, parameters) -> List.copyOf(observe(structure, precision, images.apply(inputs), parameters)
                        .values()));
        statistics = preprocessing.statistics();
    }

    /** A row of statistics for each layer; notes the layers when the pass is first made. */
    private Map<String, Tensor> observe(
            Model structure, Precision precision, Tensor images, Function<Param, Tensor> parameters) {
        Map<String, Tensor> rows = new LinkedHashMap<>();
        Map<Param, Tensor> known = new LinkedHashMap<>();
        ObservingRunner runner = new ObservingRunner(precision, (layer, result, channels) -> {
            rows.remove(layer);
            rows.put(layer, row(result.to(ElementType.FLOAT32), channels));
        });
        Function<Param, Tensor> observed =
                param -> known.computeIfAbsent(param, unused -> runner.parameter(param, parameters.apply(param)));
        structure.forward(runner.input(images), new Pass(observed, false, Set.of()));
        if (layers.isEmpty()) {
            rows.forEach((layer, row) -> layers.put(layer, new LayerSum((int) (row.size(0) - SUMMARY) / 2)));
        }
        return rows;
    }

    /** Mean, variance, part that is not 0; then the least value of each channel, then the greatest. */
    private static Tensor row(Tensor values, int channels) {
        long[] others = new long[values.rank() - 1];
        for (int axis = 0, next = 0; axis < values.rank(); axis++) {
            if (axis != channels) {
                others[next++] = axis;
            }
        }
        Tensor nonZero = values.sign().abs().mean();
        return values.mean()
                .reshape(1)
                .cat(0, values.varKeep(false).reshape(1), nonZero.reshape(1), values.min(others), values.max(others));
    }

    /**
     * Watches a batch.
     *
     * @param pixels direct, bytes N, H, W, C of the preprocessing's size; not to be changed meanwhile
     */
    public void add(ByteBuffer pixels, int count) {
        try (DeviceTensor batch = preprocessing.batch(pixels, count);
                Program.Results results = program.run(List.of(batch, statistics.get(0), statistics.get(1)), weights)) {
            int row = 0;
            for (LayerSum layer : layers.values()) {
                layer.add(results.values().get(row++).floats(), count);
            }
        }
    }

    /** Of all batches so far, in the order in which the layers are met. */
    public List<LayerStatistics> result() {
        List<LayerStatistics> result = new ArrayList<>();
        layers.forEach((layer, sum) -> result.add(sum.statistics(layer)));
        return result;
    }

    @Override
    public void close() {
        program.close();
        statistics.forEach(DeviceTensor::close);
    }

    /** What the rows of a layer come to; batches are weighted by their images. */
    private static final class LayerSum {
        private final float[] least;
        private final float[] greatest;
        private long images;
        private double mean;
        private double squares;
        private double nonZero;

        LayerSum(int channels) {
            least = new float[channels];
            greatest = new float[channels];
            Arrays.fill(least, Float.POSITIVE_INFINITY);
            Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
        }

        /** Deviations are summed from the mean of all, by Chan et al. 1979: a difference of squares would lose them. */
        void add(float[] row, int count) {
            double difference = row[0] - mean;
            double all = images + count;
            squares += row[1] * count + difference * difference * images * count / all;
            mean += difference * count / all;
            nonZero += row[2] * count;
            images += count;
            for (int channel = 0; channel < least.length; channel++) {
                least[channel] = Math.min(least[channel], row[SUMMARY + channel]);
                greatest[channel] = Math.max(greatest[channel], row[SUMMARY + least.length + channel]);
            }
        }

        LayerStatistics statistics(String layer) {
            float min = Float.POSITIVE_INFINITY;
            float max = Float.NEGATIVE_INFINITY;
            int dead = 0;
            for (int channel = 0; channel < least.length; channel++) {
                min = Math.min(min, least[channel]);
                max = Math.max(max, greatest[channel]);
                dead += least[channel] == greatest[channel] ? 1 : 0;
            }
            return new LayerStatistics(
                    layer, least.length, mean, Math.sqrt(squares / images), min, max, 1 - nonZero / images, dead);
        }
    }
}
