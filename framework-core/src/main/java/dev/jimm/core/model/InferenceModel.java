package dev.jimm.core.model;

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
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A model with weights, ready to classify batches of images. Safe for use by several threads.
 *
 * <p>The weights stay the caller's. While {@link #logits} runs in any thread, they must neither be set nor closed: the
 * engine computes with their memory, which both give back.
 */
public final class InferenceModel implements Classifier, AutoCloseable {
    private final Preprocessing preprocessing;
    private final Weights weights;
    private final List<DeviceTensor> statistics;
    private final Program program;

    public InferenceModel(
            Model structure, Weights weights, Preprocessing preprocessing, Precision precision, Execution execution) {
        this.preprocessing = preprocessing;
        this.weights = weights;
        program = Program.inference(execution, precision, preprocessing.inputs(), (inputs, parameters) -> {
            Tensor images = Preprocessing.normalise(inputs, weights.isChannelsLast());
            return List.of(logits(structure, images, parameters));
        });
        statistics = preprocessing.statistics();
    }

    /** What a model computes of normalised images (N, C, H, W) outside of training: (N, classes), in float32. */
    public static Tensor logits(Model structure, Tensor images, Function<Param, Tensor> parameters) {
        return structure.forward(images, new Pass(parameters, false, Set.of())).to(ElementType.FLOAT32);
    }

    public Preprocessing preprocessing() {
        return preprocessing;
    }

    @Override
    public float[][] logits(ByteBuffer pixels, int count) {
        try (DeviceTensor batch = preprocessing.batch(pixels, count);
                Program.Results results = program.run(List.of(batch, statistics.get(0), statistics.get(1)), weights)) {
            return results.values().get(0).rows();
        }
    }

    @Override
    public void close() {
        program.close();
        statistics.forEach(DeviceTensor::close);
    }
}
