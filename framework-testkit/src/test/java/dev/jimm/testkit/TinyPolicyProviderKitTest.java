package dev.jimm.testkit;

import dev.jimm.api.augment.AugmentPolicyProvider;

/** A sound policy passes everything. */
class TinyPolicyProviderKitTest extends AugmentPolicyProviderKit {
    @Override
    protected AugmentPolicyProvider<?> provider() {
        return new TinyPolicy();
    }
}
