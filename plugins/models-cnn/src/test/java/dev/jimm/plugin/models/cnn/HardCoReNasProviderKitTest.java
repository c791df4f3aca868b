package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

class HardCoReNasProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new HardCoReNas();
    }

    /** One; its layers are those of the family of MobileNetV3, which is tried with more. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("hardcorenas_a");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(HardCoReNasProviderKitTest.class.getResourceAsStream("/reference/hardcorenas.jsonl.gz"));
    }
}
