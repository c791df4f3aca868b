package dev.jimm.core.optimizer;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Values;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.tensorfile.SavedTensor;
import dev.jimm.core.tensorfile.StoredTensor;
import dev.jimm.core.tensorfile.StoredType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An update rule at work on a model's parameters: one compiled method changes all of them. Its state is named tensors, so that
 * checkpoints need to know nothing of the rule.
 */
public final class Optimizer implements AutoCloseable {
    private final UpdateRule rule;
    private final double baseRate;
    private final List<TrainedParameter> parameters;
    private final Values weights;
    private final Execution execution;
    /** Of each parameter: what the rule keeps, by name. */
    private final Map<Param, Map<String, DeviceTensor>> state = new LinkedHashMap<>();

    private final Map<Integer, PhaseProgram> phases = new HashMap<>();
    private final GlobalNorm norm;
    private long steps;

    /**
     * Records the rule for the first step; what the rule refuses is refused here.
     *
     * @param baseRate the learning rate of the whole training, for rules that ask for it
     * @param weights are changed by the steps; must stay open
     */
    public Optimizer(
            UpdateRule rule, double baseRate, List<TrainedParameter> parameters, Values weights, Execution execution) {
        this.rule = rule;
        this.baseRate = baseRate;
        this.parameters = List.copyOf(parameters);
        this.weights = weights;
        this.execution = execution;
        norm = new GlobalNorm(execution);
        try {
            for (TrainedParameter trained : parameters) {
                Map<String, DeviceTensor> kept = new LinkedHashMap<>();
                state.put(trained.param(), kept);
                fill(kept, trained.param());
            }
            next();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void fill(Map<String, DeviceTensor> tensors, Param param) {
        for (StateTensor kept : rule.state(param)) {
            if (tensors.containsKey(kept.name())) {
                throw new IllegalArgumentException("the rule declares the state '" + kept.name() + "' twice");
            }
            tensors.put(kept.name(), initial(param, kept));
        }
    }

    /** In the parameter's own memory layout where the shapes agree, so that the rule's operators meet like with like. */
    private DeviceTensor initial(Param param, StateTensor kept) {
        DeviceTensor tensor = Arrays.equals(kept.shape(), param.shape())
                ? weights.get(param).zerosLike(kept.type())
                : DeviceTensor.zeros(kept.type(), kept.shape());
        if (kept.init() != Init.ZEROS) {
            float[] values = new float[Math.toIntExact(Shapes.count(kept.shape()))];
            kept.init().fill(values, kept.shape(), new SplittableRandom(0));
            try (DeviceTensor start = DeviceTensor.of(values, kept.shape())) {
                tensor.copyFrom(start);
            }
        }
        return tensor;
    }

    /** Of how many random directions the next step wants the curvature to be estimated; 0 when it needs none. */
    public int hessianSamples() {
        return rule.hessianSamples(rule.phase(steps + 1));
    }

    /**
     * Makes one update with what a pass gave.
     *
     * @param derivatives of the optimizer's parameters; where there are others too, those count for the norm of all gradients
     */
    public void step(Program.Results derivatives, double rate) {
        long number = steps + 1;
        next().run(
                        derivatives,
                        trained -> new Step(number, rate * trained.rateScale(), baseRate),
                        () -> norm.of(derivatives.gradients()));
        steps = number;
    }

    private PhaseProgram next() {
        int phase = rule.phase(steps + 1);
        return phases.computeIfAbsent(
                phase, unused -> new PhaseProgram(rule, phase, parameters, state, weights, execution));
    }

    /** How many updates were made. */
    public long steps() {
        return steps;
    }

    /** The state as named tensors: {@code PARAMETER/STATE}. */
    public Map<String, DeviceTensor> state() {
        Map<String, DeviceTensor> all = new LinkedHashMap<>();
        state.forEach(
                (param, tensors) -> tensors.forEach((name, tensor) -> all.put(param.name() + "/" + name, tensor)));
        return all;
    }

    /** The state as it is written into a checkpoint: {@code PARAMETER/STATE}, float32. */
    public List<SavedTensor> saved() {
        return state().entrySet().stream()
                .map(entry -> saved(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static SavedTensor saved(String name, DeviceTensor tensor) {
        return new SavedTensor(name, StoredType.of(ElementType.FLOAT32), tensor.shape(), () -> {
            if (tensor.type() == ElementType.FLOAT32) {
                return tensor.bytes();
            }
            try (DeviceTensor plain = tensor.to(ElementType.FLOAT32)) {
                return plain.bytes();
            }
        });
    }

    /**
     * Goes on after so many updates, from the state that was {@linkplain #saved saved} then.
     *
     * @throws JimmException DATA when a tensor is missing, or of another type or shape
     */
    public void restore(SafetensorsReader file, long updates) {
        state().forEach((name, tensor) -> restore(tensor, file.get(name), file));
        steps = updates;
    }

    private static void restore(DeviceTensor tensor, StoredTensor stored, SafetensorsReader file) {
        if (stored.type() != StoredType.of(ElementType.FLOAT32) || !Arrays.equals(stored.shape(), tensor.shape())) {
            throw new JimmException(
                    Category.DATA,
                    file.file() + ": tensor '" + stored.name() + "' is " + stored.type() + Shapes.text(stored.shape())
                            + ", the optimizer keeps " + ElementType.FLOAT32 + Shapes.text(tensor.shape())
                            + "; the file belongs to another run, delete its checkpoint to go on from an earlier one");
        }
        try (DeviceTensor saved = DeviceTensor.of(stored.bytes(), ElementType.FLOAT32, tensor.shape())) {
            tensor.copyFrom(saved);
        }
    }

    @Override
    public void close() {
        phases.values().forEach(PhaseProgram::close);
        norm.close();
        state.values().forEach(tensors -> tensors.values().forEach(DeviceTensor::close));
    }
}
