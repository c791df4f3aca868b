package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

class VisionTransformerProviderKitTest extends ModelProviderKit {
    private static final Set<String> OF_DYNAMIC_IMAGE_SIZE =
            Set.of("vit_intern300m_patch14_448", "test_vit", "test_vit2", "test_vit4");

    @Override
    protected ModelProvider provider() {
        return new VisionTransformer();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(
                VisionTransformerProviderKitTest.class.getResourceAsStream("/reference/vision_transformer.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(
                VisionTransformerProviderKitTest.class.getResourceAsStream("/published/vision_transformer.jsonl.gz"));
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return OF_DYNAMIC_IMAGE_SIZE.contains(architecture)
                ? Set.of(ModelBehavior.OUTPUT_STRIDE)
                : Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE);
    }
}
