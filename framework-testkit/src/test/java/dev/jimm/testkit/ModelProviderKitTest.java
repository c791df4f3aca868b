package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.TinyNet.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The kit finds every fault, and says what is wrong. */
class ModelProviderKitTest {
    private static Kit kit(Fault fault, ModelBehavior... absent) {
        return new Kit(new TinyNet(fault), List.of(absent));
    }

    /** A kit that is no test class by itself. */
    private static final class Kit extends ModelProviderKit {
        private final ModelProvider provider;
        private final List<ModelBehavior> absent;

        Kit(ModelProvider provider, List<ModelBehavior> absent) {
            this.provider = provider;
            this.absent = absent;
        }

        @Override
        protected ModelProvider provider() {
            return provider;
        }

        @Override
        protected boolean has(ModelBehavior behavior, String architecture) {
            return behavior != ModelBehavior.OUTPUT_STRIDE && !absent.contains(behavior);
        }

        @Override
        protected Optional<InputStream> reference() {
            String facts = """
                {"arch": "tiny_net", "params": [], "param_count": 1, "num_features": 8, "head_hidden_size": 8, \
                "no_weight_decay": [], "golden": null}
                """;
            return Optional.of(new ByteArrayInputStream(facts.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static void assertFails(String expected, Executable check) {
        AssertionError failure = assertThrows(AssertionError.class, check);
        String message = failure.getMessage()
                + Stream.of(failure.getSuppressed()).map(Throwable::getMessage).toList();
        assertEquals(expected, message.contains(expected) ? expected : message);
    }

    private static Executable all(Stream<DynamicTest> tests) {
        return () -> {
            for (DynamicTest test : tests.toList()) {
                test.getExecutable().execute();
            }
        };
    }

    @Test
    void malformedName() {
        assertFails("malformed names", () -> kit(Fault.MALFORMED_NAME).namesAreUniqueAndWellFormed());
    }

    @Test
    void channelsIgnored() {
        assertFails(
                "tiny_net: 5 channels change no tensor",
                () -> kit(Fault.IGNORES_CHANNELS).numberOfChannelsChangesShapesOnly());
    }

    @Test
    void classifierKept() {
        assertFails(
                "tiny_net: tensors that 7 classes change",
                () -> kit(Fault.KEEPS_CLASSIFIER).numberOfClassesChangesOnlyTheClassifier());
        assertFails(
                "tiny_net: tensors that 0 classes change",
                () -> kit(Fault.KEEPS_CLASSIFIER).zeroClassesLeaveTheClassifierOut());
    }

    @Test
    void absentBehaviorThatIsNotRefused() {
        assertFails(
                "the option global-pool should be refused, as declared",
                () -> kit(Fault.NONE, ModelBehavior.GLOBAL_POOL).globalPoolIsChosenByName());
        assertFails(
                "the option in-channels should be refused, as declared",
                () -> kit(Fault.NONE, ModelBehavior.CHANNELS).numberOfChannelsChangesShapesOnly());
        assertFails(
                "tiny_net: announces no image size",
                () -> kit(Fault.NONE, ModelBehavior.FREE_IMAGE_SIZE).everyStructureIsConsistentAndBuiltQuickly());
        assertFails(
                "tiny_net: announces features",
                () -> kit(Fault.NONE, ModelBehavior.FEATURES).everyStructureIsConsistentAndBuiltQuickly());
    }

    @Test
    void providerWithoutServiceFile() {
        ModelProvider unlisted = new ModelProvider() {
            @Override
            public String family() {
                return "unlisted";
            }

            @Override
            public List<Architecture<?>> architectures() {
                return List.of();
            }
        };
        Kit kit = new Kit(unlisted, List.of());
        assertFails(
                "no META-INF/services/dev.jimm.api.model.ModelProvider names", kit::serviceFileEqualsModuleDescriptor);
        assertFails("the family has no architectures", kit::namesAreUniqueAndWellFormed);
    }

    @Test
    @Tag("engine")
    void unusedWeight() {
        assertFails(
                "weights that the loss depends on", all(kit(Fault.UNUSED_WEIGHT).aFiniteGradientReachesEveryWeight()));
    }

    @Test
    @Tag("engine")
    void weightWithoutEffect() {
        assertFails(
                "the gradient of extra is 0 everywhere",
                all(kit(Fault.DEAD_BRANCH).aFiniteGradientReachesEveryWeight()));
    }

    @Test
    @Tag("engine")
    void wrongFeatures() {
        assertFails("the shape of norm", all(kit(Fault.WRONG_CHANNELS).featuresHaveTheAnnouncedShapes()));
        assertFails(
                "the model does not tap norm", all(kit(Fault.UNTAPPED_FEATURE).featuresHaveTheAnnouncedShapes()));
    }

    @Test
    @Tag("engine")
    void outputThatDependsOnTheBatch() {
        assertFails(
                "the logits of an image alone and among others",
                all(kit(Fault.BATCH_DEPENDENT).takesBatchesAndImagesOfAnySize()));
    }

    @Test
    @Tag("engine")
    void forwardPassThatRemembersCalls() {
        assertFails(
                "the output, traced and eager, differs at value 0",
                all(kit(Fault.REMEMBERS_CALLS).eagerEqualsTracedBitForBit()));
    }

    @Test
    @Tag("engine")
    void evaluationThatWrites() {
        assertFails(
                "the weights and buffers after evaluation",
                all(kit(Fault.WRITES_IN_EVALUATION).evaluationRepeatsItselfAndWritesNothing()));
    }

    @Test
    @Tag("engine")
    void differenceFromTheReference() throws IOException {
        assertFails(
                "tensor 'conv.weight' is unknown to the reference",
                all(kit(Fault.NONE).outputsEqualTheReference()));
    }
}
