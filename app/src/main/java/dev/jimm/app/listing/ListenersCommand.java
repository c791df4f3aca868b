package dev.jimm.app.listing;

import dev.jimm.api.event.TrainingListenerProvider;
import dev.jimm.app.session.Session;
import dev.jimm.core.provider.ProviderKind;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code jimm listeners}. */
@Command(
        name = "listeners",
        description = "List the listeners that record a training, with their options and defaults.")
public final class ListenersCommand extends Listing<TrainingListenerProvider<?>> {
    public ListenersCommand(Session session) {
        super(session, ProviderKind.LISTENER);
    }

    @Override
    List<String> footer() {
        return List.of("log { NAME { ... } } in a run's file switches one on");
    }
}
