package dev.jimm.plugin.augment;

import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.testkit.AugmentPolicyProviderKit;

class RandAugmentProviderKitTest extends AugmentPolicyProviderKit {
    @Override
    protected AugmentPolicyProvider<?> provider() {
        return new RandAugment();
    }
}
