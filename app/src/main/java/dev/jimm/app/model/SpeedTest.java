package dev.jimm.app.model;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
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
import dev.jimm.core.train.InputConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Runs a model on one batch of grey images, again and again, from bytes to logits or to gradients. */
final class SpeedTest implements AutoCloseable {
    private static final int WARM_UP = 2;
    private static final int LEAST_RUNS = 5;
    private static final double LEAST_SECONDS = 3;
    private static final double NANOS = 1e9;

    private final int batchSize;
    private final Weights weights;
    private final List<DeviceTensor> inputs = new ArrayList<>();
    private final Program program;

    SpeedTest(ImageModel image, int batchSize, Precision precision, boolean channelsLast, boolean train) {
        this.batchSize = batchSize;
        Model model = image.structure();
        Preprocessing preprocessing = InputConfig.defaults().resolve(image);
        weights = Weights.initialised(model.parameters(), 0, channelsLast);
        List<Program.Input> shapes = new ArrayList<>(preprocessing.inputs());
        int bytes = batchSize * preprocessing.height() * preprocessing.width() * preprocessing.mean().size();
        inputs.add(preprocessing.batch(ByteBuffer.allocateDirect(bytes), batchSize));
        inputs.addAll(preprocessing.statistics());
        if (train) {
            shapes.add(new Program.Input(ElementType.INT64, Shapes.BATCH));
            inputs.add(DeviceTensor.of(new long[batchSize], batchSize));
            program = Program.gradients(Execution.TRACED, precision, shapes, (given, values) -> {
                Tensor x = Preprocessing.normalise(given, channelsLast);
                Tensor logits = model.forward(x, new Pass(values, true, Set.of()));
                return List.of(logits.crossEntropy(given.get(given.size() - 1), 0));
            }, param -> param.kind() == Param.Kind.WEIGHT);
        } else {
            program = Program.inference(Execution.TRACED, precision, shapes, (given, values) ->
                    List.of(model.forward(Preprocessing.normalise(given, channelsLast), new Pass(values, false, Set.of()))));
        }
    }

    /** By the median of the runs. */
    double imagesPerSecond() {
        for (int i = 0; i < WARM_UP; i++) {
            seconds();
        }
        double[] runs = new double[0];
        while (runs.length < LEAST_RUNS || Arrays.stream(runs).sum() < LEAST_SECONDS) {
            runs = Arrays.copyOf(runs, runs.length + 1);
            runs[runs.length - 1] = seconds();
        }
        Arrays.sort(runs);
        return batchSize / runs[runs.length / 2];
    }

    private double seconds() {
        long begin = System.nanoTime();
        program.run(inputs, weights).close();
        return (System.nanoTime() - begin) / NANOS;
    }

    @Override
    public void close() {
        program.close();
        inputs.forEach(DeviceTensor::close);
        weights.close();
    }
}
