package dev.jimm.testkit;

import dev.jimm.api.model.ModelProvider;

/** A sound family passes everything. */
class TinyNetProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new TinyNet();
    }

    @Override
    protected boolean has(ModelBehavior behavior, String architecture) {
        return behavior != ModelBehavior.OUTPUT_STRIDE;
    }
}
