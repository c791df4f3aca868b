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

/** What layers of networks without batch norm declare, and the shapes that they give. */
class StdConv2dTest {
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

    @Test
    void declaresWhatItsConvolutionWould() {
        Conv2d conv = Conv2d.of(6, 8, 3).groups(2).stride(2);
        Layer layer = new StdConv2d(conv, 1e-6).at(scope);
        assertEquals(List.of("weight[8, 3, 3, 3]"), declared());
        assertArrayEquals(new long[] {B, 8, 4, 5}, shape(layer, B, 6, 7, 9));
    }

    @Test
    void scaledOnesAlsoHaveGains() {
        Conv2d conv = Conv2d.of(6, 8, 3).stride(2).withBias().same();
        Layer layer = new StdConv2d(conv, 1e-5).scaledAt(scope, 1.7, 0.25);
        assertEquals(List.of("weight[8, 6, 3, 3]", "bias[8]", "gain[8, 1, 1, 1]"), declared());
        assertArrayEquals(new long[] {B, 8, 4, 4}, shape(layer, B, 6, 8, 8));
        assertEquals(
                1,
                runner.calls().stream().filter(call -> call.startsWith("pad ")).count());
        float[] gains = new float[8];
        Param gain = table.all().get(2);
        gain.init().fill(gains, gain.shape(), new Random(1));
        assertEquals(0.25f, gains[7]);
    }

    @Test
    void epsilonIsPositive() {
        Conv2d conv = Conv2d.of(6, 8, 3);
        assertEquals(
                "'epsilon' of a convolution must be positive, is 0.0",
                assertThrows(IllegalArgumentException.class, () -> new StdConv2d(conv, 0))
                        .getMessage());
    }

    @Test
    void filterResponseNormKeepsShapeAndType() {
        Layer layer = FilterResponseNorm.at(scope, 4);
        assertEquals(List.of("weight[4]", "bias[4]", "tau[4]"), declared());
        Tensor x = runner.tensor(B, 4, 3, 5).to(ElementType.BFLOAT16);
        Tensor normalised = layer.forward(x, runner.pass(false));
        assertArrayEquals(new long[] {B, 4, 3, 5}, normalised.shape());
        assertEquals(ElementType.BFLOAT16, normalised.type());
    }
}
