package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

class CaitProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Cait();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(CaitProviderKitTest.class.getResourceAsStream("/reference/cait.jsonl.gz"));
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        // the maximum is refused: avg is the only other pooling
        return Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE, ModelBehavior.GLOBAL_POOL);
    }
}
