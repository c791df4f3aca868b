package dev.jimm.testkit;

import dev.jimm.api.model.ModelProvider;
import java.util.Set;

/** A sound family passes everything. */
class TinyNetProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new TinyNet();
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return Set.of(ModelBehavior.OUTPUT_STRIDE);
    }
}
