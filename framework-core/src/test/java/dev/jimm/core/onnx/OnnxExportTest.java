package dev.jimm.core.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.TinyFamily;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("engine")
class OnnxExportTest {
    private static final int SIZE = 8;
    private static final long SEED = 5;
    private static final float TOLERANCE = 1e-5f;

    private final Model hybrid = TinyFamily.hybrid(0);
    private final Weights weights = weights(hybrid);

    @TempDir
    private Path folder;

    private Path file;
    private long before;

    @BeforeEach
    void setUp() {
        file = folder.resolve("model.onnx");
        before = DeviceTensor.live();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertEquals(before, DeviceTensor.live());
        weights.close();
    }

    /** Running statistics and scales that differ from those of a fresh model. */
    private static Weights weights(Model model) {
        SplittableRandom random = new SplittableRandom(SEED);
        return Weights.of(
                model.parameters(),
                param -> {
                    float[] values = new float[(int) param.count()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float)
                                (param.name().endsWith("var") ? random.nextDouble(0.5, 2) : random.nextGaussian() / 3);
                    }
                    return values;
                },
                false);
    }

    private static OnnxModel model(Model structure, Weights weights) {
        return new OnnxModel("tiny", structure, weights, 3, SIZE, SIZE, Map.of("key", "value"));
    }

    private OnnxFile write(OnnxOptions options) {
        return OnnxExport.write(file, model(hybrid, weights), options);
    }

    private static DeviceTensor images(int batch, int height, int width) {
        float[] values = new float[batch * 3 * height * width];
        SplittableRandom random = new SplittableRandom(SEED + 1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return DeviceTensor.of(values, batch, 3, height, width);
    }

    private static float[] expected(Model model, Weights weights, String tap, DeviceTensor images) {
        List<Program.Input> inputs = List.of(new Program.Input(ElementType.FLOAT32, images.shape()));
        Program.Body body = (tensors, parameters) -> {
            Pass pass = new Pass(parameters, false, Set.of(tap));
            Tensor logits = model.forward(tensors.get(0), pass);
            return List.of(pass.taps().getOrDefault(tap, logits));
        };
        try (Program program = Program.inference(Execution.TRACED, Precision.FP32, inputs, body);
                Program.Results results = program.run(List.of(images), weights)) {
            return results.values().get(0).floats();
        }
    }

    private void assertSame(Model model, Weights values, String tap, int batch, int height, int width)
            throws OrtException {
        try (DeviceTensor images = images(batch, height, width);
                OnnxRuntime runtime = new OnnxRuntime(file)) {
            OnnxRuntime.Output output = runtime.run(List.of(images)).get(0);
            float[] actual = new float[output.values().length];
            for (int i = 0; i < actual.length; i++) {
                actual[i] = (float) output.values()[i];
            }
            assertArrayEquals(expected(model, values, tap, images), actual, TOLERANCE, "seed " + SEED);
        }
    }

    private String text() throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneFileServesEveryBatchSize(boolean folded) throws OrtException, IOException {
        OnnxFile written = write(OnnxOptions.DEFAULT.foldBatchNorm(folded));
        assertEquals(folded ? 2 : 0, written.foldedBatchNorms());
        assertEquals(!folded, text().contains("BatchNormalization"));
        assertTrue(text().contains("attn.qkv.weight"), "tensors keep their names");
        for (int batch : new int[] {1, 4}) {
            assertSame(hybrid, weights, "", batch, SIZE, SIZE);
        }
    }

    @Test
    void inputsOutputsAndMetadataAreNamed() throws OrtException {
        OnnxFile written = write(OnnxOptions.DEFAULT);
        OnnxFile.Dimension batch = new OnnxFile.Dimension(0, "batch");
        OnnxFile.Dimension side = new OnnxFile.Dimension(SIZE, null);
        OnnxFile.Dimension three = new OnnxFile.Dimension(3, null);
        assertEquals(
                List.of(new OnnxFile.Port("input", ElementType.FLOAT32, List.of(batch, three, side, side))),
                written.inputs());
        assertEquals(
                List.of(new OnnxFile.Port("logits", ElementType.FLOAT32, List.of(batch, three))), written.outputs());
        try (OnnxRuntime runtime = new OnnxRuntime(file)) {
            TensorInfo input =
                    (TensorInfo) runtime.session().getInputInfo().get("input").getInfo();
            assertArrayEquals(new long[] {-1, 3, SIZE, SIZE}, input.getShape());
            assertEquals(Set.of("logits"), runtime.session().getOutputNames());
            assertEquals(Map.of("key", "value"), runtime.session().getMetadata().getCustomMetadata());
        }
    }

    @Test
    void aFixedBatchSizeStandsInTheFile() throws OrtException {
        write(OnnxOptions.DEFAULT.batch(2));
        assertSame(hybrid, weights, "", 2, SIZE, SIZE);
        try (OnnxRuntime runtime = new OnnxRuntime(file)) {
            TensorInfo input =
                    (TensorInfo) runtime.session().getInputInfo().get("input").getInfo();
            assertArrayEquals(new long[] {2, 3, SIZE, SIZE}, input.getShape());
        }
    }

    @Test
    void weightsMayStandInAFileOfTheirOwn() throws OrtException, IOException {
        OnnxFile inside = write(OnnxOptions.DEFAULT);
        assertEquals(Optional.empty(), inside.data());
        long size = Files.size(file);
        OnnxFile outside = write(OnnxOptions.DEFAULT.externalData(true));
        Path data = folder.resolve("model.onnx.data");
        assertEquals(Optional.of(data), outside.data());
        assertTrue(Files.size(file) < size - 1024);
        assertSame(hybrid, weights, "", 3, SIZE, SIZE);
    }

    @Test
    void featureMapsAreOutputsByRequest() throws OrtException {
        OnnxFile written = write(OnnxOptions.DEFAULT.featureMaps(List.of(-1)));
        assertEquals("features.0", written.outputs().get(0).name());
        assertSame(hybrid, weights, "stem", 2, SIZE, SIZE);
    }

    @Test
    void imagesMayBeOfAnySizeWhereTheModelTakesThem() throws OrtException {
        Model convolutional = new TinyFamily()
                .architectures().stream()
                        .filter(architecture -> architecture.name().equals("tiny_conv"))
                        .findFirst()
                        .orElseThrow()
                        .build(ModelOptions.DEFAULT.classes(5));
        try (Weights values = weights(convolutional)) {
            OnnxExport.write(file, model(convolutional, values), OnnxOptions.DEFAULT.dynamicSize(true));
            assertSame(convolutional, values, "", 2, SIZE, SIZE);
            assertSame(convolutional, values, "", 3, 13, 10);
        }
    }

    @Test
    void aModelThatComputesOtherwiseForOtherSizesIsRefused() {
        JimmException e = assertThrows(JimmException.class, () -> write(OnnxOptions.DEFAULT.dynamicSize(true)));
        assertEquals(Category.CONFIGURATION, e.category());
        assertEquals(
                "model 'tiny' computes otherwise for images of another size, so its ONNX file cannot take any: it differs"
                        + " first in the operator 'reshape' (behind attn.qkv.bias); export it with a fixed size, one file for each that is"
                        + " needed",
                e.getMessage());
        assertFalse(Files.exists(file));
    }

    @Test
    void aModelOfOneSizeIsRefused() {
        Model fixed = structure((x, pass) -> x);
        JimmException e = assertThrows(
                JimmException.class,
                () -> OnnxExport.write(file, model(fixed, weights), OnnxOptions.DEFAULT.dynamicSize(true)));
        assertTrue(e.getMessage().startsWith("model 'tiny' takes images of 8 x 8 only"), e.getMessage());
    }

    @Test
    void aModelThatTakesSomeSizesIsRefused() {
        Model even = structure((x, pass) ->
                x.reshape(x.size(0), 3, x.size(2) / 2, 2, x.size(3)).mean(3));
        Model free = Model.builder(new ParamTable().root())
                .features((x, pass) -> even.forwardFeatures(x, pass).get(0))
                .head((x, pass, preLogits) -> x.get(0).mean(2, 3))
                .featureCount(3)
                .classifier("fc")
                .build();
        JimmException e = assertThrows(
                JimmException.class,
                () -> OnnxExport.write(file, model(free, weights), OnnxOptions.DEFAULT.dynamicSize(true)));
        assertEquals(
                "the ONNX file of model 'tiny' cannot take images of any size; export it with a fixed size, since the model"
                        + " takes only some: reshape: cannot reshape [B, 3, 45, 59] to [B, 3, 22, 2, 59]",
                e.getMessage());
    }

    private static Model structure(Layer features) {
        return Model.builder(new ParamTable().root())
                .features(features)
                .head((x, pass, preLogits) -> x.get(0).mean(2, 3))
                .featureCount(3)
                .classifier("fc")
                .imageSize(SIZE, SIZE)
                .build();
    }

    @Test
    void allOperatorsWithoutAFormAreNamedAndTheOldFileStays() throws IOException {
        Files.writeString(file, "old");
        Op cube = Op.define("cube", "torch.pow({0}, 3)").build();
        Model unknown = structure((x, pass) -> x.apply(cube, new Tensor[0]).randomLike());
        JimmException e = assertThrows(
                JimmException.class, () -> OnnxExport.write(file, model(unknown, weights), OnnxOptions.DEFAULT));
        assertEquals(Category.CONFIGURATION, e.category());
        assertEquals("""
                model 'tiny' cannot be written as ONNX:
                  the operator 'cube' has no ONNX form; a plugin gives its operators one by Op.Builder.onnx
                  the operator 'random_like' has no ONNX form; a plugin gives its operators one by Op.Builder.onnx""", e.getMessage());
        assertEquals("old", Files.readString(file));
    }

    @Test
    void aPluginsOperatorMayHaveAForm() throws OrtException {
        Op cube = Op.define("cube", "torch.pow({0}, 3)")
                .onnx(call -> call.node("Pow", call.operand(0), call.number(ElementType.FLOAT32, 3)))
                .build();
        Model cubed = structure((x, pass) -> x.apply(cube, new Tensor[0]));
        try (Weights none = weights(cubed)) {
            OnnxExport.write(file, model(cubed, none), OnnxOptions.DEFAULT);
            assertSame(cubed, none, "", 2, SIZE, SIZE);
        }
    }

    @Test
    void theBatchSizeUsedAsANumberIsRefused() {
        Model mean = structure((x, pass) -> x.div((double) x.size(0)));
        JimmException e = assertThrows(
                JimmException.class, () -> OnnxExport.write(file, model(mean, weights), OnnxOptions.DEFAULT));
        assertTrue(e.getMessage().contains("the batch size, which a trace does not know"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {OnnxOptions.LEAST_OPSET - 1, OnnxOptions.LATEST_OPSET + 1})
    void anUnknownOpsetIsRefused(int opset) {
        JimmException e = assertThrows(JimmException.class, () -> OnnxOptions.DEFAULT.opset(opset));
        assertEquals("the ONNX opset must be 13 to 22, is " + opset, e.getMessage());
    }

    @Test
    void aFolderThatDoesNotExistIsADataError() {
        file = folder.resolve("absent/model.onnx");
        assertEquals(
                Category.DATA,
                assertThrows(JimmException.class, () -> write(OnnxOptions.DEFAULT))
                        .category());
    }
}
