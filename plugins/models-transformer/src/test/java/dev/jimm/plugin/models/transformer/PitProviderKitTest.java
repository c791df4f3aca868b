package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

class PitProviderKitTest extends ModelProviderKit {
    @Override
    protected ModelProvider provider() {
        return new Pit();
    }

    /** The smallest with one classifier and with two. */
    @Override
    protected List<String> engineArchitectures() {
        return List.of("pit_ti_224", "pit_ti_distilled_224");
    }

    @Override
    protected Optional<InputStream> reference() {
        return Optional.of(PitProviderKitTest.class.getResourceAsStream("/reference/pit.jsonl.gz"));
    }

    @Override
    protected Optional<InputStream> published() {
        return Optional.of(PitProviderKitTest.class.getResourceAsStream("/published/pit.jsonl.gz"));
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        // the patches do not reach the head, so there is nothing to pool
        return Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE, ModelBehavior.GLOBAL_POOL);
    }

    /** Nothing: the reductions that timm announces do not say how large maps are. The reference has their shapes. */
    @Override
    public Stream<DynamicTest> featuresHaveTheAnnouncedShapes() {
        return Stream.empty();
    }
}
