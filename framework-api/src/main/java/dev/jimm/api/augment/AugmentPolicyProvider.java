package dev.jimm.api.augment;

import dev.jimm.api.Provider;

/**
 * Offers augmentation policies by name.
 *
 * @param <C> the configuration of its policies; its components are the keys in kebab-case, and its compact constructor
 *     checks them (messages begin with the key)
 */
public interface AugmentPolicyProvider<C extends Record> extends Provider {
    /** What holds where the user says nothing. */
    C defaults(String name);

    /** Makes a policy, of one of this provider's names. */
    AugmentPolicy create(String name, C config);
}
