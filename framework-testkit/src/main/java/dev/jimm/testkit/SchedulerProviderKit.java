package dev.jimm.testkit;

import dev.jimm.api.scheduler.SchedulerProvider;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Proves learning-rate schedules; needs no engine. A plugin author extends this class in the plugin's tests and says
 * which providers are meant:
 *
 * <pre>{@code
 * class MySchedulersTest extends SchedulerProviderKit {
 *     @Override
 *     protected List<SchedulerProvider<?>> providers() {
 *         return List.of(new MyScheduler());
 *     }
 * }
 * }</pre>
 *
 * <p>Every name is tried with its defaults, over trainings of 1 to 300 epochs and a few epochs beyond their ends, for
 * several base rates, and with validation metrics that rise, fall, swing and stay.
 */
public abstract class SchedulerProviderKit {
    /** Those to prove. */
    protected abstract List<? extends SchedulerProvider<?>> providers();

    /**
     * What a schedule does not do; override this for a schedule without a behaviour, and the kit expects what the
     * behaviour says of it. Behaviours that later versions of the kit add are expected of every schedule, too.
     *
     * @param name of the schedule
     */
    protected Set<SchedulerBehavior> absent(String name) {
        return Set.of();
    }

    @Test
    public void namesAreUniqueAndWellFormed() {
        SchedulerChecks.names(providers());
    }

    @Test
    public void serviceFileEqualsModuleDescriptor() throws IOException {
        for (SchedulerProvider<?> provider : providers()) {
            ProviderChecks.declared(provider.getClass(), SchedulerProvider.class);
        }
    }

    @TestFactory
    public Stream<DynamicTest> defaultsAreAConfiguration() {
        return each(SchedulerChecks::defaults);
    }

    @TestFactory
    public Stream<DynamicTest> descriptionsAreALineAndLinks() {
        return each(SchedulerChecks::description);
    }

    /** Extreme values of every option are refused with a message that begins with the option's key, or they work. */
    @TestFactory
    public Stream<DynamicTest> optionsAreRefusedByTheirKeyOrWork() {
        return each(SchedulerChecks::options);
    }

    @TestFactory
    public Stream<DynamicTest> everyTrainingHasAnEpoch() {
        return each(SchedulerChecks::epochs);
    }

    @TestFactory
    public Stream<DynamicTest> trainingsOfAnyLengthAreTaken() {
        return each(checks -> checks.lengths(!absent(checks.name()).contains(SchedulerBehavior.ANY_LENGTH)));
    }

    @TestFactory
    public Stream<DynamicTest> ratesAreFiniteAndNotNegative() {
        return each(SchedulerChecks::rates);
    }

    /** Asked again, out of order, and of another schedule, as after a restart, the rate is the same. */
    @TestFactory
    public Stream<DynamicTest> ratesAreFunctionsOfTheProgress() {
        return each(SchedulerChecks::purity);
    }

    private Stream<DynamicTest> each(Consumer<SchedulerChecks<?>> check) {
        return providers().stream()
                .flatMap(provider -> provider.names().stream()
                        .sorted()
                        .map(name -> NamedChecks.test(
                                provider, name, () -> check.accept(new SchedulerChecks<>(provider, name)))));
    }
}
