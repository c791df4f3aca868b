package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class ByobNetProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new ByobNet();
    }

    /** Attention pooling has a table of positions, and no other pooling. */
    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return architecture.endsWith("_clip")
                ? Set.of(ModelBehavior.GLOBAL_POOL, ModelBehavior.OUTPUT_STRIDE)
                : Set.of();
    }

    /** Small ones that have all kinds of layers between them. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("test_byobnet", "mobileone_s0", "repvgg_a0", "regnetz_b16_evos", "eca_resnext26ts");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(ByobNetProviderKitTest.class.getResourceAsStream("/reference/byobnet.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(ByobNetProviderKitTest.class.getResourceAsStream("/published/byobnet.jsonl.gz"));
    }
}
