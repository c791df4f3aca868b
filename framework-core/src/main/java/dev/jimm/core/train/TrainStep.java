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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** From a batch to the loss and the gradients of all weights: normalise, forward, loss, backward, as one computation. */
final class TrainStep implements AutoCloseable {
    private final Weights weights;
    private final Preprocessing preprocessing;
    private final List<DeviceTensor> statistics;
    private final Program program;

    TrainStep(Model model, Weights weights, Preprocessing preprocessing, LossConfig loss, TrainConfig config) {
        this.weights = weights;
        this.preprocessing = preprocessing;
        List<Program.Input> inputs = new ArrayList<>(preprocessing.inputs());
        inputs.add(new Program.Input(ElementType.INT64, Shapes.BATCH));
        program = Program.gradients(
                config.execution(),
                config.precision(),
                inputs,
                (given, parameters) -> {
                    Pass pass = new Pass(parameters, true, Set.of());
                    Tensor x = Preprocessing.normalise(given, weights.isChannelsLast());
                    return List.of(model.forward(x, pass).crossEntropy(given.get(3), loss.smoothing()));
                },
                param -> param.kind() == Param.Kind.WEIGHT);
        statistics = preprocessing.statistics();
    }

    /** The loss and the gradients of a batch; the caller closes them. */
    Program.Results run(Batch batch) {
        long[] labels = Arrays.stream(batch.labels()).asLongStream().toArray();
        try (DeviceTensor pixels = preprocessing.batch(batch.pixels(), batch.count());
                DeviceTensor targets = DeviceTensor.of(labels, labels.length)) {
            return program.run(List.of(pixels, statistics.get(0), statistics.get(1), targets), weights);
        }
    }

    /** The weights that the loss depends on, all of which are trained. */
    List<Param> trained() {
        return program.trained();
    }

    @Override
    public void close() {
        program.close();
        statistics.forEach(DeviceTensor::close);
    }
}
