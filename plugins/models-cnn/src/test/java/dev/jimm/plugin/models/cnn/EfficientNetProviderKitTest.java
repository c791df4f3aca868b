package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

class EfficientNetProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new EfficientNet();
    }

    /** Small ones that have all kinds of layers between them. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of(
                "efficientnet_cc_b0_4e",
                "efficientnet_es",
                "test_efficientnet_ln",
                "test_efficientnet_evos",
                "tf_mixnet_s");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(EfficientNetProviderKitTest.class.getResourceAsStream("/reference/efficientnet.jsonl.gz"));
    }
}
