package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class TntProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Tnt();
    }

    /** One, as both take long: they differ in how places tell their patch, of which TntOptionsTest knows the values. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("tnt_s_legacy_patch16_224");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(TntProviderKitTest.class.getResourceAsStream("/reference/tnt.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(TntProviderKitTest.class.getResourceAsStream("/published/tnt.jsonl.gz"));
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        // the maximum is refused: avg is the only other pooling
        return Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE, ModelBehavior.GLOBAL_POOL);
    }
}
