package dev.jimm.plugin.models.cnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Activation;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.verify.GeneratedModel;
import dev.jimm.testkit.ModelBehavior;
import dev.jimm.testkit.ModelProviderKit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Computes with a VGG of two narrow stages. */
class SmallVggKitTest extends ModelProviderKit {
    private static final Architecture<?> SMALL = new Architecture<>(
            "small_vgg", new VggConfig(List.of(1, 2), List.of(8, 16), 1.0 / 64, Activation.RELU, true), Vgg::build);

    @Override
    protected ModelProvider provider() {
        return new ModelProvider() {
            @Override
            public String family() {
                return "small_vgg";
            }

            @Override
            public List<Architecture<?>> architectures() {
                return List.of(SMALL);
            }
        };
    }

    @Override
    protected Set<ModelBehavior> absent(String architecture) {
        return Set.of(ModelBehavior.OUTPUT_STRIDE);
    }

    /** No test here: nobody is offered the small network. */
    @Override
    public void serviceFileEqualsModuleDescriptor() {}

    /** The head's windows move over a map that is larger than they are. */
    @Test
    @Tag("engine")
    void largeMap() {
        assertLogits(new float[] {-0.062882f, -0.039651f, -0.127130f}, 64, 48);
    }

    /** A map of 4 by 5 is resampled to 7 by 7. */
    @Test
    @Tag("engine")
    void smallMap() {
        assertLogits(new float[] {0.013124f, 0.033544f, -0.228937f}, 16, 20);
    }

    /** @param expected what timm says, of an image of a size */
    private static void assertLogits(float[] expected, int height, int width) {
        try (GeneratedModel generated = new GeneratedModel(SMALL.build(ModelOptions.DEFAULT.classes(3)))) {
            float[] actual = generated
                    .outputs(Execution.TRACED, Set.of(), 1, 3, height, width)
                    .logits()
                    .values();
            assertArrayEquals(expected, actual, 2e-6f);
        }
    }
}
