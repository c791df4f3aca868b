package dev.jimm.testkit;

import dev.jimm.api.scheduler.SchedulerProvider;
import java.io.IOException;
import java.util.List;
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
 * several base rates, and with validation metrics that rise, fall, swing and stay. Trainings that do not suit the
 * defaults may be refused by the option's key, but not all of them.
 */
public abstract class SchedulerProviderKit {
    /** Those to prove. */
    protected abstract List<? extends SchedulerProvider<?>> providers();

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

    @TestFactory
    public Stream<DynamicTest> everyTrainingHasAnEpoch() {
        return each(SchedulerChecks::epochs);
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
                        .map(name -> DynamicTest.dynamicTest(
                                name, () -> check.accept(new SchedulerChecks<>(provider, name)))));
    }
}
