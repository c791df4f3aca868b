package dev.jimm.core.norm;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.data.Batch;
import dev.jimm.core.data.Epoch;
import dev.jimm.core.data.Loader;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.Preprocessing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Running statistics of batch norms, measured anew. Weights that were averaged or changed by hand do not fit the statistics that they were
 * trained with.
 */
public final class NormStatistics {
    private NormStatistics() {}

    /**
     * Replaces the running statistics by the plain mean of those of so many batches, as PyTorch's {@code update_bn} does. The forward
     * passes are those of training, dropout included. A model without batch norm stays as it is, and no batch is read.
     *
     * @param weights whose running statistics are replaced; nobody may use them meanwhile
     * @param training from its first epoch on; of whole batches
     * @param batches at least 1
     */
    public static void recalibrate(
            Model model,
            Weights weights,
            Preprocessing preprocessing,
            Loader training,
            Precision precision,
            int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("statistics need at least 1 batch, not " + batches);
        }
        Map<Param, double[]> sums = new LinkedHashMap<>();
        for (Param param : model.parameters().state()) {
            if (isStatistic(param)) {
                sums.put(param, new double[Math.toIntExact(param.count())]);
            }
        }
        if (sums.isEmpty()) {
            return;
        }
        // from what is no number the engine would not come back, whatever the momentum
        sums.keySet().forEach(param -> weights.set(param, Weights.initialValues(param, 0)));
        try (Forward forward = new Forward(model, weights, preprocessing, precision)) {
            for (int done = 0; done < batches; ) {
                try (Epoch epoch = training.epoch(done / training.batches(), 0)) {
                    for (; done < batches && epoch.hasNext(); done++) {
                        add(forward, epoch, done, weights, sums);
                    }
                }
            }
        }
        sums.forEach((param, sum) -> weights.set(param, mean(sum, batches)));
        model.parameters().state().stream()
                .filter(NormStatistics::isCounter)
                .forEach(counter -> weights.set(counter, new long[] {batches}));
    }

    private static boolean isStatistic(Param param) {
        return isNamed(param, "running_mean") || isNamed(param, "running_var");
    }

    private static boolean isCounter(Param param) {
        return isNamed(param, "num_batches_tracked");
    }

    private static boolean isNamed(Param param, String last) {
        String name = param.name();
        return param.kind() == Param.Kind.BUFFER
                && name.substring(name.lastIndexOf('.') + 1).equals(last);
    }

    /** With momentum 1 the running statistics are those of the batch. */
    private static void add(Forward forward, Epoch epoch, int number, Weights weights, Map<Param, double[]> sums) {
        try (Batch batch = epoch.next()) {
            forward.run(batch, number);
        }
        sums.forEach((param, sum) -> {
            float[] values = weights.get(param).floats();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += values[i];
            }
        });
    }

    private static float[] mean(double[] sum, int batches) {
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / batches);
        }
        return mean;
    }

    /** Forward passes as in training, for images of any size. */
    private static final class Forward implements AutoCloseable {
        private record Size(int height, int width) {}

        private final Model model;
        private final Weights weights;
        private final Precision precision;
        private final List<Program.Input> inputs;
        private final List<DeviceTensor> statistics;
        private final Map<Size, Program> programs = new HashMap<>();

        Forward(Model model, Weights weights, Preprocessing preprocessing, Precision precision) {
            this.model = model;
            this.weights = weights;
            this.precision = precision;
            inputs = preprocessing.inputs();
            statistics = preprocessing.statistics();
        }

        void run(Batch batch, int number) {
            Program program = programs.computeIfAbsent(new Size(batch.height(), batch.width()), this::compiled);
            long[] shape = images(batch.height(), batch.width());
            shape[0] = batch.count();
            try (DeviceTensor pixels = DeviceTensor.over(batch.pixels(), ElementType.UINT8, shape)) {
                List<DeviceTensor> given = List.of(pixels, statistics.get(0), statistics.get(1));
                Engine.seeded(number, () -> program.run(given, weights)).close();
            }
        }

        private Program compiled(Size size) {
            List<Program.Input> sized = new ArrayList<>(inputs);
            sized.set(0, new Program.Input(ElementType.UINT8, images(size.height(), size.width())));
            sized.replaceAll(input -> input.parts(model.parameters().batchNormSplits()));
            return Program.update(Execution.TRACED, precision, sized, (given, parameters) -> {
                Pass pass = new Pass(parameters, true, Set.of()).withMomentum(1);
                model.forward(Preprocessing.normalise(given, weights.isChannelsLast()), pass);
                return List.of();
            });
        }

        private long[] images(int height, int width) {
            int last = inputs.get(0).shape().length - 1;
            return new long[] {Shapes.BATCH, height, width, inputs.get(0).shape()[last]};
        }

        @Override
        public void close() {
            programs.values().forEach(Program::close);
            statistics.forEach(DeviceTensor::close);
        }
    }
}
