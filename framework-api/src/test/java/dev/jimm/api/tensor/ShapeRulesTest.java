package dev.jimm.api.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The shapes of results, and the messages where there is none. The first operand of every case is an image batch. */
class ShapeRulesTest {
    private static final long B = Shapes.BATCH;

    private final ShapeRunner runner = new ShapeRunner();
    private final Tensor image = runner.tensor(B, 6, 32, 20);

    private static Arguments gives(String name, Function<Tensor, Tensor> body, long... shape) {
        return Arguments.of(name, body, shape);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                gives("relu", Tensor::relu, B, 6, 32, 20),
                gives("mean", x -> x.mean(2, 3), B, 6),
                gives("mean of all", Tensor::mean),
                gives("mean, axes kept", x -> x.meanKeep(-1, 1), B, 1, 32, 1),
                gives("argmax", x -> x.argmax(1), B, 32, 20),
                gives("top 3", x -> x.topkValues(3, -1), B, 6, 32, 3),
                gives("flatten", x -> x.flatten(2), B, 6, 640),
                gives("windows to the batch", x -> x.reshape(x.size(0) * 4, 6, 8, -1), 4 * B, 6, 8, 20),
                gives("windows from the batch", x -> x.reshape(-1, 20), 6 * 32 * B, 20),
                gives("permute", x -> x.permute(0, 2, 3, 1), B, 32, 20, 6),
                gives("transpose", x -> x.transpose(1, -1), B, 20, 32, 6),
                gives("unsqueeze at the end", x -> x.unsqueeze(-1), B, 6, 32, 20, 1),
                gives("squeeze", x -> x.meanKeep(1).squeeze(1), B, 32, 20),
                gives("expand", x -> x.meanKeep(1).expand(-1, 9, -1, -1), B, 9, 32, 20),
                gives("expand by an axis", x -> x.expand(2, -1, -1, -1, -1), 2, B, 6, 32, 20),
                gives("select", x -> x.select(1, -1), B, 32, 20),
                gives("slice", x -> x.slice(2, 1, 8, 3), B, 6, 3, 20),
                gives("slice to the end", x -> x.slice(3, 4, Long.MAX_VALUE), B, 6, 32, 16),
                gives("cat", x -> x.cat(1, x, x), B, 18, 32, 20),
                gives("cat of batches", x -> x.cat(0, x), 2 * B, 6, 32, 20),
                gives("chunk", x -> x.chunk(3, 1)[2], B, 2, 32, 20),
                gives("part of the batch", x -> x.chunk(3, 0)[2], B / 3, 6, 32, 20),
                gives("parts of the batch, joined", ShapeRulesTest::cutAndJoined, B, 6, 32, 20),
                gives("vector", x -> x.vectorLike(1, 2), 2),
                gives("pad", x -> x.pad(0, 1, 2, 3, 4), B, 6, 39, 23),
                gives("roll", x -> x.roll(new long[] {-3}, new long[] {2}), B, 6, 32, 20),
                gives("pixel unshuffle", x -> x.pixelUnshuffle(2), B, 24, 16, 10),
                gives("unfold", x -> x.unfold(3, 2, 1, 1), B, 54, 160),
                gives("fold", x -> x.unfold(3, 2, 1, 1).fold(32, 20, 3, 2, 1, 1), B, 6, 32, 20),
                gives("matmul", x -> x.matmul(x.transpose(2, 3)), B, 6, 32, 32),
                gives("einsum", x -> x.einsum("nchw,nchv->nwv", x), B, 20, 20),
                gives("attention", x -> x.attention(x, x.slice(3, 0, 7), null, 0, 1), B, 6, 32, 7),
                gives("max pool", x -> x.maxPool2d(3, 2, 1, false), B, 6, 16, 10),
                gives("pool, floor", x -> x.avgPool2d(3, 2, 0, false, true), B, 6, 15, 9),
                gives("pool, ceil", x -> x.avgPool2d(3, 2, 0, true, true), B, 6, 16, 10),
                gives("pool, ceil, no window in the padding only", x -> x.avgPool2d(1, 3, 0, true, true), B, 6, 11, 7),
                gives("resize", x -> x.bicubic(7, 9, true), B, 6, 7, 9),
                gives("loss", x -> x.meanSquaredError(x)));
    }

    private static Tensor cutAndJoined(Tensor x) {
        Tensor[] parts = x.chunk(3, -4);
        return x.add(parts[0].cat(0, parts[1], parts[2]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void resultsHaveTheShape(String name, Function<Tensor, Tensor> body, long[] shape) {
        assertArrayEquals(shape, body.apply(image).shape());
    }

    @Test
    void broadcastingAlignsTheLastAxes() {
        assertArrayEquals(
                new long[] {B, 6, 32, 20}, image.add(runner.tensor(6, 1, 1)).shape());
        assertArrayEquals(
                new long[] {B, 6, 32, 20}, runner.tensor(20).mul(image).shape());
        assertArrayEquals(
                new long[] {2, B, 6, 32, 20},
                image.maximum(runner.tensor(2, 1, 1, 1, 1)).shape());
        assertArrayEquals(new long[] {B, 6, 32, 20}, image.div(runner.tensor()).shape());
    }

    @Test
    void convolutionsCountWindows() {
        Tensor weight = runner.tensor(12, 3, 3, 5);
        long[] one = {1, 1};
        assertArrayEquals(
                new long[] {B, 12, 15, 10},
                image.conv2d(weight, null, new long[] {2, 2}, new long[] {0, 2}, one, 2)
                        .shape());
        assertArrayEquals(
                new long[] {B, 12, 28, 12},
                image.conv2d(weight, null, one, new long[] {0, 0}, new long[] {2, 2}, 2)
                        .shape());
        assertArrayEquals(
                new long[] {B, 8, 64, 40},
                image.convTranspose2d(runner.tensor(6, 8, 3, 3), null, 2, 1, 1, 1)
                        .shape());
        assertEquals(112, Shapes.windows(224, 7, 2, 3, 1, false));
        assertEquals(1, Shapes.windows(1, 1, 4, 0, 1, false));
    }

    private static Arguments fails(Function<Tensor, Tensor> body, String message) {
        return Arguments.of(body, message);
    }

    /** The first part of every message is the operator; a batch of unknown size is B. */
    static Stream<Arguments> refusals() {
        return Stream.of(
                fails(x -> x.add(x.slice(3, 0, 7)), "add: shapes do not broadcast: [B, 6, 32, 20], [B, 6, 32, 7]"),
                fails(x -> x.cat(1, x.mean(3)), "cat: cannot join on axis 1: [B, 6, 32, 20], [B, 6, 32]"),
                fails(x -> x.reshape(x.size(0), 7, -1), "reshape: cannot reshape [B, 6, 32, 20] to [B, 7, -1]"),
                fails(x -> x.reshape(2 * x.size(0), 20), "reshape: cannot reshape [B, 6, 32, 20] to [2B, 20]"),
                fails(x -> x.reshape(-1, -1), "reshape: two sizes of [-1, -1] are -1"),
                fails(x -> x.permute(0, 1), "permute: cannot permute [B, 6, 32, 20] by [0, 1]"),
                fails(x -> x.mean(4), "mean: axis 4 of a tensor of rank 4"),
                fails(x -> x.select(1, 6), "select: index 6 of axis 1 of [B, 6, 32, 20]"),
                fails(x -> x.slice(1, 4, 2), "slice: slice 4 to 2 of axis 1 of [B, 6, 32, 20]"),
                fails(x -> x.expand(-1, 12, -1, -1), "expand: cannot expand [B, 6, 32, 20] to [-1, 12, -1, -1]"),
                fails(x -> x.matmul(x), "matmul: matrix product of [B, 6, 32, 20], [B, 6, 32, 20]"),
                fails(
                        x -> x.einsum("nchw,cd->nd", x),
                        "einsum: 'nchw,cd->nd' does not fit [B, 6, 32, 20], [B, 6, 32, 20]"),
                fails(
                        x -> x.maxPool2d(30, 1, 0, false),
                        "max_pool2d: a window of 30 (dilation 1) is larger than the size 20 padded by 0"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusals")
    void whatDoesNotFitIsRefused(Function<Tensor, Tensor> body, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> body.apply(image))
                        .getMessage());
    }

    @Test
    void weightsThatDoNotFitAreRefused() {
        Tensor weight = runner.tensor(12, 6, 3, 3);
        IllegalArgumentException convolution =
                assertThrows(IllegalArgumentException.class, () -> image.conv2d(weight, null, 1, 1, 1, 2));
        assertEquals(
                "conv2d: the input [B, 6, 32, 20] does not fit the weight [12, 6, 3, 3] in 2 groups",
                convolution.getMessage());
        Tensor matrix = runner.tensor(10, 21);
        IllegalArgumentException linear =
                assertThrows(IllegalArgumentException.class, () -> image.linear(matrix, null));
        assertEquals("linear: the input [B, 6, 32, 20] does not fit the weight [10, 21]", linear.getMessage());
    }

    @Test
    void operandsMustBeThereAndOfThePass() {
        Tensor stranger = new ShapeRunner().tensor(20);
        assertEquals(
                "add: operand 1 belongs to another pass",
                assertThrows(IllegalArgumentException.class, () -> image.add(stranger))
                        .getMessage());
        assertEquals(
                "linear: operand 1 is missing",
                assertThrows(IllegalArgumentException.class, () -> image.linear(null, null))
                        .getMessage());
    }

    @Test
    void axesCountFromBothEnds() {
        assertEquals(3, Shapes.axis(-1, 4));
        assertEquals(0, Shapes.axis(-4, 4));
        assertEquals(20, image.size(-1));
        for (long axis : List.of(4L, -5L)) {
            assertThrows(IllegalArgumentException.class, () -> Shapes.axis(axis, 4));
        }
    }

    @Test
    void shapesAreCopies() {
        image.shape()[1] = 99;
        assertEquals(6, image.size(1));
    }
}
