package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

class MobileNetV3ProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new MobileNetV3();
    }

    /** A small one, one with biased attention of channels, and one with attention of places. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("mobilenetv3_small_050", "mobilenetv3_large_100", "mobilenetv4_hybrid_medium_075");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(MobileNetV3ProviderKitTest.class.getResourceAsStream("/reference/mobilenetv3.jsonl.gz"));
    }
}
