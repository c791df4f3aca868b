package dev.jimm.app.listing;

import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.app.session.Session;
import dev.jimm.core.provider.ProviderKind;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code jimm schedulers}. */
@Command(name = "schedulers", description = "List the learning-rate schedules with their options, defaults and papers.")
public final class SchedulersCommand extends Listing<SchedulerProvider<?>> {
    public SchedulersCommand(Session session) {
        super(session, ProviderKind.SCHEDULER);
    }

    @Override
    List<String> footer() {
        return List.of("scheduler { name = NAME } in a run's file chooses one");
    }
}
