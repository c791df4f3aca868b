package dev.jimm.core.quantize;

import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.data.Batch;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Values;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Replay;
import dev.jimm.core.model.Preprocessing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures which values tensors take: the smallest and the largest of each batch, averaged over the batches, after Krishnamoorthi 2018,
 * "Quantizing deep convolutional networks for efficient inference". So one odd image does not make the steps of all others coarse, and
 * there is nothing to be chosen, as there is with a percentile. The result depends on the size of the batches; {@link #BATCH_SIZE} is what
 * it was tried with.
 */
final class Calibration implements AutoCloseable {
    /** Images a batch. */
    static final int BATCH_SIZE = 8;

    private final Preprocessing preprocessing;
    private final Values weights;
    private final List<Graph.Value> watched;
    private final Program program;
    private final List<DeviceTensor> statistics;
    private final double[] sums;
    private int batches;

    /**
     * @param graph of one input, the normalised images
     * @param watched its tensors whose values are asked for
     */
    Calibration(Graph graph, Set<Graph.Value> watched, Preprocessing preprocessing, Values weights) {
        this.preprocessing = preprocessing;
        this.weights = weights;
        this.watched = List.copyOf(watched);
        sums = new double[2 * watched.size()];
        program = Program.inference(Execution.TRACED, Precision.FP32, preprocessing.inputs(), (inputs, parameters) -> {
            Replay replay = new Replay(graph, List.of(Preprocessing.normalise(inputs, false)), parameters);
            graph.nodes().forEach(replay::call);
            return List.of(extremes(replay));
        });
        statistics = preprocessing.statistics();
    }

    private Tensor extremes(Replay replay) {
        List<Tensor> extremes = new ArrayList<>();
        for (Graph.Value value : watched) {
            extremes.add(replay.get(value).min().reshape(1));
            extremes.add(replay.get(value).max().reshape(1));
        }
        return Tensor.cat(0, extremes);
    }

    void add(Batch batch) {
        try (DeviceTensor pixels = preprocessing.batch(batch.pixels(), batch.count());
                Program.Results results = program.run(List.of(pixels, statistics.get(0), statistics.get(1)), weights)) {
            float[] extremes = results.values().get(0).floats();
            for (int i = 0; i < extremes.length; i++) {
                sums[i] += extremes[i];
            }
        }
        batches++;
    }

    /** @throws JimmException DATA when a tensor took values that are no numbers */
    Map<Graph.Value, Range> ranges() {
        Map<Graph.Value, Range> ranges = new LinkedHashMap<>();
        for (int i = 0; i < watched.size(); i++) {
            float low = (float) (sums[2 * i] / batches);
            float high = (float) (sums[2 * i + 1] / batches);
            if (!Float.isFinite(low) || !Float.isFinite(high)) {
                throw new JimmException(
                        Category.DATA,
                        "the model computes what is no number (" + low + " to " + high
                                + ") for the images it is calibrated with: its weights are broken; take another checkpoint");
            }
            ranges.put(watched.get(i), new Range(low, high));
        }
        return ranges;
    }

    @Override
    public void close() {
        program.close();
        statistics.forEach(DeviceTensor::close);
    }
}
