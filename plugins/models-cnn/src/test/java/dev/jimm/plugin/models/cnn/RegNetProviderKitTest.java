package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

class RegNetProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new RegNet();
    }

    /** A small one with channel attention, and one with inverted bottlenecks. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("regnety_002", "regnetz_005");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(RegNetProviderKitTest.class.getResourceAsStream("/reference/regnet.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(RegNetProviderKitTest.class.getResourceAsStream("/published/regnet.jsonl.gz"));
    }
}
