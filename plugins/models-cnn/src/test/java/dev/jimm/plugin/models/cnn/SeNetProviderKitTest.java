package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class SeNetProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new SeNet();
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return Set.of(ModelBehavior.OUTPUT_STRIDE);
    }

    /** One with basic blocks, one with grouped bottlenecks. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("legacy_seresnet18", "legacy_seresnext26_32x4d");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(SeNetProviderKitTest.class.getResourceAsStream("/reference/senet.jsonl.gz"));
    }
}
