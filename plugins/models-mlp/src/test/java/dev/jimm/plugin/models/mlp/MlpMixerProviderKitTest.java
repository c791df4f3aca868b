package dev.jimm.plugin.models.mlp;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class MlpMixerProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new MlpMixer();
    }

    /** One of each kind of block. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("mixer_s32_224", "resmlp_12_224", "gmlp_ti16_224");
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE, ModelBehavior.GLOBAL_POOL);
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(MlpMixerProviderKitTest.class.getResourceAsStream("/reference/mlp_mixer.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(MlpMixerProviderKitTest.class.getResourceAsStream("/published/mlp_mixer.jsonl.gz"));
    }
}
