package dev.jimm.testkit;

import static dev.jimm.testkit.ModelAssertions.assertClose;
import static dev.jimm.testkit.ModelAssertions.assertReached;
import static dev.jimm.testkit.ModelAssertions.assertRefused;
import static dev.jimm.testkit.ModelAssertions.assertSameBits;
import static dev.jimm.testkit.ModelAssertions.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.onnx.OnnxOptions;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import dev.jimm.core.verify.GeneratedModel;
import dev.jimm.core.verify.GeneratedModel.Outputs;
import dev.jimm.core.verify.GeneratedModel.Values;
import dev.jimm.core.verify.Summary;
import dev.jimm.core.verify.Verification;
import dev.jimm.core.verify.VerifyOptions;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.TensorGroup;
import dev.jimm.core.weights.WeightLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the kit checks of one architecture by computing with it. */
final class EngineChecks {
    private static final ModelOptions OPTIONS = ModelOptions.DEFAULT.classes(10);
    /** Another batch size may make the engine choose another algorithm. */
    private static final double BATCH_TOLERANCE = 1e-4;
    /** Another engine adds up in another order. */
    private static final double ONNX_TOLERANCE = 1e-4;
    /** Image sizes are multiples of it. */
    private static final int SMALLEST = 32;

    private static final long SEED = 1;

    private final ModelProviderKit kit;
    private final Architecture<?> architecture;

    EngineChecks(ModelProviderKit kit, String name) {
        this(kit, architecture(kit, name));
    }

    private EngineChecks(ModelProviderKit kit, Architecture<?> architecture) {
        this.kit = kit;
        this.architecture = architecture;
    }

    private static Architecture<?> architecture(ModelProviderKit kit, String name) {
        return kit.provider().architectures().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the family has no architecture '" + name + "'"));
    }

    /** Of an architecture of one image size: built for a smaller one, if its options allow it. */
    static EngineChecks atSmallestSize(ModelProviderKit kit, String name) {
        return new EngineChecks(kit, smallest(architecture(kit, name)));
    }

    private static <C extends Record> Architecture<C> smallest(Architecture<C> architecture) {
        Optional<int[]> usual = architecture.build(OPTIONS).imageSize();
        if (usual.isPresent()) {
            for (int size = SMALLEST; size < usual.get()[0]; size += SMALLEST) {
                Problems problems = new Problems();
                Config smaller = ConfigFactory.parseMap(Map.of("img-size", size));
                C config = ConfigBinder.bind(smaller, "options", architecture.config(), problems);
                Architecture<C> candidate = new Architecture<>(architecture.name(), config, architecture.builder());
                if (problems.isEmpty() && runs(candidate, size)) {
                    return candidate;
                }
            }
        }
        return architecture;
    }

    private static boolean runs(Architecture<?> architecture, int size) {
        try {
            new ShapeRunner().logits(architecture.build(OPTIONS), true, 2, OPTIONS.channels(), size, size);
            return true;
        } catch (IllegalArgumentException tooSmall) {
            return false;
        }
    }

    /** All but the comparison with the reference, which is of another size. */
    void all() throws IOException, OrtException {
        batchesAndSizes();
        eagerEqualsTraced();
        gradients();
        deterministicEvaluation();
        classesAndChannels();
        zeroClasses();
        savesAndLoads();
        features();
        onnx();
        leavesNoTensors();
    }

    /** The image sizes to run a model with. */
    private List<int[]> sizes(Model model) {
        return model.imageSize().map(List::of).orElseGet(kit::imageSizes);
    }

    /** An input of the first image size. */
    private long[] input(Model model, int batch, int channels) {
        int[] size = sizes(model).get(0);
        return new long[] {batch, channels, size[0], size[1]};
    }

    private long[] input(Model model) {
        return input(model, 2, OPTIONS.channels());
    }

    void batchesAndSizes() {
        Model model = architecture.build(OPTIONS);
        for (int[] size : sizes(model)) {
            batches(model, size);
        }
        model.imageSize()
                .ifPresent(size -> assertRefused("img-size", () -> batches(model, new int[] {size[0] * 2, size[1]})));
    }

    /** One recorded program, run with one image and with three, of which the first is the same. */
    private static void batches(Model model, int... size) {
        Program.Input input =
                new Program.Input(ElementType.FLOAT32, Shapes.BATCH, OPTIONS.channels(), size[0], size[1]);
        Program.Body body =
                (inputs, parameters) -> List.of(model.forward(inputs.get(0), new Pass(parameters, false, Set.of())));
        try (GeneratedModel generated = new GeneratedModel(model);
                Program program = Program.inference(Execution.TRACED, Precision.FP32, List.of(input), body)) {
            float[] one = logits(program, generated, 1, size);
            float[] three = logits(program, generated, 3, size);
            assertEquals(3 * OPTIONS.classes(), three.length, "the number of logits of 3 images for 10 classes");
            String what = "the logits of an image alone and among others at " + Arrays.toString(size)
                    + ", which must be the same: no value may depend on the other images of a batch,";
            assertClose(what, one, Arrays.copyOf(three, OPTIONS.classes()), BATCH_TOLERANCE);
        }
    }

    private static float[] logits(Program program, GeneratedModel generated, int batch, int... size) {
        try (DeviceTensor images = GeneratedModel.input(batch, OPTIONS.channels(), size[0], size[1]);
                Program.Results results = program.run(List.of(images), generated.weights())) {
            return results.values().get(0).floats();
        }
    }

    void eagerEqualsTraced() {
        Model model = architecture.build(OPTIONS);
        eagerEqualsTraced(model, input(model));
        try (GeneratedModel generated = new GeneratedModel(model)) {
            TrainingPass traced = TrainingPass.of(model, generated.weights(), Execution.TRACED, input(model));
            TrainingPass eager = TrainingPass.of(model, generated.weights(), Execution.EAGER, input(model));
            assertEquals(traced.loss(), eager.loss(), "the loss, eager (was) and traced (expected)");
            assertEquals(
                    traced.gradients().keySet(),
                    eager.gradients().keySet(),
                    "weights with a gradient, eager (was) and traced (expected)");
            traced.gradients().forEach((name, gradient) -> {
                assertSameBits(
                        "the gradient of " + name, gradient, eager.gradients().get(name));
            });
            assertEquals(traced.buffers(), eager.buffers(), "running statistics, eager (was) and traced (expected)");
        }
    }

    void eagerEqualsTracedAtOwnSize() {
        ImageModel model = StructureChecks.catalogue(kit.provider()).create(architecture.name());
        int[] size = model.imageSize();
        eagerEqualsTraced(model.structure(), 1, model.options().channels(), size[0], size[1]);
    }

    private static void eagerEqualsTraced(Model model, long... input) {
        try (GeneratedModel generated = new GeneratedModel(model)) {
            float[] traced = generated
                    .outputs(Execution.TRACED, Set.of(), input)
                    .logits()
                    .values();
            float[] eager =
                    generated.outputs(Execution.EAGER, Set.of(), input).logits().values();
            assertSameBits(
                    "the output, traced and eager, of a forward pass that may depend on its input and weights only,",
                    traced,
                    eager);
            for (float value : traced) {
                assertTrue(
                        Float.isFinite(value),
                        () -> "an output is " + value + "; look for a division or logarithm of 0");
            }
        }
    }

    void gradients() {
        Model model = architecture.build(OPTIONS);
        Set<String> weights =
                model.parameters().weights().stream().map(Param::name).collect(Collectors.toSet());
        try (GeneratedModel generated = new GeneratedModel(model)) {
            TrainingPass pass = TrainingPass.of(model, generated.weights(), Execution.TRACED, input(model));
            assertTrue(
                    Float.isFinite(pass.loss()),
                    () -> "the loss is " + pass.loss() + "; look for a division or logarithm of 0");
            assertEquals(
                    weights,
                    pass.gradients().keySet(),
                    "weights that the loss depends on (was), which must be all that the model declares (expected); use the others"
                            + " in the forward pass, or do not declare them");
            pass.gradients().forEach((name, gradient) -> assertReached("the gradient of " + name, gradient));
        }
    }

    void deterministicEvaluation() {
        Model model = architecture.build(OPTIONS);
        try (GeneratedModel generated = new GeneratedModel(model)) {
            Map<String, ByteBuffer> before = values(generated.weights());
            for (Execution execution : Execution.values()) {
                float[] first = generated
                        .outputs(execution, Set.of(), input(model))
                        .logits()
                        .values();
                float[] second = generated
                        .outputs(execution, Set.of(), input(model))
                        .logits()
                        .values();
                assertSameBits("the output of a second run, " + execution + ",", first, second);
            }
            assertEquals(
                    before,
                    values(generated.weights()),
                    "the weights and buffers after evaluation; update running statistics only where pass.training()");
        }
    }

    void classesAndChannels() {
        boolean free = kit.has(ModelBehavior.CHANNELS, architecture.name());
        int channels = free ? 1 : OPTIONS.channels();
        Model model = architecture.build(OPTIONS.classes(7).channels(channels));
        try (GeneratedModel generated = new GeneratedModel(model)) {
            Outputs outputs = generated.outputs(Execution.TRACED, Set.of(), input(model, 2, channels));
            assertArrayEquals(
                    new long[] {2, 7},
                    outputs.logits().shape(),
                    "the shape {images, classes} of the logits for 7 classes");
        }
    }

    void zeroClasses() {
        if (!kit.has(ModelBehavior.CLASSES_ZERO, architecture.name())) {
            assertRefused("num-classes", () -> architecture.build(OPTIONS.classes(0)));
            return;
        }
        Model usual = architecture.build(OPTIONS);
        Model without = architecture.build(OPTIONS.classes(0));
        try (GeneratedModel first = new GeneratedModel(usual);
                GeneratedModel second = new GeneratedModel(without)) {
            Outputs outputs = first.outputs(Execution.TRACED, Set.of(Model.PRE_LOGITS), input(usual));
            Values hidden = outputs.preLogits();
            Values tapped = outputs.intermediates().get(Model.PRE_LOGITS);
            assertNotNull(
                    tapped,
                    "the head does not tap what its classifier gets; let the head run pass.tap(Model.PRE_LOGITS, x) before it");
            assertSameBits(
                    "what the head taps as Model.PRE_LOGITS and what it returns before its classifier",
                    hidden.values(),
                    tapped.values());
            Values output =
                    second.outputs(Execution.TRACED, Set.of(), input(usual)).logits();
            assertArrayEquals(
                    new long[] {2, usual.headHiddenSize()},
                    output.shape(),
                    "the shape {images, headHiddenSize} of the output without a classifier");
            assertSameBits(
                    "the output without a classifier, which must be what the classifier would get,",
                    hidden.values(),
                    output.values());
        }
    }

    /** Through a file, into a structure that is built anew. */
    void savesAndLoads() throws IOException {
        Model saved = architecture.build(OPTIONS);
        Model loaded = architecture.build(OPTIONS);
        Path file = Files.createTempFile(architecture.name(), ".safetensors");
        try (GeneratedModel generated = new GeneratedModel(saved);
                DeviceTensor images = GeneratedModel.input(input(saved));
                Weights fresh = Weights.initialised(loaded.parameters(), SEED, false)) {
            TensorGroup tensors = TensorGroup.of(architecture.name(), generated.weights());
            SafetensorsWriter.write(file, tensors.tensors(), Map.of());
            WeightLoader.load(fresh, SafetensorsReader.open(file), Strictness.STRICT);
            assertSameBits(
                    "the output of another model of the same options that has loaded the saved weights, where all that"
                            + " differs between two models of the same options must be declared as a weight or buffer,",
                    EvaluationPass.logits(saved, generated.weights(), images),
                    EvaluationPass.logits(loaded, fresh, images));
        } finally {
            Files.delete(file);
        }
    }

    void features() {
        Model model = architecture.build(OPTIONS);
        Set<String> names =
                model.featureInfo().stream().map(FeatureInfo::module).collect(Collectors.toSet());
        try (GeneratedModel generated = new GeneratedModel(model)) {
            for (int[] size : sizes(model)) {
                long[] input = {2, OPTIONS.channels(), size[0], size[1]};
                Map<String, Values> tapped =
                        generated.outputs(Execution.TRACED, names, input).intermediates();
                for (FeatureInfo info : model.featureInfo()) {
                    Values map = tapped.get(info.module());
                    assertNotNull(
                            map,
                            () -> "the model does not tap " + info.module()
                                    + ", which featureInfo announces; call pass.tap(\"" + info.module()
                                    + "\", x) there, and go on with what it returns");
                    long[] shape = {
                        2,
                        info.channels(),
                        reduced(size[0], info, map.shape()[2]),
                        reduced(size[1], info, map.shape()[3])
                    };
                    assertArrayEquals(
                            shape,
                            map.shape(),
                            () -> "the shape of " + info.module()
                                    + ", by what featureInfo announces (expected) and as it is (was)");
                }
            }
        }
    }

    /** A size that the reduction does not divide may be rounded up, as strides do, or down, as patches do. */
    private static long reduced(int size, FeatureInfo info, long actual) {
        long down = size / info.reduction();
        long up = (size + info.reduction() - 1) / info.reduction();
        return actual == up ? up : down;
    }

    void onnx() throws IOException, OrtException {
        if (kit.has(ModelBehavior.ONNX, architecture.name())) {
            double difference = onnxDifference(OnnxOptions.DEFAULT);
            assertTrue(
                    difference <= ONNX_TOLERANCE,
                    () -> "the logits of ONNX Runtime are off by " + difference + " of the largest, more than "
                            + ONNX_TOLERANCE
                            + "; look at the ONNX forms of the operators that the plugin defines, or, where they"
                            + " cannot be exact, leave them without and give ModelBehavior.ONNX in"
                            + " absent(architecture)");
        } else {
            onnxChecks().assertRefused();
        }
    }

    /** By how much ONNX Runtime is off with one file for batches of any size, as a part of the largest logit. */
    double onnxDifference(OnnxOptions options) throws IOException, OrtException {
        return onnxChecks().difference(options);
    }

    /** Of the first image size. */
    private OnnxChecks onnxChecks() {
        Model model = architecture.build(OPTIONS);
        int[] size = sizes(model).get(0);
        return new OnnxChecks(architecture.name(), model, OPTIONS.channels(), size[0], size[1]);
    }

    void leavesNoTensors() {
        Model model = architecture.build(OPTIONS);
        for (Execution execution : Execution.values()) {
            long before = DeviceTensor.live();
            try (GeneratedModel generated = new GeneratedModel(model)) {
                generated.outputs(execution, Set.of(), input(model));
                TrainingPass.of(model, generated.weights(), execution, input(model));
            }
            assertEquals(
                    before,
                    DeviceTensor.live(),
                    () -> "native tensors held after a run, " + execution
                            + "; a model makes tensors by operations on its input only, and keeps none of them");
        }
    }

    void equalsReference() throws IOException {
        assertEqualsReference(kit, architecture.name(), Execution.TRACED);
    }

    /** Verifies the architectures whose names match a pattern. */
    static void assertEqualsReference(ModelProviderKit kit, String architectures, Execution... executions)
            throws IOException {
        Path file = Files.createTempFile("reference", "");
        try (InputStream reference = kit.reference().orElseThrow()) {
            Files.copy(reference, file, StandardCopyOption.REPLACE_EXISTING);
            List<String> failures = new ArrayList<>();
            VerifyOptions options = VerifyOptions.DEFAULT.names(architectures).executions(executions);
            Verification verification = new Verification(
                    StructureChecks.catalogue(kit.provider()), StructureChecks.providers(kit.provider()));
            Summary summary = verification.check(file, options, result -> {
                if (!result.passed()) {
                    failures.add(result.name() + ": " + result.detail());
                }
            });
            assertEquals(List.of(), failures, "differences from the reference");
            assertTrue(summary.passed() > 0, () -> "the reference does not know " + architectures);
        } finally {
            Files.delete(file);
        }
    }
}
