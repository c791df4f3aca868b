package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.Optional;

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
    protected boolean has(ModelBehavior behavior, String architecture) {
        return switch (behavior) {
            case FREE_IMAGE_SIZE, OUTPUT_STRIDE -> false;
            case GLOBAL_POOL -> false; // avg is the only pooling
            case FEATURES, CHANNELS, CLASSES_ZERO, ONNX -> true;
        };
    }
}
