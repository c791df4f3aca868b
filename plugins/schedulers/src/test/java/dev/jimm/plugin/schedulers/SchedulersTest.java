package dev.jimm.plugin.schedulers;

import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.testkit.SchedulerProviderKit;
import java.util.List;

/** Every schedule of this plugin, by its service file. */
class SchedulersTest extends SchedulerProviderKit {
    @Override
    protected List<SchedulerProvider<?>> providers() {
        return Given.PROVIDERS.provided(ProviderKind.SCHEDULER).values().stream()
                .<SchedulerProvider<?>>map(Provided::provider)
                .distinct()
                .toList();
    }
}
