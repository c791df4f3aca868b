package dev.jimm.core.train;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.data.Batch;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.optimizer.ParameterGroups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/** From a batch to the loss and the gradients of all weights: normalise, forward, loss, backward, as one computation. */
final class TrainStep implements AutoCloseable {
    private final Weights weights;
    private final Preprocessing preprocessing;
    private final List<DeviceTensor> statistics;
    private final IntFunction<Program> compiler;
    /** By the number of samples of the Hessian. */
    private final Map<Integer, Program> programs = new HashMap<>();

    TrainStep(
            Model model,
            Weights weights,
            Preprocessing preprocessing,
            LossConfig loss,
            TrainConfig config,
            ParameterGroups groups) {
        this.weights = weights;
        this.preprocessing = preprocessing;
        List<Program.Input> inputs = new ArrayList<>(preprocessing.inputs());
        inputs.add(new Program.Input(ElementType.INT64, Shapes.BATCH));
        compiler = samples -> Program.gradients(
                config.execution(),
                config.precision(),
                inputs,
                (given, parameters) -> {
                    Pass pass = new Pass(parameters, true, Set.of());
                    Tensor x = Preprocessing.normalise(given, weights.isChannelsLast());
                    return List.of(model.forward(x, pass).crossEntropy(given.get(3), loss.smoothing()));
                },
                param -> param.kind() == Param.Kind.WEIGHT && !groups.isFrozen(param),
                samples);
        programs.put(0, compiler.apply(0));
        statistics = preprocessing.statistics();
    }

    /**
     * The loss and the gradients of a batch; the caller closes them.
     *
     * @param hessianSamples above 0: the diagonal of the Hessian too, from so many random directions
     */
    Program.Results run(Batch batch, int hessianSamples) {
        Program program = programs.computeIfAbsent(hessianSamples, compiler::apply);
        long[] labels = Arrays.stream(batch.labels()).asLongStream().toArray();
        try (DeviceTensor pixels = preprocessing.batch(batch.pixels(), batch.count());
                DeviceTensor targets = DeviceTensor.of(labels, labels.length)) {
            return program.run(List.of(pixels, statistics.get(0), statistics.get(1), targets), weights);
        }
    }

    /** The weights that the loss depends on and that are not frozen, all of which are trained. */
    List<Param> trained() {
        return programs.get(0).trained();
    }

    @Override
    public void close() {
        programs.values().forEach(Program::close);
        statistics.forEach(DeviceTensor::close);
    }
}
