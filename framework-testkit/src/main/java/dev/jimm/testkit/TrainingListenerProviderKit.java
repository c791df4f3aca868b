package dev.jimm.testkit;

import dev.jimm.api.event.TrainingListenerProvider;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Proves listeners; needs no engine. A plugin author extends this class in the plugin's tests and says which provider is
 * meant, a class for each provider:
 *
 * <pre>{@code
 * class MyListenerTest extends TrainingListenerProviderKit {
 *     @Override
 *     protected TrainingListenerProvider<?> provider() {
 *         return new MyListener();
 *     }
 *
 *     @Override
 *     protected Set<TrainingListenerBehavior> absent(String name) {
 *         return Set.of(TrainingListenerBehavior.UNBROKEN_FILES); // its lines begin with the time of day
 *     }
 * }
 * }</pre>
 *
 * <p>Every name is told trainings as jimm tells them, event by event: a whole one, one whose numbers are not finite, one
 * that is interrupted, one that stops early, one that fails, and one that dies and goes on.
 */
public abstract class TrainingListenerProviderKit {
    /** The one to prove. */
    protected abstract TrainingListenerProvider<?> provider();

    /**
     * What a listener does not do; override this for a listener without a behaviour, and the kit expects what the
     * behaviour says of it. Behaviours that later versions of the kit add are expected of every listener, too.
     *
     * @param name of the listener
     */
    protected Set<TrainingListenerBehavior> absent(String name) {
        return Set.of();
    }

    @Test
    public void namesAreUniqueAndWellFormed() {
        ProviderChecks.names(List.of(provider()));
    }

    @Test
    public void serviceFileEqualsModuleDescriptor() throws IOException {
        ProviderChecks.declared(provider().getClass(), TrainingListenerProvider.class);
    }

    @TestFactory
    public Stream<DynamicTest> defaultsAreAConfiguration() {
        return each(TrainingListenerChecks::defaults);
    }

    @TestFactory
    public Stream<DynamicTest> descriptionsAreALineAndLinks() {
        return each(TrainingListenerChecks::description);
    }

    /** Extreme values of every option are refused with a message that begins with the option's key, or they work. */
    @TestFactory
    public Stream<DynamicTest> optionsAreRefusedByTheirKeyOrWork() {
        return each(TrainingListenerChecks::options);
    }

    /** A listener that throws gets no further events, so none may be thrown at. */
    @TestFactory
    public Stream<DynamicTest> everyCourseOfATrainingIsTaken() {
        return each(TrainingListenerChecks::courses);
    }

    /** Before the training has started a listener does not know whether files of before are to be kept. */
    @TestFactory
    public Stream<DynamicTest> noFileIsTouchedBeforeTheTrainingStarts() {
        return each(TrainingListenerChecks::startsWithTheTraining);
    }

    @TestFactory
    public Stream<DynamicTest> filesAreWrittenIntoTheRunFolderOnly() {
        return each(TrainingListenerChecks::files);
    }

    @TestFactory
    public Stream<DynamicTest> aTrainingThatGoesOnLosesNothing() {
        return each(TrainingListenerChecks::goesOn);
    }

    /** One provider serves all trainings of a JVM. */
    @TestFactory
    public Stream<DynamicTest> twoTrainingsSideBySideStayApart() {
        return each(TrainingListenerChecks::sideBySide);
    }

    /** Open files are looked up in /proc/self/fd; where there is none, as on Windows and macOS, threads only are. */
    @TestFactory
    public Stream<DynamicTest> closingLeavesNoFileOpenAndNoThread() {
        return each(TrainingListenerChecks::closes);
    }

    /** What is checked of one listener. */
    @FunctionalInterface
    private interface Check {
        void run(TrainingListenerChecks<?> checks) throws IOException;
    }

    private Stream<DynamicTest> each(Check check) {
        TrainingListenerProvider<?> provider = provider();
        return provider.names().stream()
                .sorted()
                .map(name -> NamedChecks.test(
                        provider, name, () -> check.run(new TrainingListenerChecks<>(provider, name, absent(name)))));
    }
}
