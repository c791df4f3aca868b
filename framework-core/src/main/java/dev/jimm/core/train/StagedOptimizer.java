package dev.jimm.core.train;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Values;
import dev.jimm.core.optimizer.Optimizer;
import dev.jimm.core.optimizer.ParameterGroups;
import dev.jimm.core.optimizer.TrainedParameter;
import dev.jimm.core.weights.SafetensorsReader;
import dev.jimm.core.weights.SavedTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The optimizer of a training in which parameters start to be trained at different epochs. Those of a stage have an optimizer of their
 * own, whose steps are counted from the stage's beginning: rules that correct for a young average would else take fresh averages for
 * old ones, and leap.
 */
final class StagedOptimizer implements AutoCloseable {
    private final UpdateRule rule;
    private final double baseRate;
    private final ParameterGroups groups;
    private final Predicate<Param> used;
    private final Values weights;
    private final Execution execution;
    private final Map<Integer, Optimizer> optimizers = new TreeMap<>();

    /** @param used whether the loss depends on a parameter; others are left alone */
    StagedOptimizer(
            UpdateRule rule,
            double baseRate,
            ParameterGroups groups,
            Predicate<Param> used,
            Values weights,
            Execution execution) {
        this.rule = rule;
        this.baseRate = baseRate;
        this.groups = groups;
        this.used = used;
        this.weights = weights;
        this.execution = execution;
        enter(0);
    }

    /** Makes the optimizers of the stages that an epoch belongs to. */
    void enter(int epoch) {
        for (int stage : groups.stages().headSet(epoch + 1)) {
            optimizers.computeIfAbsent(stage, this::optimizer);
        }
    }

    private Optimizer optimizer(int stage) {
        List<TrainedParameter> parameters = groups.ofStage(stage).stream()
                .filter(parameter -> used.test(parameter.param()))
                .toList();
        return new Optimizer(rule, baseRate, parameters, weights, execution);
    }

    /** Of how many random directions the next step wants the curvature to be estimated; 0 when it needs none. */
    int hessianSamples() {
        return optimizers.values().stream()
                .mapToInt(Optimizer::hessianSamples)
                .max()
                .orElseThrow();
    }

    /** Makes one step of all stages that were entered. */
    void step(Program.Results derivatives, double rate) {
        optimizers.values().forEach(optimizer -> optimizer.step(derivatives, rate));
    }

    /** The steps of each stage that was entered. */
    Map<Integer, Long> steps() {
        Map<Integer, Long> steps = new TreeMap<>();
        optimizers.forEach((stage, optimizer) -> steps.put(stage, optimizer.steps()));
        return steps;
    }

    /** The same as it is written into a checkpoint. */
    List<SavedTensor> saved() {
        List<SavedTensor> all = new ArrayList<>();
        optimizers.values().forEach(optimizer -> all.addAll(optimizer.saved()));
        return all;
    }

    /** Goes on from what was saved, in the stages that had been entered. */
    void restore(SafetensorsReader file, Map<Integer, Long> steps) {
        steps.keySet().stream().filter(groups.stages()::contains).forEach(this::enter);
        optimizers.forEach((stage, optimizer) -> optimizer.restore(file, steps.getOrDefault(stage, 0L)));
    }

    @Override
    public void close() {
        optimizers.values().forEach(Optimizer::close);
    }
}
