package dev.jimm.app.listing;

import dev.jimm.api.data.ReaderProvider;
import dev.jimm.app.session.Session;
import dev.jimm.core.provider.ProviderKind;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code jimm readers}. */
@Command(name = "readers", description = "List the readers of data sets with their options and defaults.")
public final class ReadersCommand extends Listing<ReaderProvider<?>> {
    public ReadersCommand(Session session) {
        super(session, ProviderKind.READER);
    }

    @Override
    List<String> footer() {
        return List.of("data { reader = NAME, root = FOLDER, options { ... } } in a run's file chooses one");
    }
}
