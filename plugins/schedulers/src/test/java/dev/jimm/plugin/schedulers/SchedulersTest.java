package dev.jimm.plugin.schedulers;

import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.testkit.SchedulerBehavior;
import dev.jimm.testkit.SchedulerProviderKit;
import java.util.List;
import java.util.Set;

/** Every schedule of this plugin, by its service file. */
class SchedulersTest extends SchedulerProviderKit {
    @Override
    protected List<SchedulerProvider<?>> providers() {
        return Given.PROVIDERS.provided(ProviderKind.SCHEDULER).values().stream()
                .<SchedulerProvider<?>>map(Provided::provider)
                .distinct()
                .toList();
    }

    /** The epochs of its steps stand in its options, and must lie within the training. */
    @Override
    protected Set<SchedulerBehavior> absent(String name) {
        return name.equals("multistep") ? Set.of(SchedulerBehavior.ANY_LENGTH) : Set.of();
    }
}
