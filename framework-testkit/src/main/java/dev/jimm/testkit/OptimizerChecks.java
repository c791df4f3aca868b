package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.core.check.OptionsProof;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.optimizer.Lookahead;
import dev.jimm.testkit.OptimizerTraining.Pair;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What the kit checks of one optimizer. */
final class OptimizerChecks<C extends Record> {
    /** Twice as many as lookahead needs to meet its slow weights again, and one more. */
    private static final int STEPS = 13;
    /** After the first synchronisation of lookahead. */
    private static final int INTERRUPTED = 7;

    private static final int PHASED_STEPS = 1000;
    private static final int MOST_PHASES = 10;

    private final OptimizerProvider<C> provider;
    private final String name;

    OptimizerChecks(OptimizerProvider<C> provider, String name) {
        this.provider = provider;
        this.name = name;
    }

    static void names(List<? extends OptimizerProvider<?>> providers) {
        ProviderChecks.names(providers);
    }

    static <C extends Record> void foreignNames(OptimizerProvider<C> provider) {
        String who = provider.getClass().getName();
        C options = provider.defaults(provider.names().iterator().next());
        ProviderChecks.foreignName(who + ".defaults", provider::defaults);
        ProviderChecks.foreignName(who + ".rule", foreign -> provider.rule(foreign, options));
        ProviderChecks.foreignName(who + ".describe", provider::describe);
    }

    void defaults() {
        ProviderChecks.assertProven(OptionsProof.problems(provider, name));
    }

    String name() {
        return name;
    }

    void options() {
        OptionChecks.extremes(provider.defaults(name), options -> {
            UpdateRule rule = provider.rule(name, options);
            OptimizerTraining.parameters().forEach(rule::state);
            LongStream.rangeClosed(1, STEPS).forEach(rule::phase);
        });
    }

    void description() {
        ProviderChecks.description(provider.describe(name));
    }

    void structure() {
        UpdateRule rule = rule();
        for (Param param : OptimizerTraining.parameters()) {
            List<String> names = stateNames(rule, param);
            Set<String> seen = new HashSet<>();
            assertEquals(
                    List.of(),
                    names.stream().filter(state -> !seen.add(state)).toList(),
                    () -> "state tensors of '" + param + "' that are declared twice");
            assertFalse(
                    names.stream().anyMatch(String::isBlank), () -> "a state tensor of '" + param + "' has no name");
            assertEquals(names, stateNames(rule, param), () -> "the state tensors of '" + param + "' at a second call");
        }
        int[] phases =
                LongStream.rangeClosed(1, PHASED_STEPS).mapToInt(rule::phase).toArray();
        UpdateRule other = rule();
        for (int step = PHASED_STEPS; step > 0; step--) {
            assertEquals(phases[step - 1], other.phase(step), "the phase of step " + step + ", asked for out of order");
        }
        long different = Arrays.stream(phases).distinct().count();
        assertTrue(different <= MOST_PHASES, () -> different + " different phases within " + PHASED_STEPS + " steps");
    }

    private static List<String> stateNames(UpdateRule rule, Param param) {
        return rule.state(param).stream().map(StateTensor::name).toList();
    }

    /** A new one at every call, as after a restart. */
    private UpdateRule rule() {
        return provider.rule(name, provider.defaults(name));
    }

    void trains(boolean decays) {
        try (OptimizerTraining training = training(OptimizerTraining.parameters(), Execution.TRACED, false)) {
            Map<Param, ByteBuffer> start = training.values();
            for (int step = 1; step <= STEPS; step++) {
                training.step();
                training.assertFinite();
            }
            Map<Param, ByteBuffer> end = training.values();
            List<Param> resting = OptimizerTraining.withGradients().stream()
                    .filter(param -> start.get(param).equals(end.get(param)))
                    .toList();
            assertEquals(
                    List.of(),
                    resting,
                    () -> "optimizer '" + name + "': parameters that have a gradient and have not moved after " + STEPS
                            + " steps; update them in place, as in value().add_(...)");
            assertDecay(decays, end);
        }
    }

    private void assertDecay(boolean decays, Map<Param, ByteBuffer> end) {
        Map<Boolean, List<Param>> alike = OptimizerTraining.pairs().stream()
                .collect(Collectors.partitioningBy(
                        pair -> end.get(pair.decayed()).equals(end.get(pair.plain())),
                        Collectors.mapping(Pair::decayed, Collectors.toList())));
        assertEquals(
                List.of(),
                alike.get(decays),
                () -> decays
                        ? "optimizer '" + name + "': parameters to which weight decay makes no difference; use"
                                + " ParameterUpdate.weightDecay(), or override absent(name) and give"
                                + " OptimizerBehavior.WEIGHT_DECAY"
                        : "optimizer '" + name
                                + "' is declared to be without OptimizerBehavior.WEIGHT_DECAY: parameters to"
                                + " which weight decay makes a difference all the same");
    }

    private OptimizerTraining training(List<Param> parameters, Execution execution, boolean channelsLast) {
        return new OptimizerTraining(rule(), parameters, execution, channelsLast);
    }

    void eagerEqualsTraced() {
        eagerEqualsTraced("traced and eager", OptimizerTraining.parameters(), false);
        eagerEqualsTraced("traced and eager, channels last", OptimizerTraining.kernels(), true);
    }

    private void eagerEqualsTraced(String what, List<Param> parameters, boolean channelsLast) {
        try (OptimizerTraining traced = training(parameters, Execution.TRACED, channelsLast);
                OptimizerTraining eager = training(parameters, Execution.EAGER, channelsLast)) {
            for (int step = 1; step <= STEPS; step++) {
                traced.step();
                eager.step();
                traced.assertEqual(what, eager);
            }
        }
    }

    void resumes() {
        resumes("resumed", rule -> rule);
        resumes("resumed with lookahead", rule -> new Lookahead(rule, Lookahead.Options.defaults()));
    }

    private void resumes(String what, UnaryOperator<UpdateRule> wrapped) {
        List<Param> parameters = OptimizerTraining.decayed();
        try (OptimizerTraining unbroken =
                new OptimizerTraining(wrapped.apply(rule()), parameters, Execution.TRACED, true)) {
            for (int step = 1; step <= INTERRUPTED; step++) {
                unbroken.step();
            }
            try (OptimizerTraining resumed = unbroken.resumed(wrapped.apply(rule()))) {
                for (int step = INTERRUPTED + 1; step <= STEPS; step++) {
                    unbroken.step();
                    resumed.step();
                    unbroken.assertEqual("unbroken and " + what, resumed);
                }
            }
        }
    }

    void leavesGradientsAndMemory() {
        long before = DeviceTensor.live();
        try (OptimizerTraining training = training(OptimizerTraining.decayed(), Execution.TRACED, false)) {
            long held = DeviceTensor.live();
            for (int step = 1; step <= STEPS; step++) {
                training.stepThatLeavesGradients();
                assertEquals(
                        held,
                        DeviceTensor.live(),
                        "native tensors held after a step; a rule makes tensors by operations on what it is given only");
            }
        }
        assertEquals(before, DeviceTensor.live(), "native tensors held after a training; a rule keeps none");
    }
}
