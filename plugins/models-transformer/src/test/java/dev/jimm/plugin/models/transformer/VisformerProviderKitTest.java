package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

class VisformerProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Visformer();
    }

    /** The other one differs in widths only. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("visformer_tiny");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(VisformerProviderKitTest.class.getResourceAsStream("/reference/visformer.jsonl.gz"));
    }

    @Override
    protected boolean has(ModelBehavior behavior, String architecture) {
        return switch (behavior) {
            case FREE_IMAGE_SIZE, OUTPUT_STRIDE, FEATURES -> false;
            case GLOBAL_POOL, CHANNELS, CLASSES_ZERO, ONNX -> true;
        };
    }
}
