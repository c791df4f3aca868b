package dev.jimm.plugin.models.transformer;

import dev.jimm.testkit.ModelBehavior;
import java.util.Set;

class SmallBeitKitTest extends SmallArchitectureKit {
    SmallBeitKitTest() {
        super(new Beit(), BeitOptionsTest.small(true, 0.1, true, true, true));
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        // the maximum is refused: token is the only other pooling
        return Set.of(ModelBehavior.FREE_IMAGE_SIZE, ModelBehavior.OUTPUT_STRIDE, ModelBehavior.GLOBAL_POOL);
    }
}
