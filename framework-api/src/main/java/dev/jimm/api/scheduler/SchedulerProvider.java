package dev.jimm.api.scheduler;

import dev.jimm.api.Description;
import dev.jimm.api.Provider;

/**
 * One or more learning-rate schedules.
 *
 * @param <C> the record of their options; its components are the keys of the {@code scheduler} section in kebab case, beside the name
 */
public interface SchedulerProvider<C extends Record> extends Provider {
    /** The options' values when the user gives none. */
    C defaults(String name);

    /**
     * The schedule for a training of so many epochs of so many updates each; fails with an {@link IllegalArgumentException} that begins
     * with the option's key.
     */
    Schedule create(String name, C options, int epochs, int updatesPerEpoch);

    /** What a name stands for, for listings. */
    default Description describe(String name) {
        return Description.of("not described");
    }
}
