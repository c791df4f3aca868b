package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class VggProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Vgg();
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return Set.of(ModelBehavior.OUTPUT_STRIDE);
    }

    /** None, as all are large; {@link SmallVggKitTest} computes with one that is not. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(VggProviderKitTest.class.getResourceAsStream("/reference/vgg.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(VggProviderKitTest.class.getResourceAsStream("/published/vgg.jsonl.gz"));
    }
}
