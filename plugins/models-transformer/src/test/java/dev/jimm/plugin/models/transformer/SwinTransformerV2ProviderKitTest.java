package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class SwinTransformerV2ProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new SwinTransformerV2();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(
                SwinTransformerV2ProviderKitTest.class.getResourceAsStream("/reference/swin_transformer_v2.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(
                SwinTransformerV2ProviderKitTest.class.getResourceAsStream("/published/swin_transformer_v2.jsonl.gz"));
    }

    /** None: all are large; {@link SmallSwinTransformerV2KitTest} computes. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of();
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE);
    }
}
