package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

class SwinTransformerProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new SwinTransformer();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(
                SwinTransformerProviderKitTest.class.getResourceAsStream("/reference/swin_transformer.jsonl.gz"));
    }

    /** All others differ from it in sizes only. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("swin_tiny_patch4_window7_224");
    }

    @Override
    protected boolean has(ModelBehavior behavior, String architecture) {
        return behavior != ModelBehavior.FREE_IMAGE_SIZE && behavior != ModelBehavior.OUTPUT_STRIDE;
    }
}
