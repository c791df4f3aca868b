package dev.jimm.api;

/**
 * A provider whose names take options from the run's configuration.
 *
 * @param <C> the options; the record's components are the keys in kebab-case, and its compact constructor checks them
 *     with {@link IllegalArgumentException} (messages begin with the key)
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface ConfigurableProvider<C extends Record> extends Provider {
    /** The options' values where the user says nothing; for one of {@link #names()}. */
    C defaults(String name);

    /** What a name stands for, for listings. */
    default Description describe(String name) {
        return Description.of("not described");
    }
}
