package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

class ResNetV2ProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new ResNetV2();
    }

    /** One of each kind of block, of convolution and of stem. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("resnetv2_18d", "resnetv2_50x1_bit");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(ResNetV2ProviderKitTest.class.getResourceAsStream("/reference/resnetv2.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(ResNetV2ProviderKitTest.class.getResourceAsStream("/published/resnetv2.jsonl.gz"));
    }
}
