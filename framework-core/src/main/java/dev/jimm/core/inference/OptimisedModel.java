package dev.jimm.core.inference;

import dev.jimm.api.model.Model;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Variant;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.Classifier;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.Preprocessing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A model with weights, made fast for inference: its logits are those of {@link dev.jimm.core.model.InferenceModel} but for rounding, in
 * float32 about 1e-6 of the largest.
 *
 * <p>The weights stay the caller's, and must neither be set nor closed before this is closed. Safe for use by several threads.
 */
public final class OptimisedModel implements Classifier, AutoCloseable {
    private final Preprocessing preprocessing;
    private final List<DeviceTensor> statistics;
    private final TunedProgram program;

    /** @param precision of the contractions; BF16 is faster on processors that have it, and exact to two or three digits */
    public OptimisedModel(
            Model structure, Weights weights, Preprocessing preprocessing, Precision precision, Tuning tuning) {
        this(structure, weights, preprocessing, precision, tuning, ElementType.UINT8);
    }

    /** @param pixels the type of the values 0 to 255 of images */
    OptimisedModel(
            Model structure,
            Weights weights,
            Preprocessing preprocessing,
            Precision precision,
            Tuning tuning,
            ElementType pixels) {
        this.preprocessing = preprocessing;
        List<Program.Input> inputs = new ArrayList<>(preprocessing.inputs());
        long[] shape = inputs.get(0).shape().clone();
        inputs.set(0, new Program.Input(pixels, shape.clone()));
        shape[0] = tuning.batch();
        statistics = preprocessing.statistics();
        try (DeviceTensor black = DeviceTensor.zeros(pixels, shape)) {
            TunedProgram.Computation computation = channelsLast -> (given, parameters) -> {
                Tensor x = Preprocessing.normalise(given, channelsLast);
                return List.of(InferenceModel.logits(structure, x, parameters));
            };
            program = TunedProgram.of(computation, precision, inputs, inputs(black), weights, tuning);
        } catch (RuntimeException e) {
            statistics.forEach(DeviceTensor::close);
            throw e;
        }
    }

    private List<DeviceTensor> inputs(DeviceTensor batch) {
        List<DeviceTensor> inputs = new ArrayList<>(statistics);
        inputs.add(0, batch);
        return inputs;
    }

    public Preprocessing preprocessing() {
        return preprocessing;
    }

    /** How it runs. */
    public Variant variant() {
        return program.variant();
    }

    @Override
    public float[][] logits(ByteBuffer pixels, int count) {
        try (DeviceTensor batch = preprocessing.batch(pixels, count)) {
            return logits(batch);
        }
    }

    /** @param batch N, H, W, C of the type that was asked for */
    float[][] logits(DeviceTensor batch) {
        try (Program.Results results = program.run(inputs(batch))) {
            return results.values().get(0).rows();
        }
    }

    @Override
    public void close() {
        program.close();
        statistics.forEach(DeviceTensor::close);
    }
}
