package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class NestProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Nest();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(NestProviderKitTest.class.getResourceAsStream("/reference/nest.jsonl.gz"));
    }

    @Override
    protected List<String> engineArchitectures() {
        return List.of("nest_tiny_jx");
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE);
    }
}
