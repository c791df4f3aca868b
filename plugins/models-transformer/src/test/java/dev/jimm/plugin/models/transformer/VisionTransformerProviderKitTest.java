package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.Optional;

class VisionTransformerProviderKitTest extends ModelProviderKit {
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
    protected boolean has(ModelBehavior behavior, String architecture) {
        return behavior != ModelBehavior.FREE_IMAGE_SIZE && behavior != ModelBehavior.OUTPUT_STRIDE;
    }
}
