package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.testkit.TinyNet.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The kit finds every fault, and says what is wrong. */
class ModelProviderKitTest {
    private static Kit kit(Fault fault, ModelBehavior... absent) {
        Set<ModelBehavior> all = new HashSet<>(Set.of(absent));
        all.add(ModelBehavior.OUTPUT_STRIDE); // in all of these tests
        return new Kit(new TinyNet(fault), all);
    }

    /** A kit that is no test class by itself. */
    private static final class Kit extends ModelProviderKit {
        private final ModelProvider provider;
        private final Set<ModelBehavior> absent;

        Kit(ModelProvider provider, Set<ModelBehavior> absent) {
            this.provider = provider;
            this.absent = absent;
        }

        @Override
        protected ModelProvider provider() {
            return provider;
        }

        @Override
        protected Set<ModelBehavior> absent(String architecture) {
            return absent;
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

    private static Executable all(Stream<DynamicTest> tests) {
        return () -> {
            for (DynamicTest test : tests.toList()) {
                test.getExecutable().execute();
            }
        };
    }

    @Test
    void malformedName() {
        KitFailures.assertFails(
                "is malformed; all of it must match",
                () -> kit(Fault.MALFORMED_NAME).namesAreUniqueAndWellFormed());
    }

    @Test
    void channelsIgnored() {
        KitFailures.assertFails(
                "tiny_net: 5 channels change no tensor",
                () -> kit(Fault.IGNORES_CHANNELS).numberOfChannelsChangesShapesOnly());
    }

    @Test
    void classifierKept() {
        KitFailures.assertFails(
                "tiny_net: tensors that 7 classes change",
                () -> kit(Fault.KEEPS_CLASSIFIER).numberOfClassesChangesOnlyTheClassifier());
        KitFailures.assertFails(
                "tiny_net: tensors that 0 classes change",
                () -> kit(Fault.KEEPS_CLASSIFIER).zeroClassesLeaveTheClassifierOut());
    }

    @Test
    void absentBehaviorThatIsNotRefused() {
        KitFailures.assertFails(
                "the option global-pool should be refused, as declared",
                () -> kit(Fault.NONE, ModelBehavior.GLOBAL_POOL).globalPoolIsChosenByName());
        KitFailures.assertFails(
                "the option in-channels should be refused, as declared",
                () -> kit(Fault.NONE, ModelBehavior.CHANNELS).numberOfChannelsChangesShapesOnly());
        KitFailures.assertFails(
                "tiny_net: announces no image size",
                () -> kit(Fault.NONE, ModelBehavior.FREE_IMAGE_SIZE).everyStructureIsConsistentAndBuiltQuickly());
        KitFailures.assertFails(
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
        Kit kit = new Kit(unlisted, Set.of());
        KitFailures.assertFails(
                "no META-INF/services/dev.jimm.api.model.ModelProvider names", kit::serviceFileEqualsModuleDescriptor);
        KitFailures.assertFails("the family has no architectures", kit::namesAreUniqueAndWellFormed);
    }

    @Test
    @Tag("engine")
    void unusedWeight() {
        KitFailures.assertFails(
                "weights that the loss depends on", all(kit(Fault.UNUSED_WEIGHT).aFiniteGradientReachesEveryWeight()));
    }

    @Test
    @Tag("engine")
    void weightWithoutEffect() {
        KitFailures.assertFails(
                "the gradient of extra is 0 everywhere",
                all(kit(Fault.DEAD_BRANCH).aFiniteGradientReachesEveryWeight()));
    }

    @Test
    @Tag("engine")
    void wrongFeatures() {
        KitFailures.assertFails(
                "the shape of norm", all(kit(Fault.WRONG_CHANNELS).featuresHaveTheAnnouncedShapes()));
        KitFailures.assertFails(
                "the model does not tap norm", all(kit(Fault.UNTAPPED_FEATURE).featuresHaveTheAnnouncedShapes()));
    }

    @Test
    @Tag("engine")
    void outputThatDependsOnTheBatch() {
        KitFailures.assertFails(
                "the logits of an image alone and among others",
                all(kit(Fault.BATCH_DEPENDENT).takesBatchesAndImagesOfAnySize()));
    }

    @Test
    @Tag("engine")
    void forwardPassThatRemembersCalls() {
        KitFailures.assertFails(
                "the output, traced and eager, of a forward pass that may depend on its input and weights only, differs at"
                        + " value 0",
                all(kit(Fault.REMEMBERS_CALLS).eagerEqualsTracedBitForBit()));
    }

    @Test
    void optionsThatAreNoConfiguration() {
        KitFailures.assertFails(
                "tiny_net: the defaults, written as a configuration and read again",
                () -> kit(Fault.OPTIONS_CHANGE_WHEN_READ).optionsAreAConfiguration());
    }

    @Test
    @Tag("engine")
    void valueThatIsNotSaved() {
        KitFailures.assertFails(
                "the output of another model of the same options that has loaded the saved weights",
                all(kit(Fault.HIDDEN_VALUE).savedWeightsGiveTheSameOutputsWhenTheyAreLoaded()));
    }

    @Test
    @Tag("engine")
    void evaluationThatWrites() {
        KitFailures.assertFails(
                "the weights and buffers after evaluation",
                all(kit(Fault.WRITES_IN_EVALUATION).evaluationRepeatsItselfAndWritesNothing()));
    }

    @Test
    @Tag("engine")
    void onnxFileThatComputesSomethingElse() {
        KitFailures.assertFails(
                "the logits of ONNX Runtime are off by",
                all(kit(Fault.WRONG_ONNX_FORM).onnxRuntimeComputesTheSameLogits()));
    }

    /** Maven prints no names of dynamic tests, and the stack trace far above its list of failures. */
    @Test
    @Tag("engine")
    void failuresTellTheModelAndTheLine() {
        AssertionError failure =
                assertThrows(AssertionError.class, all(kit(Fault.UNFIT_SHAPE).takesBatchesAndImagesOfAnySize()));
        assertTrue(
                failure.getMessage()
                        .matches("tiny_net: java.lang.IllegalArgumentException: add: shapes do not broadcast: .*"
                                + "; see TinyNet.java:\\d+"),
                failure::getMessage);
    }

    @Test
    @Tag("engine")
    void operatorWithoutOnnxForm() throws Throwable {
        KitFailures.assertFails(
                "the operator 'twice'", all(kit(Fault.NO_ONNX_FORM).onnxRuntimeComputesTheSameLogits()));
        all(kit(Fault.NO_ONNX_FORM, ModelBehavior.ONNX).onnxRuntimeComputesTheSameLogits())
                .execute();
        KitFailures.assertFails(
                "JimmException", all(kit(Fault.NONE, ModelBehavior.ONNX).onnxRuntimeComputesTheSameLogits()));
    }

    @Test
    @Tag("engine")
    void differenceFromTheReference() throws IOException {
        KitFailures.assertFails(
                "tensor 'conv.weight' is unknown to the reference",
                all(kit(Fault.NONE).outputsEqualTheReference()));
    }
}
