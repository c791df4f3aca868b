package dev.jimm.api.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.ShapeRunner;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layers that networks for small devices brought: what they declare, and the shapes that they give. */
class MobileLayersTest {
    private static final long B = Shapes.BATCH;

    private final ParamTable table = new ParamTable();
    private final Scope scope = table.root().at("x");
    private final ShapeRunner runner = new ShapeRunner();

    private List<String> declared() {
        return table.all().stream()
                .map(param -> param.name().substring(2) + Arrays.toString(param.shape()))
                .toList();
    }

    private long[] shape(Layer layer, long... input) {
        return layer.forward(runner.tensor(input), runner.pass(false)).shape();
    }

    private List<String> calls(Layer layer, long... input) {
        runner.calls().clear();
        shape(layer, input);
        return runner.calls().stream().map(call -> call.split(" ")[0]).toList();
    }

    @ParameterizedTest
    @CsvSource({"3, 2, 1", "5, 2, 1", "2, 1, 1", "3, 1, 2", "1, 2, 1", "3, 2, 2"})
    void sameConvolutionsHaveOneWindowForEveryStride(int kernel, int stride, int dilation) {
        Layer layer =
                Conv2d.of(6, 8, kernel).stride(stride).dilation(dilation).same().at(scope);
        for (int size : new int[] {5, 6, 7, 8}) {
            long windows = (size + stride - 1) / stride;
            assertArrayEquals(new long[] {B, 8, windows, windows}, shape(layer, B, 6, size, size), "of " + size);
        }
    }

    @Test
    void sameConvolutionsPadOnlyWhatIsMissing() {
        Layer layer = Conv2d.of(6, 8, 3).stride(2).same().at(scope);
        assertEquals(List.of("pad", "conv2d"), calls(layer, B, 6, 8, 8));
        Layer pointwise = Conv2d.of(6, 8, 1).same().at(scope.at("pointwise"));
        assertEquals(List.of("conv2d"), calls(pointwise, B, 6, 8, 8));
    }

    @ParameterizedTest
    @CsvSource({"0, 3, out", "6, 0, kernel", "6, 3, stride"})
    void convolutionsNameWhatIsTooSmall(int out, int kernel, String name) {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Conv2d.of(6, out, kernel).stride(0))
                .getMessage();
        assertEquals("'" + name + "' of a convolution must be at least 1, is 0", message);
    }

    /** What follows them is computed in the precision that came in. */
    @Test
    void scalesOfMapsKeepTheType() {
        List<Layer> layers = List.of(
                EvoNorm.at(scope.at("evo"), 4, 2),
                EvoNorm.affine(scope.at("affine"), 4),
                new LayerScale(4, 0.1).ofMaps(scope.at("scale")));
        for (Layer layer : layers) {
            Tensor x = runner.tensor(B, 4, 3, 3).to(ElementType.BFLOAT16);
            assertEquals(
                    ElementType.BFLOAT16, layer.forward(x, runner.pass(false)).type());
        }
    }

    @Test
    void mixedConvolutionsGiveTheFirstPartWhatIsLeftOver() {
        Layer layer = MixedConv2d.at(
                scope,
                11,
                8,
                List.of(3, 5, 7),
                (at, in, out, kernel) -> Conv2d.of(in, out, kernel).at(at));
        assertEquals(List.of("0.weight[4, 5, 3, 3]", "1.weight[2, 3, 5, 5]", "2.weight[2, 3, 7, 7]"), declared());
        assertArrayEquals(new long[] {B, 8, 9, 9}, shape(layer, B, 11, 9, 9));
    }

    @Test
    void conditionalConvolutionsKeepTheBatch() {
        CondConv2d.Routed layer = new CondConv2d(Conv2d.of(6, 8, 3).groups(2).stride(2), 4).at(scope);
        assertEquals(List.of("weight[4, 216]"), declared());
        long[] shape = layer.forward(runner.tensor(B, 6, 10, 10), runner.tensor(B, 4), runner.pass(false))
                .shape();
        assertArrayEquals(new long[] {B, 8, 5, 5}, shape);
    }

    @Test
    void conditionalConvolutionsHaveNoBias() {
        Conv2d biased = Conv2d.of(6, 8, 3).withBias();
        assertEquals(
                "a conditionally parameterised convolution has no bias",
                assertThrows(IllegalArgumentException.class, () -> new CondConv2d(biased, 4))
                        .getMessage());
    }

    @Test
    void expertsStartAsOneConvolutionWould() {
        new CondConv2d(Conv2d.of(6, 8, 3).init((values, shape, random) -> values[0] = Init.fanOut(shape)), 4).at(scope);
        Param weight = table.all().get(0);
        float[] values = new float[(int) weight.count()];
        weight.init().fill(values, weight.shape(), new Random(1));
        assertEquals(72, values[0]);
    }

    @Test
    void biasesStartAsTold() {
        Conv2d.of(6, 8, 3).withBias().init(Init.ONES, Init.constant(0.5)).at(scope);
        float[] values = new float[8];
        Param bias = table.all().get(1);
        bias.init().fill(values, bias.shape(), new Random(1));
        assertArrayEquals(new float[] {0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f}, values);
    }

    @Test
    void squeezeExciteTakesNamesAndActivations() {
        Layer layer = SqueezeExcite.of(32)
                .reduced(4)
                .names("conv_reduce", "conv_expand")
                .activations(Activation.SILU, Activation.HARD_SIGMOID)
                .at(scope);
        assertEquals(
                List.of(
                        "conv_reduce.weight[4, 32, 1, 1]",
                        "conv_reduce.bias[4]",
                        "conv_expand.weight[32, 4, 1, 1]",
                        "conv_expand.bias[32]"),
                declared());
        assertEquals(List.of("mean", "conv2d", "silu", "conv2d", "hard_sigmoid", "mul"), calls(layer, B, 32, 7, 7));
    }

    @Test
    void globalContext() {
        Layer layer = new GlobalContext(32, 4, Activation.RELU, Init.torchDefault(), null).at(scope);
        assertEquals(
                List.of(
                        "conv_attn.weight[1, 32, 1, 1]",
                        "conv_attn.bias[1]",
                        "mlp_scale.fc1.weight[4, 32, 1, 1]",
                        "mlp_scale.fc1.bias[4]",
                        "mlp_scale.norm.weight[4]",
                        "mlp_scale.norm.bias[4]",
                        "mlp_scale.fc2.weight[32, 4, 1, 1]",
                        "mlp_scale.fc2.bias[32]"),
                declared());
        assertArrayEquals(new long[] {B, 32, 7, 5}, shape(layer, B, 32, 7, 5));
    }

    @Test
    void multiQueryAttentionSharesKeysAndValues() {
        Conv2d down = Conv2d.of(12, 12, 3).groups(12).stride(2);
        Layer layer = new MultiQueryAttention2d(12, 10, 3, 4, down, Norm.rootMeanSquare(1e-6)).at(scope);
        assertEquals(
                List.of(
                        "query.proj.weight[12, 12, 1, 1]",
                        "key.down_conv.weight[12, 1, 3, 3]",
                        "key.norm.weight[12]",
                        "key.proj.weight[4, 12, 1, 1]",
                        "value.down_conv.weight[12, 1, 3, 3]",
                        "value.norm.weight[12]",
                        "value.proj.weight[4, 12, 1, 1]",
                        "output.proj.weight[10, 12, 1, 1]"),
                declared());
        Layer full = new MultiQueryAttention2d(12, 10, 3, 4, null, null).at(scope.at("full"));
        assertArrayEquals(new long[] {B, 10, 7, 5}, shape(full, B, 12, 7, 5));
    }

    @Test
    void normsOfMapsKeepTheShape() {
        assertArrayEquals(new long[] {B, 6, 7, 5}, shape(Norm.layerOfMaps(1e-6).at(scope, 6), B, 6, 7, 5));
        assertArrayEquals(new long[] {B, 6, 7, 5}, shape(EvoNorm.at(scope.at("evo"), 6, 2), B, 6, 7, 5));
        assertArrayEquals(
                new long[] {B, 6, 7, 5}, shape(new LayerScale(6, 1e-5).ofMaps(scope.at("scale")), B, 6, 7, 5));
        assertEquals(
                List.of("weight[6]", "bias[6]", "evo.weight[6]", "evo.bias[6]", "evo.v[6]", "scale.gamma[6]"),
                declared());
    }

    @Test
    void blurPoolsHalveTheSize() {
        assertArrayEquals(new long[] {B, 6, 4, 4}, shape(BlurPool.at(scope, 6, 2), B, 6, 7, 8));
        assertArrayEquals(new long[] {B, 6, 4, 4}, shape(BlurPool.zeroPadded(scope.at("zeros"), 6, 2), B, 6, 7, 8));
    }
}
