package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    protected Set<ModelBehavior> absent(String architecture) {
        return Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE, ModelBehavior.FEATURES);
    }
}
