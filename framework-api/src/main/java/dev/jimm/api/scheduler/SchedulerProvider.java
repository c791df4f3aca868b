package dev.jimm.api.scheduler;

import dev.jimm.api.API;
import dev.jimm.api.ConfigurableProvider;

/**
 * One or more learning-rate schedules.
 *
 * @param <C> the record of their options; its components are the keys of the {@code scheduler} section in kebab case, beside the name
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface SchedulerProvider<C extends Record> extends ConfigurableProvider<C> {
    /**
     * The schedule for a training of so many epochs of so many updates each; fails with an {@link IllegalArgumentException} that begins
     * with the option's key.
     */
    Schedule create(String name, C options, int epochs, int updatesPerEpoch);
}
