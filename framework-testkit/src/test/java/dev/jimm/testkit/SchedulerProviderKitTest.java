package dev.jimm.testkit;

import static dev.jimm.testkit.KitFailures.assertFails;
import static dev.jimm.testkit.KitFailures.assertPasses;

import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.testkit.TinyScheduler.Fault;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The kit finds every fault, and says what is wrong. */
class SchedulerProviderKitTest {
    /** A kit that is no test class by itself. */
    private static final class Kit extends SchedulerProviderKit {
        private final List<SchedulerProvider<?>> providers;

        private Set<SchedulerBehavior> absent = Set.of(SchedulerBehavior.ANY_LENGTH);

        Kit(Fault... faults) {
            providers = List.of(faults).stream()
                    .<SchedulerProvider<?>>map(TinyScheduler::new)
                    .toList();
        }

        @Override
        protected List<SchedulerProvider<?>> providers() {
            return providers;
        }

        @Override
        protected Set<SchedulerBehavior> absent(String name) {
            return absent;
        }

        Kit expectingAll() {
            absent = Set.of();
            return this;
        }
    }

    @Test
    void names() {
        assertFails("there are no providers to prove", () -> new Kit().namesAreUniqueAndWellFormed());
        assertFails(
                "is malformed; all of it must match",
                () -> new Kit(Fault.MALFORMED_NAME).namesAreUniqueAndWellFormed());
        assertFails("scheduler 'tiny'", () -> new Kit(Fault.NONE, Fault.NONE).namesAreUniqueAndWellFormed());
    }

    @Test
    void optionsAndDescription() {
        assertFails(
                "the options have a key 'name', which all of the kind have already",
                new Kit(Fault.TAKES_A_COMMON_KEY).defaultsAreAConfiguration());
        assertFails("the summary is empty", new Kit(Fault.NO_SUMMARY).descriptionsAreALineAndLinks());
    }

    @Test
    void optionThatIsNotChecked() {
        assertFails(
                "'worse = -1e300' is accepted by the options, and fails when it is used",
                new Kit(Fault.CHECKS_NO_OPTION).optionsAreRefusedByTheirKeyOrWork());
    }

    @Test
    void absentBehavior() {
        assertFails(
                "trainings that schedule 'tiny' refuses with its defaults",
                new Kit(Fault.NONE).expectingAll().trainingsOfAnyLengthAreTaken());
        assertPasses(new Kit(Fault.NONE).trainingsOfAnyLengthAreTaken());
        assertPasses(new Kit(Fault.TAKES_ALL_TRAININGS).expectingAll().trainingsOfAnyLengthAreTaken());
        assertFails(
                "schedule 'tiny' is declared to be without SchedulerBehavior.ANY_LENGTH, but takes all",
                new Kit(Fault.TAKES_ALL_TRAININGS).trainingsOfAnyLengthAreTaken());
    }

    @Test
    void refusals() {
        assertFails(
                "the refusal of 1 x 1 updates should begin with one of the keys [worse], but says: too short",
                new Kit(Fault.REFUSES_WITHOUT_A_KEY).everyTrainingHasAnEpoch());
        assertFails(
                "the defaults of schedule 'tiny' are refused for all of [1 x 1 updates, 5 x 3 updates, ",
                new Kit(Fault.REFUSES_ALL_TRAININGS).everyTrainingHasAnEpoch());
    }

    @Test
    void trainingWithoutEpochs() {
        assertFails("a training of 5 x 3 updates has 0 epochs", new Kit(Fault.NO_EPOCHS).everyTrainingHasAnEpoch());
    }

    @Test
    void ratesThatNobodyCanTrainWith() {
        assertFails(
                "for the base rate 1.0E-6 in epoch 6 after 19 updates and the metrics [0.0, 1.0, 2.0, 3.0, 4.0, 5.0] of 5 x 3",
                new Kit(Fault.FALLS_BELOW_ZERO).ratesAreFiniteAndNotNegative());
        assertFails("the rate is", new Kit(Fault.DIVIDES_BY_ZERO).ratesAreFiniteAndNotNegative());
    }

    @Test
    void failureAfterTheEnd() {
        assertFails("no rate after 18 updates", new Kit(Fault.ENDS_WITH_THE_TRAINING).ratesAreFiniteAndNotNegative());
    }

    @Test
    void ratesThatRememberCalls() {
        assertFails(
                "asked of another schedule in reverse",
                new Kit(Fault.REMEMBERS_CALLS).ratesAreFunctionsOfTheProgress());
    }
}
