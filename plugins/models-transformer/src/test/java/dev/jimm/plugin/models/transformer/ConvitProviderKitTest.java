package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

class ConvitProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Convit();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(ConvitProviderKitTest.class.getResourceAsStream("/reference/convit.jsonl.gz"));
    }

    @Override
    protected List<String> engineArchitectures() {
        return List.of("convit_tiny");
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
