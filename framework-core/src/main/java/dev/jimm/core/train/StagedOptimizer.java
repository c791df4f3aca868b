package dev.jimm.core.train;

import dev.jimm.api.nn.Param;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Values;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.optimizer.Optimizer;
import dev.jimm.core.optimizer.ParameterGroups;
import dev.jimm.core.optimizer.TrainedParameter;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.tensorfile.SavedTensor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The optimizer of a training in which parameters start to be trained at different epochs. Those of a stage have an optimizer of their
 * own, whose steps are counted from the stage's beginning: rules that correct for a young average would else take fresh averages for
 * old ones, and leap.
 */
final class StagedOptimizer implements AutoCloseable {
    private final String name;
    private final String origin;
    /** By the epoch, counted from 0, that the stage begins with. */
    private final SortedMap<Integer, Optimizer> optimizers = new TreeMap<>();

    /**
     * Makes the optimizers of all stages; what the rule refuses is refused here.
     *
     * @param used whether the loss depends on a parameter; others are left alone
     */
    StagedOptimizer(RunPlan plan, ParameterGroups groups, Predicate<Param> used, Values weights, Execution execution) {
        name = plan.optimizer().ruleName();
        origin = plan.origins().get("optimizer " + name);
        try {
            for (int stage : groups.stages()) {
                List<TrainedParameter> parameters = groups.ofStage(stage).stream()
                        .filter(parameter -> used.test(parameter.param()))
                        .toList();
                optimizers.put(
                        stage, guarded(() -> new Optimizer(plan.rule(), plan.rate(), parameters, weights, execution)));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** What the engine refuses of a rule is the rule's fault. */
    private <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (JimmException e) {
            throw e;
        } catch (RuntimeException e) {
            throw Provided.failure(origin, "optimizer " + name + " cannot be run: " + Engine.reason(e), e);
        }
    }

    private Collection<Optimizer> in(int epoch) {
        return optimizers.headMap(epoch + 1).values();
    }

    /** Of how many random directions the next step wants the curvature to be estimated; 0 when it needs none. */
    int hessianSamples(int epoch) {
        return in(epoch).stream().mapToInt(Optimizer::hessianSamples).max().orElseThrow();
    }

    /** Makes one step of all stages that an epoch, counted from 0, belongs to. */
    void step(int epoch, Program.Results derivatives, double rate) {
        guarded(() -> {
            in(epoch).forEach(optimizer -> optimizer.step(derivatives, rate));
            return null;
        });
    }

    /** The steps of each stage. */
    Map<Integer, Long> steps() {
        Map<Integer, Long> steps = new TreeMap<>();
        optimizers.forEach((stage, optimizer) -> steps.put(stage, optimizer.steps()));
        return steps;
    }

    /** What the rule keeps, as it is written into a checkpoint. */
    List<SavedTensor> saved() {
        return optimizers.values().stream()
                .flatMap(optimizer -> optimizer.saved().stream())
                .toList();
    }

    /** Goes on from what was saved. */
    void restore(SafetensorsReader file, Map<Integer, Long> steps) {
        optimizers.forEach((stage, optimizer) -> optimizer.restore(file, steps.getOrDefault(stage, 0L)));
    }

    @Override
    public void close() {
        optimizers.values().forEach(Optimizer::close);
    }
}
