package dev.jimm.app.model;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.optimizer.Optimizer;
import dev.jimm.core.optimizer.OptimizerConfig;
import dev.jimm.core.optimizer.ParameterGroups;
import dev.jimm.core.optimizer.TrainedParameter;
import dev.jimm.core.train.InputConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;

/** Runs a model on one batch of grey images, again and again, from bytes to logits or to updated weights. */
final class SpeedTest implements AutoCloseable {
    private static final int WARM_UP = 2;
    private static final int LEAST_RUNS = 5;
    private static final double LEAST_SECONDS = 2;
    private static final double NANOS = 1e9;
    private static final double RATE = 1e-3;

    private final int batchSize;
    private final Weights weights;
    private final List<DeviceTensor> inputs = new ArrayList<>();
    private final Program program;
    private final Optional<Optimizer> optimizer;
    private final List<Double> seconds = new ArrayList<>();

    /**
     * A way to run a model.
     *
     * @param channelsLast in memory
     */
    record Variant(Precision precision, boolean channelsLast) {}

    /** @param rule of the updates of a training; empty for inference */
    SpeedTest(ImageModel image, int batchSize, Variant variant, Optional<UpdateRule> rule) {
        this.batchSize = batchSize;
        Precision precision = variant.precision();
        boolean channelsLast = variant.channelsLast();
        Model model = image.structure();
        Preprocessing preprocessing = InputConfig.defaults().resolve(image);
        weights = Weights.initialised(model.parameters(), 0, channelsLast);
        List<Program.Input> shapes = new ArrayList<>(preprocessing.inputs());
        int bytes = batchSize
                * preprocessing.height()
                * preprocessing.width()
                * preprocessing.mean().size();
        inputs.add(preprocessing.batch(ByteBuffer.allocateDirect(bytes), batchSize));
        inputs.addAll(preprocessing.statistics());
        if (rule.isPresent()) {
            shapes.add(new Program.Input(ElementType.INT64, Shapes.BATCH));
            inputs.add(DeviceTensor.of(new long[batchSize], batchSize));
            program = Program.gradients(
                    Execution.TRACED,
                    precision,
                    shapes,
                    (given, values) -> {
                        Tensor x = Preprocessing.normalise(given, channelsLast);
                        Tensor logits = model.forward(x, new Pass(values, true, Set.of()));
                        return List.of(logits.crossEntropy(given.get(given.size() - 1), 0));
                    },
                    param -> param.kind() == Param.Kind.WEIGHT);
            Set<Param> used = Set.copyOf(program.trained());
            List<TrainedParameter> trained = ParameterGroups.of(OptimizerConfig.defaults(), model).trained().stream()
                    .filter(parameter -> used.contains(parameter.param()))
                    .toList();
            optimizer = Optional.of(new Optimizer(rule.get(), RATE, trained, weights, Execution.TRACED));
        } else {
            optimizer = Optional.empty();
            program = Program.inference(
                    Execution.TRACED,
                    precision,
                    shapes,
                    (given, values) -> List.of(model.forward(
                            Preprocessing.normalise(given, channelsLast), new Pass(values, false, Set.of()))));
        }
    }

    /** Runs the first times, which compile and allocate and are not counted. */
    void warmUp() {
        for (int i = 0; i < WARM_UP; i++) {
            step();
        }
    }

    private void step() {
        try (Program.Results results = program.run(inputs, weights)) {
            optimizer.ifPresent(one -> one.step(results, RATE));
        }
    }

    /** Runs once more. */
    void run() {
        long begin = System.nanoTime();
        step();
        seconds.add((System.nanoTime() - begin) / NANOS);
    }

    /** Whether there are runs enough to tell the speed. */
    boolean isDone() {
        return seconds.size() >= LEAST_RUNS && sorted().sum() >= LEAST_SECONDS;
    }

    /** By the median of the runs. */
    double imagesPerSecond() {
        return batchSize / sorted().skip(seconds.size() / 2).findFirst().orElseThrow();
    }

    private DoubleStream sorted() {
        return seconds.stream().mapToDouble(Double::doubleValue).sorted();
    }

    @Override
    public void close() {
        optimizer.ifPresent(Optimizer::close);
        program.close();
        inputs.forEach(DeviceTensor::close);
        weights.close();
    }
}
