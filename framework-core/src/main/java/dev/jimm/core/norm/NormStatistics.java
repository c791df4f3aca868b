package dev.jimm.core.norm;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
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
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Running statistics of batch norms, measured anew. Weights that were averaged or changed by hand do not fit the statistics that they were
 * trained with.
 */
public final class NormStatistics {
    /** Keeps the generators of the forward passes apart from those of a training's batches. */
    private static final long PASSES = 1L << 61;

    private NormStatistics() {}

    /**
     * How statistics are measured.
     *
     * @param batches at least 1
     * @param seed of what the forward passes draw, such as dropout
     */
    public record Measuring(Precision precision, int batches, long seed) {
        public Measuring {
            if (batches < 1) {
                throw new IllegalArgumentException("statistics need at least 1 batch, not " + batches);
            }
        }
    }

    /**
     * Replaces the running statistics by the plain mean of those of so many batches, as PyTorch's {@code update_bn} does. The forward
     * passes are those of training, dropout included, on images as the loader gives them: neither mixed nor erased. A batch norm of
     * frozen weights keeps its statistics. Where there are none to measure, no batch is read.
     *
     * @param weights whose running statistics are replaced; nobody may use them meanwhile
     * @param isFrozen which of the model's weights are frozen
     * @param training from its first epoch on; of whole batches
     * @param stopWanted asked after each batch
     * @return false if it was stopped; then the statistics are as they were
     */
    public static boolean recalibrate(
            Model model,
            Weights weights,
            Predicate<Param> isFrozen,
            Preprocessing preprocessing,
            Loader training,
            Measuring measuring,
            BooleanSupplier stopWanted) {
        Map<Param, DeviceTensor> before = new LinkedHashMap<>();
        model.parameters().state().stream()
                .filter(param -> isStatistic(param) || isCounter(param))
                .filter(param -> !isOfFrozen(param, model.parameters(), isFrozen))
                .forEach(param -> before.put(param, weights.get(param).copy()));
        if (before.isEmpty()) {
            return true;
        }
        boolean measured = false;
        try (Forward forward = new Forward(model, weights, isFrozen, preprocessing, measuring)) {
            measured = measure(before.keySet(), weights, forward, training, measuring.batches(), stopWanted);
            return measured;
        } finally {
            for (Map.Entry<Param, DeviceTensor> kept : before.entrySet()) {
                if (!measured) {
                    weights.get(kept.getKey()).copyFrom(kept.getValue());
                }
                kept.getValue().close();
            }
        }
    }

    private static boolean measure(
            Set<Param> buffers,
            Weights weights,
            Forward forward,
            Loader training,
            int batches,
            BooleanSupplier stopWanted) {
        Map<Param, double[]> sums = new LinkedHashMap<>();
        buffers.stream()
                .filter(NormStatistics::isStatistic)
                .forEach(param -> sums.put(param, new double[Math.toIntExact(param.count())]));
        // from what is no number the engine would not come back, whatever the momentum
        sums.keySet().forEach(param -> weights.set(param, Weights.initialValues(param, 0)));
        for (int done = 0; done < batches; ) {
            try (Epoch epoch = training.epoch(done / training.batches(), 0)) {
                for (; done < batches && epoch.hasNext(); done++) {
                    add(forward, epoch, done, weights, sums);
                    if (stopWanted.getAsBoolean()) {
                        return false;
                    }
                }
            }
        }
        sums.forEach((param, sum) -> weights.set(param, mean(sum, batches)));
        buffers.stream()
                .filter(NormStatistics::isCounter)
                .forEach(counter -> weights.set(counter, new long[] {batches}));
        return true;
    }

    /** Whether all weights that stand beside a statistic are frozen. */
    private static boolean isOfFrozen(Param statistic, ParamTable table, Predicate<Param> isFrozen) {
        List<Param> beside = table.weights().stream()
                .filter(weight -> scope(weight).equals(scope(statistic)))
                .toList();
        return !beside.isEmpty() && beside.stream().allMatch(isFrozen);
    }

    private static String scope(Param param) {
        return param.name().substring(0, param.name().lastIndexOf('.') + 1);
    }

    private static boolean isStatistic(Param param) {
        return isNamed(param, "running_mean") || isNamed(param, "running_var");
    }

    private static boolean isCounter(Param param) {
        return isNamed(param, "num_batches_tracked");
    }

    private static boolean isNamed(Param param, String last) {
        return param.kind() == Param.Kind.BUFFER && param.name().equals(scope(param) + last);
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
        private final Predicate<Param> isFrozen;
        private final Measuring measuring;
        private final List<Program.Input> inputs;
        private final List<DeviceTensor> statistics;
        private final Map<Size, Program> programs = new HashMap<>();

        Forward(
                Model model,
                Weights weights,
                Predicate<Param> isFrozen,
                Preprocessing preprocessing,
                Measuring measuring) {
            this.model = model;
            this.weights = weights;
            this.isFrozen = isFrozen;
            this.measuring = measuring;
            inputs = preprocessing.inputs();
            statistics = preprocessing.statistics();
        }

        void run(Batch batch, int number) {
            Program program = programs.computeIfAbsent(new Size(batch.height(), batch.width()), this::compiled);
            long[] shape = images(batch.height(), batch.width());
            shape[0] = batch.count();
            try (DeviceTensor pixels = DeviceTensor.over(batch.pixels(), ElementType.UINT8, shape)) {
                List<DeviceTensor> given = List.of(pixels, statistics.get(0), statistics.get(1));
                long seed = measuring.seed() * 0x9E3779B97F4A7C15L + (PASSES | number);
                Engine.seeded(seed, () -> program.run(given, weights)).close();
            }
        }

        private Program compiled(Size size) {
            List<Program.Input> sized = new ArrayList<>(inputs);
            sized.set(0, new Program.Input(ElementType.UINT8, images(size.height(), size.width())));
            sized.replaceAll(input -> input.parts(model.parameters().batchNormSplits()));
            return Program.update(Execution.TRACED, measuring.precision(), sized, (given, parameters) -> {
                Pass pass = new Pass(parameters, true, Set.of())
                        .withFrozen(isFrozen)
                        .withMomentum(1);
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
