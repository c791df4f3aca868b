package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

class DeitProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Deit();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(DeitProviderKitTest.class.getResourceAsStream("/reference/deit.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(DeitProviderKitTest.class.getResourceAsStream("/published/deit.jsonl.gz"));
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return architecture.contains("distilled")
                ? Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE, ModelBehavior.GLOBAL_POOL)
                : Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE);
    }
}
