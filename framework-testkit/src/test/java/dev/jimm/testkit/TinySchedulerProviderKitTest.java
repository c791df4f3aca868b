package dev.jimm.testkit;

import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.List;

/** A sound schedule passes everything. */
class TinySchedulerProviderKitTest extends SchedulerProviderKit {
    @Override
    protected List<SchedulerProvider<?>> providers() {
        return List.of(new TinyScheduler());
    }
}
