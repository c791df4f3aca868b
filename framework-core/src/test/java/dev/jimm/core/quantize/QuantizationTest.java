package dev.jimm.core.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.model.Model;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.model.TinyFamily;
import dev.jimm.core.onnx.OnnxExport;
import dev.jimm.core.onnx.OnnxModel;
import dev.jimm.core.onnx.OnnxOptions;
import dev.jimm.core.quantize.WrittenGraph.Node;
import dev.jimm.core.transform.CropMode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model with convolutions, attention and linear layers, quantised and computed by ONNX Runtime. */
@Tag("engine")
class QuantizationTest {
    private static final int SIZE = 16;
    private static final long SEED = 11;
    private static final double COSINE = 0.99;
    private static final Preprocessing PREPROCESSING = new Preprocessing(
            SIZE, SIZE, 1, CropMode.CENTER, "bilinear", List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));

    /** Noise in colours that differ. */
    private record Noise(int size) implements Reader {
        @Override
        public List<String> classNames() {
            return List.of("noise");
        }

        @Override
        public int[] labels(int index) {
            return new int[] {0};
        }

        @Override
        public String name(int index) {
            return "noise " + index;
        }

        @Override
        public Sample sample(int index) throws IOException {
            Random random = new Random(SEED + index);
            BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
            int ground = random.nextInt(0xFFFFFF);
            for (int i = 0; i < SIZE * SIZE; i++) {
                image.setRGB(i % SIZE, i / SIZE, random.nextBoolean() ? ground : random.nextInt(0xFFFFFF));
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, "png", bytes);
            return new Sample.Encoded(bytes.toByteArray());
        }
    }

    /** Images of which none can be read. */
    private record Unreadable(int size) implements Reader {
        @Override
        public List<String> classNames() {
            return List.of("noise");
        }

        @Override
        public int[] labels(int index) {
            return new int[] {0};
        }

        @Override
        public String name(int index) {
            return "unreadable " + index;
        }

        @Override
        public Sample sample(int index) {
            return new Sample.Encoded(new byte[] {1, 2, 3});
        }
    }

    private final Model hybrid = TinyFamily.hybrid(0);
    private final Weights weights = weights(1);

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

    private Weights weights(double scale) {
        SplittableRandom random = new SplittableRandom(SEED);
        return Weights.of(
                hybrid.parameters(),
                param -> {
                    float[] values = new float[(int) param.count()];
                    for (int i = 0; i < values.length; i++) {
                        boolean variance = param.name().endsWith("var");
                        values[i] = (float) (variance ? random.nextDouble(0.5, 2) : scale * random.nextGaussian() / 3);
                    }
                    return values;
                },
                false);
    }

    private OnnxModel model() {
        return new OnnxModel("tiny", hybrid, weights, 3, SIZE, SIZE, Map.of());
    }

    private QuantizedFile calibrated(Target target) {
        return Quantization.calibrated(file, model(), PREPROCESSING, new Noise(24), 1, target, () -> {});
    }

    private static float[] logits(Path path) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        SplittableRandom random = new SplittableRandom(SEED + 1);
        float[] values = new float[4 * 3 * SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            // machines without VNNI add two products of 8 bits in 16, which saturates otherwise
            options.addConfigEntry("session.x64quantprecision", "1");
            try (OrtSession session = environment.createSession(path.toString(), options);
                    OnnxTensor input = OnnxTensor.createTensor(
                            environment, FloatBuffer.wrap(values), new long[] {4, 3, SIZE, SIZE});
                    OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, input))) {
                FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] copy = new float[logits.remaining()];
                logits.get(copy);
                return copy;
            }
        }
    }

    private float[] exactLogits() throws OrtException {
        Path exact = folder.resolve("exact.onnx");
        OnnxExport.write(exact, model(), OnnxOptions.DEFAULT);
        return logits(exact);
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            first += a[i] * a[i];
            second += b[i] * b[i];
        }
        return product / Math.sqrt(first * second);
    }

    @ParameterizedTest
    @EnumSource
    void logitsStayNearThoseOfFloat32(Target target) throws OrtException {
        QuantizedFile written = calibrated(target);
        assertEquals(24, written.images());
        assertEquals(
                List.of(
                        "stem.weight",
                        "conv.weight",
                        "attn.qkv.weight",
                        "attn.proj.weight",
                        "mlp.fc1.weight",
                        "mlp.fc2.weight",
                        "fc.weight"),
                written.layers());
        assertEquals(Map.of("attention", 1), written.kept());
        float[] actual = logits(file);
        double cosine = cosine(exactLogits(), actual);
        assertTrue(cosine > COSINE && cosine < 1, () -> "cosine " + cosine + ", seed " + SEED);
    }

    @Test
    void dynamicQuantisationStaysNearToo() throws OrtException, IOException {
        QuantizedFile written = Quantization.dynamic(file, model());
        assertEquals(
                List.of("attn.qkv.weight", "attn.proj.weight", "mlp.fc1.weight", "mlp.fc2.weight", "fc.weight"),
                written.layers());
        assertEquals(0, written.activations());
        assertEquals(Map.of("conv2d", 2, "attention", 1), written.kept());
        WrittenGraph graph = new WrittenGraph(file);
        assertEquals(5, graph.nodes("DynamicQuantizeLinear").size());
        assertEquals(2, graph.nodes("Conv").size());
        for (Node product : graph.nodes("MatMulInteger")) {
            assertEquals(WrittenGraph.INT8, graph.stored(product, 1).type());
        }
        double cosine = cosine(exactLogits(), logits(file));
        assertTrue(cosine > COSINE && cosine < 1, () -> "cosine " + cosine + ", seed " + SEED);
    }

    /** In both forms: 8 bits in front of each layer and in its weight, with a scale for each output. */
    private static void assertQuantizedOperands(WrittenGraph graph, Node layer, int codes, int outputs) {
        Node input = graph.from(layer, 0);
        assertEquals("DequantizeLinear", input.type());
        assertEquals(codes, graph.stored(input, 2).type());
        assertEquals("QuantizeLinear", graph.from(input, 0).type());
        Node weight = graph.from(layer, 1);
        assertEquals("DequantizeLinear", weight.type());
        assertEquals(WrittenGraph.INT8, graph.stored(weight, 0).type());
        assertEquals(List.of((long) outputs), graph.stored(weight, 1).shape());
    }

    private static List<Node> linears(WrittenGraph graph) {
        return graph.nodes("MatMul").stream()
                .filter(node -> graph.from(node, 1) != null
                        && graph.from(node, 1).type().equals("DequantizeLinear"))
                .toList();
    }

    @Test
    void forOnnxRuntimeConvolutionsAreQuantisedAllAround() throws IOException {
        calibrated(Target.ONNX_RUNTIME);
        WrittenGraph graph = new WrittenGraph(file);
        assertEquals(2, graph.nodes("Conv").size());
        for (Node convolution : graph.nodes("Conv")) {
            assertQuantizedOperands(graph, convolution, WrittenGraph.UINT8, 8);
            assertEquals(
                    WrittenGraph.INT32,
                    graph.stored(graph.from(convolution, 2), 0).type());
            List<Node> users = graph.users(convolution.outputs().get(0));
            assertEquals(1, users.size());
            Node next = users.get(0).type().equals("Relu")
                    ? graph.users(users.get(0).outputs().get(0)).get(0)
                    : users.get(0);
            assertEquals("QuantizeLinear", next.type());
        }
        assertEquals(4, linears(graph).size());
        Node classifier = graph.nodes("Gemm").get(0);
        assertQuantizedOperands(graph, classifier, WrittenGraph.UINT8, 3);
        assertEquals(
                WrittenGraph.INT32, graph.stored(graph.from(classifier, 2), 0).type());
        assertEquals(0, graph.nodes("BatchNormalization").size());
    }

    @Test
    void forTensorRtActivationsAreSymmetricAndBiasesStay() throws IOException {
        calibrated(Target.TENSORRT);
        WrittenGraph graph = new WrittenGraph(file);
        for (Node convolution : graph.nodes("Conv")) {
            assertQuantizedOperands(graph, convolution, WrittenGraph.INT8, 8);
            assertNull(graph.from(convolution, 2));
            assertNotNull(graph.stored(convolution, 2));
        }
        for (Node linear : linears(graph)) {
            assertQuantizedOperands(
                    graph,
                    linear,
                    WrittenGraph.INT8,
                    graph.stored(graph.from(linear, 1), 0).shape().get(1).intValue());
        }
    }

    @Test
    void aResidualSumUsesTheTensorThatTheLayerUses() throws IOException {
        calibrated(Target.TENSORRT);
        WrittenGraph graph = new WrittenGraph(file);
        Node input = graph.from(graph.nodes("Conv").get(1), 0);
        List<String> users = graph.users(input.outputs().get(0)).stream()
                .map(Node::type)
                .sorted()
                .toList();
        assertEquals(List.of("Add", "Conv"), users);
    }

    @Test
    void whoCannotReadAnyImageSaysSo() {
        JimmException failure = assertThrows(
                JimmException.class,
                () -> Quantization.calibrated(
                        file, model(), PREPROCESSING, new Unreadable(3), 1, Target.ONNX_RUNTIME, () -> {}));
        assertEquals(Category.DATA, failure.category());
        assertFalse(file.toFile().exists());
    }

    @Test
    void brokenWeightsAreTold() {
        try (Weights broken = weights(Double.NaN)) {
            OnnxModel model = new OnnxModel("tiny", hybrid, broken, 3, SIZE, SIZE, Map.of());
            JimmException failure = assertThrows(
                    JimmException.class,
                    () -> Quantization.calibrated(
                            file, model, PREPROCESSING, new Noise(8), 1, Target.ONNX_RUNTIME, () -> {}));
            assertEquals(Category.DATA, failure.category());
            assertTrue(failure.getMessage().contains("no number"), failure::getMessage);
        }
    }
}
