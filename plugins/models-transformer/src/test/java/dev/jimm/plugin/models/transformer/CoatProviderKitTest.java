package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

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
    protected boolean has(ModelBehavior behavior, String architecture) {
        return switch (behavior) {
            case FREE_IMAGE_SIZE, OUTPUT_STRIDE, FEATURES -> false;
            case GLOBAL_POOL -> false; // the maximum, that is: avg is the only other pooling
            case CHANNELS, CLASSES_ZERO, ONNX -> true;
        };
    }
}
