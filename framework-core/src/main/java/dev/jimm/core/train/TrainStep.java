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
import java.util.Set;

/**
 * From a batch to the loss and the gradients of all weights: normalise, mix, erase, forward, loss, backward, as one
 * computation. There is one for each size of images; those of other sizes than the model's input are made on demand.
 */
final class TrainStep implements AutoCloseable {
    /** Pixels, their mean and their deviation, and the targets; what the augmentation takes stands behind them. */
    private static final int OWN_INPUTS = 4;

    private final Model model;
    private final Weights weights;
    private final Preprocessing preprocessing;
    private final LossConfig loss;
    private final TrainConfig config;
    private final ParameterGroups groups;
    private final BatchAugmentation augmentation;
    private final int classes;
    private final List<DeviceTensor> statistics;
    private final Map<Variant, Program> programs = new HashMap<>();

    /** @param hessianSamples 0: no Hessian */
    private record Variant(int height, int width, int hessianSamples) {}

    /**
     * Makes the computation for images of the size of the model's input.
     *
     * @param classes of the model, N
     * @throws IllegalArgumentException if the model does not work on images of that size
     */
    TrainStep(
            Model model,
            Weights weights,
            Preprocessing preprocessing,
            LossConfig loss,
            TrainConfig config,
            ParameterGroups groups,
            BatchAugmentation augmentation,
            int classes) {
        this.model = model;
        this.weights = weights;
        this.preprocessing = preprocessing;
        this.loss = loss;
        this.config = config;
        this.groups = groups;
        this.augmentation = augmentation;
        this.classes = classes;
        programs.put(ownSize(), compiled(ownSize()));
        statistics = preprocessing.statistics();
    }

    private Variant ownSize() {
        return new Variant(preprocessing.height(), preprocessing.width(), 0);
    }

    /**
     * Makes the computation for images of another size now, so that a model that refuses it does so before the
     * training.
     *
     * @throws JimmException CONFIGURATION if the model does not work on images of that size
     */
    void prepare(int height, int width) {
        program(new Variant(height, width, 0));
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
        inputs.add(
                hasIndices()
                        ? new Program.Input(ElementType.INT64, Shapes.BATCH)
                        : new Program.Input(ElementType.FLOAT32, Shapes.BATCH, classes));
        inputs.addAll(augmentation.inputs(variant.height(), variant.width()));
        return Program.gradients(
                config.execution(),
                config.precision(),
                inputs,
                (given, parameters) -> {
                    Tensor x = Preprocessing.normalise(given, weights.isChannelsLast());
                    Tensor augmented = augmentation.apply(x, given.subList(OWN_INPUTS, given.size()));
                    Tensor logits = model.forward(augmented, new Pass(parameters, true, Set.of()));
                    return List.of(loss(logits, given.get(OWN_INPUTS - 1)));
                },
                param -> param.kind() == Param.Kind.WEIGHT && !groups.isFrozen(param),
                variant.hessianSamples());
    }

    /**
     * Whether the targets are the classes' indices; else they are a number for each class, which is smoothed already.
     */
    private boolean hasIndices() {
        return loss.name() == LossConfig.Name.CROSS_ENTROPY && !augmentation.isMixing();
    }

    private Tensor loss(Tensor logits, Tensor targets) {
        return switch (loss.name()) {
            case CROSS_ENTROPY -> logits.crossEntropy(targets, hasIndices() ? loss.smoothing() : 0);
            case BCE -> logits.binaryCrossEntropy(targets);
        };
    }

    /**
     * The loss and the gradients of a batch; the caller closes them.
     *
     * @param epoch counted from 0
     * @param update the number of updates before this one
     * @param hessianSamples above 0: the diagonal of the Hessian too, from so many random directions
     * @throws JimmException CONFIGURATION if the model does not work on images of the batch's size
     */
    Program.Results run(Batch batch, int epoch, long update, int hessianSamples) {
        Program program = program(new Variant(batch.height(), batch.width(), hessianSamples));
        try (DeviceTensor pixels = pixels(batch);
                BatchAugmentation.Drawn drawn = augmentation.draw(batch, epoch, update);
                DeviceTensor targets = targets(batch, drawn)) {
            List<DeviceTensor> inputs = new ArrayList<>(List.of(pixels, statistics.get(0), statistics.get(1), targets));
            inputs.addAll(drawn.tensors());
            return program.run(inputs, weights);
        }
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

    private DeviceTensor targets(Batch batch, BatchAugmentation.Drawn drawn) {
        if (hasIndices()) {
            long[] labels =
                    Arrays.stream(batch.labels()).mapToLong(ofOne -> ofOne[0]).toArray();
            return DeviceTensor.of(labels, labels.length);
        }
        return DeviceTensor.of(drawn.targets(batch.labels(), classes, loss.smoothing()), batch.count(), classes);
    }

    /** The weights that the loss depends on and that are not frozen, all of which are trained. */
    List<Param> trained() {
        return programs.get(ownSize()).trained();
    }

    @Override
    public void close() {
        programs.values().forEach(Program::close);
        statistics.forEach(DeviceTensor::close);
    }
}
