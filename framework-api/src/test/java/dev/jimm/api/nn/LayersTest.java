package dev.jimm.api.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.tensor.ShapeRunner;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the standard layers declare, the shapes that they give, and the operators that they call in and out of training. */
class LayersTest {
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

    private List<String> calls(Layer layer, boolean training, long... input) {
        runner.calls().clear();
        layer.forward(runner.tensor(input), runner.pass(training));
        return runner.calls().stream().map(call -> call.split(" ")[0]).toList();
    }

    @Test
    void convolutionsKeepTheSizeAtStrideOne() {
        Layer layer = Conv2d.of(6, 8, 3).dilation(2).groups(2).withBias().at(scope);
        assertEquals(List.of("weight[8, 3, 3, 3]", "bias[8]"), declared());
        assertArrayEquals(new long[] {B, 8, 20, 20}, shape(layer, B, 6, 20, 20));
    }

    @Test
    void stridedConvolutionsHalveTheSize() {
        assertArrayEquals(
                new long[] {B, 8, 10, 10}, shape(Conv2d.of(6, 8, 3).stride(2).at(scope), B, 6, 20, 20));
        assertArrayEquals(
                new long[] {B, 8, 9, 9},
                shape(Conv2d.of(6, 8, 3).stride(2).padding(0).at(scope.at("unpadded")), B, 6, 20, 20));
    }

    @Test
    void groupsMustDivideTheChannels() {
        Conv2d uneven = Conv2d.of(6, 8, 3).groups(4);
        assertEquals(
                "x: 6 and 8 channels do not divide into 4 groups",
                assertThrows(IllegalArgumentException.class, () -> uneven.at(scope))
                        .getMessage());
    }

    @Test
    void batchNormCountsInTrainingOnly() {
        Layer layer = Norm.batch().at(scope, 6);
        assertEquals(
                List.of("weight[6]", "bias[6]", "running_mean[6]", "running_var[6]", "num_batches_tracked[]"),
                declared());
        assertEquals(List.of("increment_", "batch_norm"), calls(layer, true, B, 6, 4, 4));
        assertEquals(List.of("batch_norm"), calls(layer, false, B, 6, 4, 4));
    }

    @Test
    void droppingHappensInTrainingOnly() {
        assertEquals(List.of("dropout"), calls(Drop.dropout(0.1), true, B, 6));
        assertEquals(List.of(), calls(Drop.dropout(0.1), false, B, 6));
        assertEquals(List.of("drop_path"), calls(Drop.path(0.1), true, B, 6));
        assertEquals(List.of(), calls(Drop.path(0.1), false, B, 6));
        assertSame(Layer.IDENTITY, Drop.dropout(0));
        assertSame(Layer.IDENTITY, Drop.path(0));
    }

    @Test
    void dropPathRatesGrowFromZero() {
        assertEquals(0, Drop.linearRate(0.3, 0, 4));
        assertEquals(0.1, Drop.linearRate(0.3, 1, 4), 1e-12);
        assertEquals(0.3, Drop.linearRate(0.3, 3, 4), 1e-12);
        assertEquals(0, Drop.linearRate(0.3, 0, 1));
    }

    @Test
    void attention() {
        Layer layer = Attention.of(12, 3)
                .qkvBias(true)
                .qkNorm(Norm.layer(1e-6))
                .drop(0.1, 0.2)
                .at(scope);
        assertEquals(
                List.of(
                        "qkv.weight[36, 12]",
                        "qkv.bias[36]",
                        "q_norm.weight[4]",
                        "q_norm.bias[4]",
                        "k_norm.weight[4]",
                        "k_norm.bias[4]",
                        "proj.weight[12, 12]",
                        "proj.bias[12]"),
                declared());
        assertArrayEquals(new long[] {B, 7, 12}, shape(layer, B, 7, 12));
        assertEquals(
                1,
                calls(layer, true, B, 7, 12).stream().filter("dropout"::equals).count());
        assertEquals(
                "10 channels do not divide into 3 attention heads",
                assertThrows(IllegalArgumentException.class, () -> Attention.of(10, 3))
                        .getMessage());
    }

    @Test
    void patchEmbeddingTakesItsImageSizeOnly() {
        Layer layer = PatchEmbed.of(32, 8, 3, 12).at(scope);
        assertEquals(List.of("proj.weight[12, 3, 8, 8]", "proj.bias[12]"), declared());
        assertArrayEquals(new long[] {B, 16, 12}, shape(layer, B, 3, 32, 32));
        String message = assertThrows(IllegalArgumentException.class, () -> shape(layer, B, 3, 48, 32))
                .getMessage();
        assertEquals("the image is 48 x 32, the model is built for 32 x 32; resize the image or set img-size", message);
    }

    @Test
    void patchEmbeddingOfAnySizeTakesMultiplesOfThePatch() {
        Layer layer = PatchEmbed.of(32, 8, 3, 12).anySize(true).at(scope);
        assertArrayEquals(new long[] {B, 18, 12}, shape(layer, B, 3, 48, 24));
        String message = assertThrows(IllegalArgumentException.class, () -> shape(layer, B, 3, 48, 28))
                .getMessage();
        assertEquals(
                "the image is 48 x 28, which patches of 8 do not cover; resize the image to multiples of them",
                message);
    }

    @Test
    void mapsOfASizeThatALayerCannotTakeAreRefused() {
        Layer halo = new HaloAttention(8, 1, 2, 4, 8, 3).at(scope.at("halo"));
        assertEquals(
                "img-size: a map of 12 x 8 does not divide into blocks of 8 x 8 for halo attention; resize the image",
                refusal(halo, B, 8, 12, 8));
        Layer bilinear = new BilinearAttention(8, 4, 4, 2, 0).at(scope.at("bilinear"));
        assertEquals(
                "img-size: a map of 8 x 6 does not divide into 4 x 4 blocks for bilinear attention; resize the image",
                refusal(bilinear, B, 8, 8, 6));
        Layer bottleneck = new BottleneckAttention(8, 4, 1, 2, 4).at(scope.at("bottleneck"));
        assertEquals(
                "img-size: a map is 4 x 5, its self-attention is built for 4 x 4; resize the image or set img-size",
                refusal(bottleneck, B, 8, 4, 5));
        Layer lambda = new LambdaLayer(8, 1, 2, 4, null, 4).at(scope.at("lambda"));
        assertEquals(
                "img-size: a map is 5 x 4, its lambda layer is built for 4 x 4; resize the image or set img-size",
                refusal(lambda, B, 8, 5, 4));
    }

    private String refusal(Layer layer, long... input) {
        return assertThrows(IllegalArgumentException.class, () -> shape(layer, input))
                .getMessage();
    }

    @Test
    void patchEmbeddingStartsAsToldTo() {
        PatchEmbed.of(32, 8, 3, 12).init(Init.constant(2), Init.constant(3)).at(scope);
        float[] value = new float[1];
        for (Param param : table.all()) {
            param.init().fill(value, param.shape(), null);
            assertEquals(param.rank() == 4 ? 2 : 3, value[0]);
        }
    }

    /** The half that is no gate starts by the fans of the whole, as in timm. */
    @Test
    void packedPerceptronsStartByTheFansOfTheWhole() {
        Mlp.of(4, 20).form(Mlp.Form.GLU).init(Init.xavierUniform(), Init.ZEROS).at(scope);
        float[] values = new float[80];
        table.find("x.fc1.weight").orElseThrow().init().fill(values, new long[] {20, 4}, new Random(1));
        double largest = 0;
        for (int i = 0; i < 40; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        assertEquals(0.5, largest, 0.05); // sqrt(6 / (4 + 20)); the fans of the half alone would give 0.65
    }

    @Test
    void squeezeExciteRoundsToEight() {
        Layer layer = SqueezeExcite.of(320).at(scope);
        assertEquals(
                List.of("fc1.weight[24, 320, 1, 1]", "fc1.bias[24]", "fc2.weight[320, 24, 1, 1]", "fc2.bias[320]"),
                declared());
        assertArrayEquals(new long[] {B, 320, 7, 7}, shape(layer, B, 320, 7, 7));
        assertEquals(8, SqueezeExcite.of(16).reduced());
    }

    @Test
    void globalPoolsGiveFeatures() {
        for (GlobalPool pool : GlobalPool.values()) {
            long[] expected = pool == GlobalPool.NONE
                    ? new long[] {B, 6, 4, 4}
                    : new long[] {B, pool == GlobalPool.CATAVGMAX ? 12 : 6};
            assertArrayEquals(expected, pool.pool(runner.tensor(B, 6, 4, 4)).shape(), pool.name());
        }
        assertSame(GlobalPool.AVG, GlobalPool.of("fast"));
        assertEquals(
                "global-pool must be one of fast, avg, max, avgmax, catavgmax or \"\" for none, is \"mean\"",
                assertThrows(IllegalArgumentException.class, () -> GlobalPool.of("mean"))
                        .getMessage());
    }

    @Test
    void samePoolsHaveOneWindowForEveryStride() {
        for (int size : new int[] {5, 6, 7, 8}) {
            long windows = (size + 1) / 2;
            assertArrayEquals(
                    new long[] {B, 6, windows, windows},
                    shape(Pool2d.max(3).stride(2).same(), B, 6, size, size));
        }
    }

    @Test
    void passesKeepTheTapsThatAreWanted() {
        Pass pass = runner.pass(false, "stem", "never");
        Tensor stem = runner.tensor(B, 6);
        assertSame(stem, pass.tap("stem", stem));
        pass.tap("other", () -> {
            throw new AssertionError("nobody asked for it");
        });
        assertEquals(Set.of("stem"), pass.taps().keySet());
        assertSame(stem, pass.taps().get("stem"));
        assertTrue(pass.value(null) == null);
    }

    @Test
    void sequencesRunInOrder() {
        Layer layer = Layer.sequence((x, pass) -> x.relu(), (x, pass) -> x.mean(1));
        assertEquals(List.of("relu", "mean"), calls(layer, false, B, 6));
    }

    @Test
    void biasesCanStartAsInPyTorchWhereTheInputsOfEachProjectionCount() {
        Attention.of(100, 4).qkvBias(true).init(Init.torchDefault(), null).at(scope.at("attn"));
        Mlp.of(100, 400).init(Init.torchDefault(), null).at(scope.at("mlp"));
        Mlp.of(100, 800).form(Mlp.Form.GLU).init(Init.torchDefault(), null).at(scope.at("glu"));
        assertEquals(0.1, reach("attn.qkv.bias", 0, 300), 0.01);
        assertEquals(0.1, reach("attn.proj.bias", 0, 100), 0.01);
        assertEquals(0.1, reach("mlp.fc1.bias", 0, 400), 0.01);
        assertEquals(0.05, reach("mlp.fc2.bias", 0, 100), 0.005);
        assertEquals(0.1, reach("glu.fc1.bias", 0, 400), 0.01);
        assertEquals(1, reach("glu.fc1.bias", 400, 800), 0);
    }

    /** The largest distance from 0 among a part of the values that a tensor starts with. */
    private double reach(String name, int from, int to) {
        Param param = table.find("x." + name).orElseThrow();
        float[] values = new float[(int) param.count()];
        param.init().fill(values, param.shape(), new SplittableRandom(1));
        return IntStream.range(from, to)
                .mapToDouble(i -> Math.abs(values[i]))
                .max()
                .orElseThrow();
    }
}
