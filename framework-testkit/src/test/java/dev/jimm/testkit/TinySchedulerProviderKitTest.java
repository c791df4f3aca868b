package dev.jimm.testkit;

import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.List;
import java.util.Set;

/** A sound schedule passes everything. */
class TinySchedulerProviderKitTest extends SchedulerProviderKit {
    @Override
    protected List<SchedulerProvider<?>> providers() {
        return List.of(new TinyScheduler());
    }

    @Override
    protected Set<SchedulerBehavior> absent(String name) {
        return Set.of(SchedulerBehavior.ANY_LENGTH);
    }
}
