package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.Optional;

class CaitProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Cait();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(CaitProviderKitTest.class.getResourceAsStream("/reference/cait.jsonl.gz"));
    }

    @Override
    protected boolean has(ModelBehavior behavior, String architecture) {
        return switch (behavior) {
            case FREE_IMAGE_SIZE, OUTPUT_STRIDE -> false;
            case GLOBAL_POOL -> false; // the maximum, that is: avg is the only other pooling
            case FEATURES, CHANNELS, CLASSES_ZERO, ONNX -> true;
        };
    }
}
