package dev.jimm.plugin.schedulers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Problems;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.provider.ServiceProviders;
import java.util.Arrays;
import java.util.List;

/** A schedule made from a configuration, as in a run, for a training of so many epochs of so many updates. */
record Given(String name, String options, int epochs, int updatesPerEpoch) {
    static final ProviderCatalogue PROVIDERS = ProviderCatalogue.of(
            ServiceProviders.load(Given.class.getClassLoader()).provided());

    static Given schedule(String name, String options, int epochs) {
        return new Given(name, options, epochs, 1);
    }

    Given updatesPerEpoch(int updates) {
        return new Given(name, options, epochs, updates);
    }

    /** What a user is told, a line each; empty when all is well. */
    List<String> problems() {
        Problems problems = new Problems();
        create(PROVIDERS.find(ProviderKind.SCHEDULER, name).provider(), problems);
        return problems.lines();
    }

    private Schedule schedule() {
        Problems problems = new Problems();
        Schedule schedule = create(PROVIDERS.find(ProviderKind.SCHEDULER, name).provider(), problems);
        problems.throwIfAny();
        return schedule;
    }

    private <C extends Record> Schedule create(SchedulerProvider<C> provider, Problems problems) {
        Config section = ConfigFile.parse(options, "run.conf");
        C bound = ConfigBinder.bind(section, "", provider.defaults(name), problems);
        try {
            return provider.create(name, bound, epochs, updatesPerEpoch);
        } catch (IllegalArgumentException e) {
            ConfigBinder.reportCheck(section, "", ConfigTree.keys(bound.getClass()), e, problems);
            return null;
        }
    }

    /** How many epochs the training has. */
    int trained() {
        return schedule().epochs(epochs);
    }

    /** The rate at a position, for a base rate of 1; what the position is not counted in is far away. */
    double at(long position) {
        return rate(1, position);
    }

    double rate(double baseRate, long position) {
        return schedule()
                .rate(
                        baseRate,
                        options.contains("on-updates") || name.equals("one-cycle")
                                ? new At(1000, position, List.of())
                                : new At((int) position, 1000 + position, List.of()));
    }

    /** The rate after epochs that ended with these metrics, for a base rate of 1. */
    double after(double... metrics) {
        List<Double> list = Arrays.stream(metrics).boxed().toList();
        return schedule().rate(1, new At(metrics.length, 1000, list));
    }

    /** Compares the rates for a base rate of 1 at positions, given as pairs of position and rate. */
    void assertRates(double... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            assertEquals(pairs[i + 1], at((long) pairs[i]), 1e-12, "at position " + pairs[i] + " of " + this);
        }
    }

    private record At(int epoch, long updates, List<Double> metrics) implements Progress {}
}
