package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

class ConvNeXtProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new ConvNeXt();
    }

    /** One with linear layers, one of V2, and one with another norm and an overlapping stem. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("test_convnext", "convnextv2_atto", "convnext_zepto_rms_ols");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(ConvNeXtProviderKitTest.class.getResourceAsStream("/reference/convnext.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(ConvNeXtProviderKitTest.class.getResourceAsStream("/published/convnext.jsonl.gz"));
    }
}
