package dev.jimm.testkit;

import ai.onnxruntime.OrtException;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.engine.Execution;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Proves a family of models. A plugin author extends this class in the plugin's tests, says which provider is meant, and what its
 * models cannot do:
 *
 * <pre>{@code
 * class MyNetProviderKitTest extends ModelProviderKit {
 *     @Override
 *     protected ModelProvider provider() {
 *         return new MyNet();
 *     }
 *
 *     @Override
 *     protected Set<ModelBehavior> absent(String architecture) {
 *         return Set.of(ModelBehavior.OUTPUT_STRIDE);
 *     }
 * }
 * }</pre>
 *
 * <p>Tests tagged {@code engine} compute; tests tagged {@code slow} take minutes. All weights and inputs are
 * {@linkplain dev.jimm.core.verify.GeneratedValues generated from names}, so nothing depends on chance.
 */
public abstract class ModelProviderKit {
    private static final int ENGINE_ARCHITECTURES = 2;
    private static final long ENGINE_PARAMETERS = 30_000_000;
    private static final long SLOW_PARAMETERS = 130_000_000;

    /** The family to prove. */
    protected abstract ModelProvider provider();

    /**
     * What a model cannot do; override this for a model without a behaviour, and the kit expects the refusal that the
     * behaviour tells of. Behaviours that later versions of the kit add are expected of every model, too.
     */
    protected Set<ModelBehavior> absent(String architecture) {
        return Set.of();
    }

    final boolean has(ModelBehavior behavior, String architecture) {
        return !absent(architecture).contains(behavior);
    }

    /** Reference facts of the family to compare with, as {@code jimm verify} reads them; the kit closes the stream. */
    protected Optional<InputStream> reference() {
        return Optional.empty();
    }

    /**
     * Checkpoints of the family as they were published, whose tensors have other names or shapes than the models': a
     * line each, {@code {"arch": "a name of this form", "of": "pit_ti_224", "classes": 1000, "tensors": [["pools.0.conv.weight",
     * [128, 1, 3, 3]], ...]}}, gzipped or not; the kit closes the stream.
     */
    protected Optional<InputStream> published() {
        return Optional.empty();
    }

    /** The image sizes {height, width} that models of any size are run with: multiples of every reduction. */
    protected List<int[]> imageSizes() {
        return List.of(new int[] {64, 64}, new int[] {96, 64});
    }

    /** The architectures to compute with: the two smallest, up to 30 million parameters. */
    protected List<String> engineArchitectures() {
        return architectures(ENGINE_PARAMETERS).limit(ENGINE_ARCHITECTURES).toList();
    }

    /** The names of the architectures of a size, the smallest first. */
    private Stream<String> architectures(long mostParameters) {
        return provider().architectures().stream()
                .map(architecture -> Map.entry(
                        architecture.name(),
                        architecture.build(ModelOptions.DEFAULT).parameters().weightCount()))
                .filter(entry -> entry.getValue() <= mostParameters)
                .sorted(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }

    @Test
    public void namesAreUniqueAndWellFormed() {
        new StructureChecks(this).names();
    }

    @Test
    public void serviceFileEqualsModuleDescriptor() throws IOException {
        new StructureChecks(this).declarations();
    }

    @Test
    public void everyPretrainedTagCreatesAModel() {
        new StructureChecks(this).pretrainedTags();
    }

    @Test
    public void everyStructureIsConsistentAndBuiltQuickly() {
        new StructureChecks(this).structures();
    }

    @Test
    public void numberOfClassesChangesOnlyTheClassifier() {
        new StructureChecks(this).classes();
    }

    @Test
    public void zeroClassesLeaveTheClassifierOut() {
        new StructureChecks(this).zeroClasses();
    }

    @Test
    public void numberOfChannelsChangesShapesOnly() {
        new StructureChecks(this).channels();
    }

    @Test
    public void outputStrideLimitsTheReduction() {
        new StructureChecks(this).outputStride();
    }

    @Test
    public void globalPoolIsChosenByName() {
        new StructureChecks(this).globalPool();
    }

    @Test
    public void optionsAreAConfiguration() {
        new StructureChecks(this).configurations();
    }

    @Test
    public void checkpointsWithTheModelsNamesStayAsTheyAre() {
        new CheckpointChecks(provider()).ownNamesStay();
    }

    @TestFactory
    public Stream<DynamicTest> publishedCheckpointsAreConverted() {
        CheckpointChecks checks = new CheckpointChecks(provider());
        return published().map(Reference::of).stream()
                .flatMap(forms -> forms.entrySet().stream())
                .map(form -> NamedChecks.test(provider(), form.getKey(), () -> checks.converts(form.getValue())));
    }

    @TestFactory
    public Stream<DynamicTest> everyStructureEqualsTheReference() {
        return reference().map(facts -> new ReferenceChecks(provider(), facts)).stream()
                .flatMap(checks -> Stream.concat(
                        Stream.of(
                                DynamicTest.dynamicTest("names", checks::offersAll),
                                DynamicTest.dynamicTest("pretrained weights", checks::pretrainedTable)),
                        checks.names().stream()
                                .map(name -> NamedChecks.test(provider(), name, () -> checks.structure(name)))));
    }

    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> takesBatchesAndImagesOfAnySize() {
        return withEngine(EngineChecks::batchesAndSizes);
    }

    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> eagerEqualsTracedBitForBit() {
        return withEngine(EngineChecks::eagerEqualsTraced);
    }

    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> aFiniteGradientReachesEveryWeight() {
        return withEngine(EngineChecks::gradients);
    }

    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> evaluationRepeatsItselfAndWritesNothing() {
        return withEngine(EngineChecks::deterministicEvaluation);
    }

    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> otherNumbersOfClassesAndChannelsRun() {
        return withEngine(EngineChecks::classesAndChannels);
    }

    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> zeroClassesGiveTheClassifiersInput() {
        return withEngine(EngineChecks::zeroClasses);
    }

    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> savedWeightsGiveTheSameOutputsWhenTheyAreLoaded() {
        return withEngine(EngineChecks::savesAndLoads);
    }

    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> featuresHaveTheAnnouncedShapes() {
        return withEngine(EngineChecks::features);
    }

    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> onnxRuntimeComputesTheSameLogits() {
        return withEngine(EngineChecks::onnx);
    }

    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> noNativeTensorIsLeftBehind() {
        return withEngine(EngineChecks::leavesNoTensors);
    }

    @TestFactory
    @Tag("engine")
    public Stream<DynamicTest> outputsEqualTheReference() throws IOException {
        return hasReference() ? withEngine(EngineChecks::equalsReference) : Stream.empty();
    }

    /** All up to 130 million parameters, at the image size of their first pretrained weights. */
    @TestFactory
    @Tag("engine")
    @Tag("slow")
    public Stream<DynamicTest> everyArchitectureRunsAtItsOwnSize() {
        return dynamicTests(architectures(SLOW_PARAMETERS), EngineChecks::eagerEqualsTracedAtOwnSize);
    }

    /** Everything of all up to 130 million parameters, at the smallest image size that each can be built for. */
    @TestFactory
    @Tag("engine")
    @Tag("slow")
    public Stream<DynamicTest> everyArchitectureStandsEveryCheckAtItsSmallestSize() {
        return architectures(SLOW_PARAMETERS)
                .map(name -> NamedChecks.test(
                        provider(),
                        name,
                        () -> EngineChecks.atSmallestSize(this, name).all()));
    }

    /** All that the reference knows, both ways of running. */
    @TestFactory
    @Tag("engine")
    @Tag("slow")
    public Stream<DynamicTest> everyArchitectureEqualsTheReference() throws IOException {
        return hasReference()
                ? Stream.of(DynamicTest.dynamicTest(
                        "all", () -> EngineChecks.assertEqualsReference(this, "*", Execution.values())))
                : Stream.empty();
    }

    private boolean hasReference() throws IOException {
        try (InputStream reference = reference().orElse(null)) {
            return reference != null;
        }
    }

    /** What is checked of one architecture. */
    @FunctionalInterface
    private interface Check {
        void run(EngineChecks checks) throws IOException, OrtException;
    }

    private Stream<DynamicTest> withEngine(Check check) {
        return dynamicTests(engineArchitectures().stream(), check);
    }

    private Stream<DynamicTest> dynamicTests(Stream<String> names, Check check) {
        return names.map(name -> NamedChecks.test(provider(), name, () -> check.run(new EngineChecks(this, name))));
    }
}
