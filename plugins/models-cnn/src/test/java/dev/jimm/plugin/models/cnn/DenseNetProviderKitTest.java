package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class DenseNetProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new DenseNet();
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return Set.of(ModelBehavior.OUTPUT_STRIDE);
    }

    @Override
    protected List<String> engineArchitectures() {
        return List.of("densenetblur121d");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(DenseNetProviderKitTest.class.getResourceAsStream("/reference/densenet.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(DenseNetProviderKitTest.class.getResourceAsStream("/published/densenet.jsonl.gz"));
    }
}
