package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

class NfNetProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new NfNet();
    }

    /** One of each kind of block. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("test_nfnet", "nf_regnet_b1");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(NfNetProviderKitTest.class.getResourceAsStream("/reference/nfnet.jsonl.gz"));
    }
}
