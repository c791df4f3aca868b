package dev.jimm.plugin.augment;

import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.testkit.AugmentPolicyProviderKit;

class AutoAugmentProviderKitTest extends AugmentPolicyProviderKit {
    @Override
    protected AugmentPolicyProvider<?> provider() {
        return new AutoAugment();
    }
}
