package dev.jimm.api.optimizer;

import dev.jimm.api.Description;
import dev.jimm.api.Provider;

/**
 * One or more optimizers.
 *
 * @param <C> the record of their options; its components are the keys of the {@code optimizer} section in kebab case, beside those that
 *     every optimizer has
 */
public interface OptimizerProvider<C extends Record> extends Provider {
    /** The options' values when the user gives none. */
    C defaults(String name);

    /** The rule for a name and options; fails with an {@link IllegalArgumentException} that begins with the option's key. */
    UpdateRule rule(String name, C options);

    /** What a name stands for, for listings. */
    default Description describe(String name) {
        return Description.of("not described");
    }
}
