package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class CoatProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Coat();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(CoatProviderKitTest.class.getResourceAsStream("/reference/coat.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(CoatProviderKitTest.class.getResourceAsStream("/published/coat.jsonl.gz"));
    }

    @Override
    protected List<String> engineArchitectures() {
        return List.of("coat_lite_tiny");
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        // the maximum is refused: avg is the only other pooling
        return Set.of(
                ModelBehavior.FREE_IMAGE_SIZE,
                ModelBehavior.OUTPUT_STRIDE,
                ModelBehavior.FEATURES,
                ModelBehavior.GLOBAL_POOL);
    }
}
