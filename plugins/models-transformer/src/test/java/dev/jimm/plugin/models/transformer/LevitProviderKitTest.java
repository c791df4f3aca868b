package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

class LevitProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Levit();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(LevitProviderKitTest.class.getResourceAsStream("/reference/levit.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(LevitProviderKitTest.class.getResourceAsStream("/published/levit.jsonl.gz"));
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        // avg is the only pooling
        return Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE, ModelBehavior.GLOBAL_POOL);
    }
}
