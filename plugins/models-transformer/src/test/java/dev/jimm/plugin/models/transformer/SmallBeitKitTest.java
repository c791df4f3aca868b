package dev.jimm.plugin.models.transformer;

import dev.jimm.testkit.ModelBehavior;

class SmallBeitKitTest extends SmallArchitectureKit {
    SmallBeitKitTest() {
        super(new Beit(), BeitOptionsTest.small(true, 0.1, true, true, true));
    }

    @Override
    protected boolean has(ModelBehavior behavior, String architecture) {
        // the maximum, that is: token is the only other pooling
        return behavior != ModelBehavior.GLOBAL_POOL && super.has(behavior, architecture);
    }
}
