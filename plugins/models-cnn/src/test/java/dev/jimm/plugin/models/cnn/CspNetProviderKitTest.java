package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

class CspNetProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new CspNet();
    }

    /** One of each kind of stage; the other blocks are in the reference. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("cs3darknet_focus_s", "cspresnet50", "sedarknet21");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(CspNetProviderKitTest.class.getResourceAsStream("/reference/cspnet.jsonl.gz"));
    }
}
