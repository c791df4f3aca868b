package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class XcitProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Xcit();
    }

    /** The smallest of each size of patches; they differ in the norm of the class token's blocks, too. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("xcit_nano_12_p8_224", "xcit_tiny_12_p16_224");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(XcitProviderKitTest.class.getResourceAsStream("/reference/xcit.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(XcitProviderKitTest.class.getResourceAsStream("/published/xcit.jsonl.gz"));
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        // the maximum is refused: avg is the only other pooling
        return Set.of(ModelBehavior.OUTPUT_STRIDE, ModelBehavior.GLOBAL_POOL);
    }
}
