package dev.jimm.api.optimizer;

import dev.jimm.api.API;
import dev.jimm.api.ConfigurableProvider;

/**
 * One or more optimizers.
 *
 * @param <C> the record of their options; its components are the keys of the {@code optimizer} section in kebab case, beside those that
 *     every optimizer has
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface OptimizerProvider<C extends Record> extends ConfigurableProvider<C> {
    /** The rule for a name and options; fails with an {@link IllegalArgumentException} that begins with the option's key. */
    UpdateRule rule(String name, C options);
}
