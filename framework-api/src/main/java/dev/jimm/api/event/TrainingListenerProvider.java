package dev.jimm.api.event;

import dev.jimm.api.API;
import dev.jimm.api.ConfigurableProvider;
import java.nio.file.Path;

/**
 * Offers listeners by name, the keys of the section {@code log} of a run's file: a listener is on when its key is there.
 *
 * @param <C> the options, the section below that key; the record's components are the keys in kebab-case, and its
 *     compact constructor checks them (messages begin with the key)
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface TrainingListenerProvider<C extends Record> extends ConfigurableProvider<C> {
    /**
     * Makes a listener for one training. It touches no file before the first event, {@link TrainingEvent.Started},
     * which tells whether the training goes on, and from where.
     *
     * @param name one of this provider's names
     * @param runFolder the folder of the run, which exists; the listener's files belong there
     */
    TrainingListener create(String name, C options, Path runFolder);
}
