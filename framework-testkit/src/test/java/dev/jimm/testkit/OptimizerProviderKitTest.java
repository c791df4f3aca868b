package dev.jimm.testkit;

import static dev.jimm.testkit.KitFailures.assertFails;
import static dev.jimm.testkit.KitFailures.assertPasses;

import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.testkit.TinyOptimizer.Fault;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The kit finds every fault, and says what is wrong. */
class OptimizerProviderKitTest {
    /** A kit that is no test class by itself. */
    private static final class Kit extends OptimizerProviderKit {
        private final List<OptimizerProvider<?>> providers;

        private Set<OptimizerBehavior> absent = Set.of();

        Kit(Fault... faults) {
            providers = List.of(faults).stream()
                    .<OptimizerProvider<?>>map(TinyOptimizer::new)
                    .toList();
        }

        @Override
        protected List<OptimizerProvider<?>> providers() {
            return providers;
        }

        @Override
        protected Set<OptimizerBehavior> absent(String name) {
            return absent;
        }

        Kit without(OptimizerBehavior behavior) {
            absent = Set.of(behavior);
            return this;
        }
    }

    @Test
    void names() {
        assertFails("there are no providers to prove", () -> new Kit().namesAreUniqueAndWellFormed());
        assertFails(
                "is malformed; all of it must match",
                () -> new Kit(Fault.MALFORMED_NAME).namesAreUniqueAndWellFormed());
        assertFails(
                "is malformed; all of it must match",
                () -> new Kit(Fault.LOOKAHEAD_NAME).namesAreUniqueAndWellFormed());
        assertFails("optimizer 'tiny'", () -> new Kit(Fault.NONE, Fault.NONE).namesAreUniqueAndWellFormed());
    }

    @Test
    void foreignNameThatIsNotRefused() {
        assertFails(
                "TinyOptimizer.defaults should refuse the name no_such_name",
                () -> new Kit(Fault.ANSWERS_TO_ANY_NAME).foreignNamesAreRefused());
    }

    @Test
    void options() {
        assertFails(
                "the options have a key 'lr', which all of the kind have already",
                new Kit(Fault.TAKES_A_COMMON_KEY).defaultsAreAConfiguration());
        assertFails(
                "the defaults, written as a configuration and read again",
                new Kit(Fault.OPTIONS_CHANGE_WHEN_READ).defaultsAreAConfiguration());
    }

    @Test
    void description() {
        assertFails(
                "the summary ends with a full stop: a small one.",
                new Kit(Fault.FULL_STOP).descriptionsAreALineAndLinks());
        assertFails(
                "papers that are no https links ==> expected: <[]> but was: <[Robbins and Monro, 1951]>",
                new Kit(Fault.PAPER_WITHOUT_LINK).descriptionsAreALineAndLinks());
    }

    @Test
    void stateAndPhases() {
        assertFails(
                "state tensors of 'decayed.scale' that are declared twice",
                new Kit(Fault.DECLARES_STATE_TWICE).statesAreNamedAndPhasesAreFunctionsOfTheStep());
        assertFails(
                "the phase of step 1000, asked for out of order",
                new Kit(Fault.PHASE_REMEMBERS_CALLS).statesAreNamedAndPhasesAreFunctionsOfTheStep());
        assertFails(
                "1000 different phases within 1000 steps",
                new Kit(Fault.PHASE_FOR_EVERY_STEP).statesAreNamedAndPhasesAreFunctionsOfTheStep());
    }

    @Test
    @Tag("engine")
    void trainingThatGoesWrong() {
        assertFails(
                "after step 1 a value of 'decayed.scale' is", new Kit(Fault.DIVIDES_BY_ZERO).everyParameterIsTrained());
        assertFails(
                "parameters that have a gradient and have not moved after 13 steps; update them in place, as in"
                        + " value().add_(...) ==> expected: <[]> but was: <[decayed.scale, plain.scale]>",
                new Kit(Fault.FORGETS_SCALARS).everyParameterIsTrained());
        assertFails(
                "parameters to which weight decay makes no difference",
                new Kit(Fault.IGNORES_DECAY).everyParameterIsTrained());
    }

    @Test
    @Tag("engine")
    void absentBehavior() {
        assertPasses(new Kit(Fault.IGNORES_DECAY)
                .without(OptimizerBehavior.WEIGHT_DECAY)
                .everyParameterIsTrained());
        assertFails(
                "optimizer 'tiny' is declared to be without OptimizerBehavior.WEIGHT_DECAY",
                new Kit(Fault.NONE).without(OptimizerBehavior.WEIGHT_DECAY).everyParameterIsTrained());
    }

    @Test
    void optionThatIsNotChecked() {
        assertFails(
                "'momentum = 1e300' is accepted by the options, and fails when it is used: java.lang.Arithmetic",
                new Kit(Fault.CHECKS_NO_OPTION).optionsAreRefusedByTheirKeyOrMakeARule());
    }

    @Test
    @Tag("engine")
    void updateThatRemembersCalls() {
        assertFails(
                "after step 1, traced and eager: 'decayed.scale' differs at value 0",
                new Kit(Fault.UPDATE_REMEMBERS_CALLS).eagerEqualsTracedBitForBit());
    }

    @Test
    @Tag("engine")
    void stepsThatARestartForgets() {
        assertFails(
                "after step 8, unbroken and resumed: 'decayed.scale' differs at value 0",
                new Kit(Fault.COUNTS_STEPS_ITSELF).resumedTrainingGoesOnBitForBit());
    }

    @Test
    @Tag("engine")
    void whatIsLeftBehind() {
        assertFails(
                "the gradients: 'decayed.scale' differs at value 0",
                new Kit(Fault.WRITES_INTO_GRADIENTS).stepsLeaveGradientsAsTheyWereAndNoTensorsBehind());
        assertFails(
                "the Hessian: 'decayed.scale' differs at value 0",
                new Kit(Fault.WRITES_INTO_THE_HESSIAN).stepsLeaveGradientsAsTheyWereAndNoTensorsBehind());
        assertFails(
                "native tensors held after a step",
                new Kit(Fault.LEAVES_TENSORS).stepsLeaveGradientsAsTheyWereAndNoTensorsBehind());
    }
}
