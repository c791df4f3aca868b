package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class BeitProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Beit();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(BeitProviderKitTest.class.getResourceAsStream("/reference/beit.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(BeitProviderKitTest.class.getResourceAsStream("/published/beit.jsonl.gz"));
    }

    /** None: all are large; {@link SmallBeitKitTest} computes. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of();
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        // the maximum is refused: token is the only other pooling
        return Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE, ModelBehavior.GLOBAL_POOL);
    }
}
