package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.Optional;

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
    protected boolean has(ModelBehavior behavior, String architecture) {
        return switch (behavior) {
            case FREE_IMAGE_SIZE, OUTPUT_STRIDE -> false;
            case GLOBAL_POOL -> !architecture.contains("distilled");
            case FEATURES, CHANNELS, CLASSES_ZERO, ONNX -> true;
        };
    }
}
