package dev.jimm.api.augment;

import dev.jimm.api.API;
import dev.jimm.api.ConfigurableProvider;

/**
 * Offers augmentation policies by name, the value of {@code augment.policy}.
 *
 * @param <C> the configuration of its policies, {@code augment.options}; its components are the keys in kebab-case, and
 *     its compact constructor checks them (messages begin with the key)
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface AugmentPolicyProvider<C extends Record> extends ConfigurableProvider<C> {
    /**
     * The configuration that a short form stands for, such as {@code rand-m9-mstd0.5}: the name, a hyphen, keys.
     *
     * @param name one of this provider's names
     * @param keys what follows the name and its hyphen: {@code m9-mstd0.5}
     * @throws IllegalArgumentException for keys that are not understood; the message says which there are
     */
    default C shortForm(String name, String keys) {
        throw new IllegalArgumentException(
                "has no short form, but is followed by '-" + keys + "'; use augment.options");
    }

    /** Makes a policy, of one of this provider's names. */
    AugmentPolicy create(String name, C config, Canvas canvas);

    /** What the policy does, for people: a line an operation, or a few lines. */
    default String describe(String name, C config) {
        return name;
    }
}
