package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.Optional;

class ResNetProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new ResNet();
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(ResNetProviderKitTest.class.getResourceAsStream("/reference/resnet.jsonl.gz"));
    }
}
