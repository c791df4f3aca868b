package dev.jimm.testkit;

import static dev.jimm.testkit.KitFailures.assertFails;
import static dev.jimm.testkit.KitFailures.assertPasses;
import static dev.jimm.testkit.TrainingListenerBehavior.UNBROKEN_FILES;
import static dev.jimm.testkit.TrainingListenerBehavior.WRITES_FILES;

import dev.jimm.api.event.TrainingListenerProvider;
import dev.jimm.testkit.TinyListener.Fault;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The kit finds every fault, and says what is wrong. */
class TrainingListenerProviderKitTest {
    /** A kit that is no test class by itself. */
    private static final class Kit extends TrainingListenerProviderKit {
        private final TrainingListenerProvider<?> provider;
        private final Set<TrainingListenerBehavior> absent;

        Kit(Fault fault, TrainingListenerBehavior... absent) {
            provider = new TinyListener(fault);
            this.absent = Set.of(absent);
        }

        @Override
        protected TrainingListenerProvider<?> provider() {
            return provider;
        }

        @Override
        protected Set<TrainingListenerBehavior> absent(String name) {
            return absent;
        }
    }

    @Test
    void namesAndOptions() {
        assertFails(
                "is malformed; all of it must match",
                () -> new Kit(Fault.MALFORMED_NAME).namesAreUniqueAndWellFormed());
        assertFails(
                "'every = 0' is accepted by the options, and fails when it is used: java.lang.ArithmeticException",
                new Kit(Fault.CHECKS_TOO_LATE).optionsAreRefusedByTheirKeyOrWork());
    }

    @Test
    void courses() {
        assertFails("create(\"tiny\", ...) gives null", new Kit(Fault.NULL_LISTENER).everyCourseOfATrainingIsTaken());
        assertFails(
                "of a training whose numbers are not finite: java.lang.IllegalArgumentException: NaN is no JSON",
                new Kit(Fault.REFUSES_NAN).everyCourseOfATrainingIsTaken());
        assertFails(
                "of a training that is interrupted in its first epoch: java.lang.IllegalStateException: no epoch",
                new Kit(Fault.COUNTS_ON_AN_EPOCH).everyCourseOfATrainingIsTaken());
        assertFails(
                "when it is closed behind a training that fails before it starts: java.lang.NullPointerException",
                new Kit(Fault.COUNTS_ON_A_START).everyCourseOfATrainingIsTaken());
        assertFails(
                "of a training that goes on in a folder where the listener has written nothing: java.io.Unchecked",
                new Kit(Fault.COUNTS_ON_ITS_FILE).everyCourseOfATrainingIsTaken());
    }

    @Test
    void files() {
        assertFails(
                "before the first event",
                new Kit(Fault.WRITES_BEFORE_THE_START).noFileIsTouchedBeforeTheTrainingStarts());
        assertFails(
                "that it made, changed or removed ==> expected: <[]> but was: <[runs/last.txt]>",
                new Kit(Fault.WRITES_BESIDE_THE_FOLDER).filesAreWrittenIntoTheRunFolderOnly());
        assertFails(
                "that it made, changed or removed ==> expected: <[]> but was: <[runs/first/metrics.csv]>",
                new Kit(Fault.WRITES_TO_METRICS).filesAreWrittenIntoTheRunFolderOnly());
        assertFails(
                "leaves files in the run's folder behind a whole training []; declare",
                new Kit(Fault.WRITES_NOTHING).filesAreWrittenIntoTheRunFolderOnly());
        assertPasses(new Kit(Fault.WRITES_NOTHING, WRITES_FILES).filesAreWrittenIntoTheRunFolderOnly());
        assertFails(
                "leaves files in the run's folder behind a whole training [runs/first/tiny.txt]; declare",
                new Kit(Fault.NONE, WRITES_FILES).filesAreWrittenIntoTheRunFolderOnly());
    }

    @Test
    void goingOn() {
        assertFails(
                "that differ between an unbroken training and one that died and went on",
                new Kit(Fault.REPEATS_UPDATES).aTrainingThatGoesOnLosesNothing());
        assertFails(
                "that differ between an unbroken training and one that died and went on",
                new Kit(Fault.WRITES_THE_TIME).aTrainingThatGoesOnLosesNothing());
        assertPasses(new Kit(Fault.WRITES_THE_TIME, UNBROKEN_FILES).aTrainingThatGoesOnLosesNothing());
        assertPasses(new Kit(Fault.WRITES_NOTHING, UNBROKEN_FILES).aTrainingThatGoesOnLosesNothing());
        assertFails(
                "loses what it wrote before the checkpoint",
                new Kit(Fault.FORGETS_ON_GOING_ON, UNBROKEN_FILES).aTrainingThatGoesOnLosesNothing());
    }

    @Test
    void sharedFile() {
        assertFails(
                "two trainings side by side were told the same, and their files and sizes are",
                new Kit(Fault.SHARES_ITS_FILE).twoTrainingsSideBySideStayApart());
    }

    @Test
    void threads() {
        assertFails(
                "leaves threads behind when it is closed: [tiny sender, tiny sender, tiny sender]",
                new Kit(Fault.LEAVES_THREADS).closingLeavesNoFileOpenAndNoThread());
    }

    /** Where the system tells which files are open. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void openFiles() {
        assertFails(
                "files that are still open when the listener is closed",
                new Kit(Fault.LEAVES_FILES_OPEN).closingLeavesNoFileOpenAndNoThread());
    }
}
