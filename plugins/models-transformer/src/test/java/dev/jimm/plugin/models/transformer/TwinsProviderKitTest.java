package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class TwinsProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Twins();
    }

    /** The smallest of each kind of attention. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("twins_pcpvt_small", "twins_svt_small");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(TwinsProviderKitTest.class.getResourceAsStream("/reference/twins.jsonl.gz"));
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        // avg is the only pooling
        return Set.of(ModelBehavior.OUTPUT_STRIDE, ModelBehavior.GLOBAL_POOL);
    }
}
