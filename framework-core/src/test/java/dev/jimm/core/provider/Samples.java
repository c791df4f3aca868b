package dev.jimm.core.provider;

import dev.jimm.api.Description;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.Set;

/** Providers that can be told apart by their names and make nothing. */
final class Samples {
    private Samples() {}

    record NoOptions() {}

    static Provided<?> scheduler(String origin, String... names) {
        return new Provided<>(new NamedScheduler(Set.of(names)), origin);
    }

    static Provided<?> both(String origin, String... names) {
        return new Provided<>(new SchedulerAndPolicy(Set.of(names)), origin);
    }

    static class NamedScheduler implements SchedulerProvider<NoOptions> {
        private final Set<String> names;

        NamedScheduler(Set<String> names) {
            this.names = names;
        }

        @Override
        public Set<String> names() {
            return names;
        }

        @Override
        public NoOptions defaults(String name) {
            return new NoOptions();
        }

        @Override
        public Schedule create(String name, NoOptions options, int epochs, int updatesPerEpoch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Description describe(String name) {
            throw new UnsupportedOperationException();
        }
    }

    static class SchedulerAndPolicy extends NamedScheduler implements AugmentPolicyProvider<NoOptions> {
        SchedulerAndPolicy(Set<String> names) {
            super(names);
        }

        @Override
        public AugmentPolicy create(String name, NoOptions config, Canvas canvas) {
            throw new UnsupportedOperationException();
        }
    }
}
