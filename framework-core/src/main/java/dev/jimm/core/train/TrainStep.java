package dev.jimm.core.train;

import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.data.Batch;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Values;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.mix.BatchAugmentation;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.optimizer.ParameterGroups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * From a batch to the loss and the gradients of all weights that are trained: normalise, mix, erase, forward, loss, backward, as one
 * computation. There is one for each size of images and each stage of what is trained; those of the model's input and the first stage
 * are made at once, others when they are needed.
 */
final class TrainStep implements AutoCloseable {
    /** Pixels, their mean and their deviation, the targets, and what the loss is multiplied by; the augmentation's stand behind them. */
    private static final int OWN_INPUTS = 5;

    private static final int TARGETS = 3;
    private static final int SCALE = 4;

    private final Objective objective;
    private final Values weights;
    private final Preprocessing preprocessing;
    private final Targets targets;
    private final TrainConfig config;
    private final ParameterGroups groups;
    private final BatchAugmentation augmentation;
    private final int splits;
    private final List<DeviceTensor> statistics;
    private final Map<Variant, Program> programs = new HashMap<>();

    /**
     * @param stage the epoch that it begins with
     * @param hessianSamples 0: no Hessian
     */
    private record Variant(int height, int width, int stage, int hessianSamples) {}

    /**
     * What the loss compares the model's answers with.
     *
     * @param areIndices whether that is the classes' indices; else it is a number for each class, which is smoothed already
     * @param smoothing the part that is spread over all classes
     * @param classes of the model
     */
    record Targets(boolean areIndices, double smoothing, int classes) {
        private Program.Input input() {
            return areIndices
                    ? new Program.Input(ElementType.INT64, Shapes.BATCH)
                    : new Program.Input(ElementType.FLOAT32, Shapes.BATCH, classes);
        }

        private DeviceTensor of(Batch batch, BatchAugmentation.Drawn drawn) {
            if (areIndices) {
                long[] labels = Arrays.stream(batch.labels())
                        .mapToLong(ofOne -> ofOne[0])
                        .toArray();
                return DeviceTensor.of(labels, labels.length);
            }
            return DeviceTensor.of(drawn.targets(batch.labels(), classes, smoothing), batch.count(), classes);
        }
    }

    /**
     * Makes the computation for images of the size of the model's input.
     *
     * @param weights of everything that the objective computes with
     * @param splits how many views of each sample a batch has, so that it can be cut into them; at least 1
     * @throws IllegalArgumentException if the model does not work on images of that size
     */
    TrainStep(
            Objective objective,
            Values weights,
            Preprocessing preprocessing,
            Targets targets,
            TrainConfig config,
            ParameterGroups groups,
            BatchAugmentation augmentation,
            int splits) {
        this.objective = objective;
        this.weights = weights;
        this.preprocessing = preprocessing;
        this.targets = targets;
        this.config = config;
        this.groups = groups;
        this.augmentation = augmentation;
        this.splits = splits;
        programs.put(ownSize(0), compiled(ownSize(0)));
        statistics = preprocessing.statistics();
    }

    private Variant ownSize(int stage) {
        return new Variant(preprocessing.height(), preprocessing.width(), stage, 0);
    }

    /**
     * Makes the computation for images of another size now, so that a model that refuses it does so before the
     * training.
     *
     * @throws JimmException CONFIGURATION if the model does not work on images of that size
     */
    void prepare(int height, int width) {
        program(new Variant(height, width, 0, 0));
    }

    private Program program(Variant variant) {
        Program known = programs.get(variant);
        if (known != null) {
            return known;
        }
        try {
            Program made = compiled(variant);
            programs.put(variant, made);
            return made;
        } catch (IllegalArgumentException e) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "the model does not work on images of " + variant.height() + " x " + variant.width() + ": "
                            + e.getMessage()
                            + (isOwnSize(variant) ? "" : "; take this size out of data.resolution.sizes"),
                    e);
        }
    }

    private boolean isOwnSize(Variant variant) {
        return variant.height() == preprocessing.height() && variant.width() == preprocessing.width();
    }

    private Program compiled(Variant variant) {
        List<Program.Input> inputs = new ArrayList<>(preprocessing.inputs());
        int channels = preprocessing.mean().size();
        inputs.set(0, new Program.Input(ElementType.UINT8, Shapes.BATCH, variant.height(), variant.width(), channels));
        inputs.add(targets.input());
        inputs.add(new Program.Input(ElementType.FLOAT32));
        inputs.addAll(augmentation.inputs(variant.height(), variant.width()));
        return Program.gradients(
                config.execution(),
                config.precision(),
                inputs.stream().map(input -> input.parts(splits)).toList(),
                (given, parameters) -> losses(given, parameters, variant.stage()),
                new Program.Wanted(
                        param -> groups.isTrained(param, variant.stage()),
                        variant.hessianSamples(),
                        config.gradientCheckpointing()));
    }

    /** The scaled loss, whose gradients are taken, and the loss. */
    private List<Tensor> losses(List<Tensor> given, Function<Param, Tensor> parameters, int stage) {
        Tensor x = Preprocessing.normalise(given, config.channelsLast());
        Tensor augmented = augmentation.apply(x, given.subList(OWN_INPUTS, given.size()));
        Pass pass = new Pass(parameters, true, objective.taps()).withFrozen(param -> !groups.isTrained(param, stage));
        Tensor loss = objective.loss(augmented, pass, given.get(TARGETS));
        return List.of(loss.mul(given.get(SCALE)), loss);
    }

    /** The weights that the loss depends on and that are trained in the stage that an epoch belongs to. */
    List<Param> trained(int epoch) {
        return program(ownSize(groups.stage(epoch))).trained();
    }

    /**
     * The loss and the gradients of a batch; the caller closes them.
     *
     * @param epoch counted from 0
     * @param position of the batch among those of all epochs, from 0
     * @param hessianSamples above 0: the diagonal of the Hessian too, from so many random directions
     * @param scale what the gradients are multiplied by
     * @throws JimmException CONFIGURATION if the model does not work on images of the batch's size
     */
    Program.Results run(Batch batch, int epoch, long position, int hessianSamples, double scale) {
        Program program = program(new Variant(batch.height(), batch.width(), groups.stage(epoch), hessianSamples));
        try (DeviceTensor pixels = pixels(batch);
                BatchAugmentation.Drawn drawn = augmentation.draw(batch, epoch, position);
                DeviceTensor expected = targets.of(batch, drawn);
                DeviceTensor factor = DeviceTensor.of(new float[] {(float) scale})) {
            List<DeviceTensor> inputs =
                    new ArrayList<>(List.of(pixels, statistics.get(0), statistics.get(1), expected, factor));
            inputs.addAll(drawn.tensors());
            return program.run(inputs, weights);
        }
    }

    /** The loss of a run, not scaled. */
    static double loss(Program.Results results) {
        return results.values().get(1).item();
    }

    private DeviceTensor pixels(Batch batch) {
        return DeviceTensor.over(
                batch.pixels(),
                ElementType.UINT8,
                batch.count(),
                batch.height(),
                batch.width(),
                preprocessing.mean().size());
    }

    @Override
    public void close() {
        programs.values().forEach(Program::close);
        statistics.forEach(DeviceTensor::close);
    }
}
