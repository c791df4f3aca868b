package dev.jimm.testkit;

import static dev.jimm.core.check.StructureProof.classifier;
import static dev.jimm.core.check.StructureProof.shapes;
import static dev.jimm.testkit.ModelAssertions.assertRefused;
import static dev.jimm.testkit.ModelAssertions.changed;
import static dev.jimm.testkit.ProviderChecks.assertProven;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.check.OptionsProof;
import dev.jimm.core.check.PretrainedTableProof;
import dev.jimm.core.check.StructureProof;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What the kit checks of all architectures, without an engine. */
final class StructureChecks {
    /** Hundreds of structures take a second or two; the rest is for slow machines. */
    private static final Duration BUILD_TIME = Duration.ofSeconds(120);

    private final ModelProviderKit kit;
    private final ModelProvider provider;

    StructureChecks(ModelProviderKit kit) {
        this.kit = kit;
        provider = kit.provider();
    }

    void names() {
        ProviderChecks.names(List.of(provider));
    }

    void declarations() throws IOException {
        ProviderChecks.declared(provider.getClass(), ModelProvider.class);
    }

    void pretrainedTags() {
        assertProven(PretrainedTableProof.problems(provider));
    }

    static ModelCatalogue catalogue(ModelProvider provider) {
        return new ModelCatalogue(providers(provider));
    }

    static ProviderCatalogue providers(ModelProvider provider) {
        return ProviderCatalogue.of(List.of(new Provided<>(provider, "the provider to prove")));
    }

    void structures() {
        assertTimeout(BUILD_TIME, () -> forEach(this::structure));
    }

    private void structure(Architecture<?> architecture) {
        assertProven(StructureProof.problems(architecture));
        Model model = architecture.build(ModelOptions.DEFAULT);
        assertEquals(
                has(ModelBehavior.FEATURES, architecture),
                !model.featureInfo().isEmpty(),
                "announces features by featureInfo(...); where that is meant, override absent(architecture) and give"
                        + " ModelBehavior.FEATURES");
        assertEquals(
                has(ModelBehavior.FREE_IMAGE_SIZE, architecture),
                model.imageSize().isEmpty(),
                "announces no image size; where the model takes one size only, announce it by imageSize(...), override"
                        + " absent(architecture), and give ModelBehavior.FREE_IMAGE_SIZE");
    }

    /** Users override options in a run's file, and checkpoints hold all of them. */
    void configurations() {
        forEach(architecture -> assertProven(OptionsProof.problems(architecture)));
    }

    void classes() {
        forEach(architecture -> {
            Model usual = architecture.build(ModelOptions.DEFAULT);
            Model other = architecture.build(ModelOptions.DEFAULT.classes(7));
            assertEquals(
                    classifier(usual),
                    changed(usual, other),
                    "tensors that 7 classes change (was), which must be those of the classifier (expected); use"
                            + " options.classes() there and nowhere else");
        });
    }

    void zeroClasses() {
        refusableFor(ModelBehavior.CLASSES_ZERO, "num-classes", ModelOptions.DEFAULT.classes(0), (usual, without) -> {
            Set<String> changed = changed(usual, without);
            changed.removeIf(name -> isBesideClassifier(usual, name));
            assertEquals(
                    classifier(usual),
                    changed,
                    "tensors that 0 classes change (was), which must be those of the classifier (expected); build it only"
                            + " where options.classes() is above 0");
            assertEquals(
                    Set.of(),
                    classifier(without),
                    "tensors of the classifier in a model for 0 classes, which has none");
        });
    }

    /** Whether a tensor is of a module that a classifier is part of, such as a norm of its own: it may go with it. */
    private static boolean isBesideClassifier(Model model, String name) {
        return !classifier(model).contains(name)
                && model.classifier().stream()
                        .filter(scope -> scope.contains("."))
                        .anyMatch(scope -> name.startsWith(scope.substring(0, scope.lastIndexOf('.') + 1)));
    }

    void channels() {
        refusableFor(ModelBehavior.CHANNELS, "in-channels", ModelOptions.DEFAULT.channels(5), (usual, other) -> {
            assertEquals(
                    shapes(usual).keySet(),
                    shapes(other).keySet(),
                    "names of tensors, which 5 input channels may not change");
            assertFalse(
                    changed(usual, other).isEmpty(),
                    "5 channels change no tensor; build the first layer for options.channels(), or refuse other numbers by an"
                            + " IllegalArgumentException that names in-channels, override absent(architecture), and give"
                            + " ModelBehavior.CHANNELS");
        });
    }

    void outputStride() {
        for (int stride : new int[] {8, 16}) {
            refusableFor(ModelBehavior.OUTPUT_STRIDE, "output-stride", options(null, stride), (usual, dilated) -> {
                assertEquals(
                        Set.of(),
                        changed(usual, dilated),
                        "tensors that the output stride changes; a stage beyond it is dilated, and keeps its weights");
                List<FeatureInfo> info = dilated.featureInfo();
                assertEquals(
                        stride,
                        info.get(info.size() - 1).reduction(),
                        "the last reduction that featureInfo announces, with this output stride; dilate stages beyond it, or refuse"
                                + " other strides by an IllegalArgumentException that names output-stride, override"
                                + " absent(architecture), and give ModelBehavior.OUTPUT_STRIDE");
            });
        }
    }

    void globalPool() {
        ModelOptions unknown = options("no_such_pool", ModelOptions.DEFAULT.outputStride());
        forEach(architecture -> assertRefused("global-pool", () -> architecture.build(unknown)));
        ModelOptions maximum = options("max", ModelOptions.DEFAULT.outputStride());
        refusableFor(ModelBehavior.GLOBAL_POOL, "global-pool", maximum, (usual, pooled) -> {
            assertEquals(
                    usual.featureCount(), pooled.featureCount(), "the feature count, which the pooling may not change");
        });
    }

    private static ModelOptions options(String globalPool, int outputStride) {
        ModelOptions usual = ModelOptions.DEFAULT;
        return new ModelOptions(usual.classes(), usual.channels(), 0, 0, globalPool, outputStride);
    }

    @FunctionalInterface
    private interface Comparison {
        void check(Model usual, Model changed);
    }

    /** Builds all architectures with changed options, and compares or, where the behaviour is absent, expects the refusal. */
    private void refusableFor(ModelBehavior behavior, String option, ModelOptions options, Comparison comparison) {
        forEach(architecture -> {
            if (has(behavior, architecture)) {
                comparison.check(architecture.build(ModelOptions.DEFAULT), architecture.build(options));
            } else {
                assertRefused(option, () -> architecture.build(options));
            }
        });
    }

    private boolean has(ModelBehavior behavior, Architecture<?> architecture) {
        return kit.has(behavior, architecture.name());
    }

    private void forEach(Consumer<Architecture<?>> check) {
        assertAll(provider.architectures().stream()
                .map(architecture ->
                        NamedChecks.named(provider, architecture.name(), () -> check.accept(architecture))));
    }
}
