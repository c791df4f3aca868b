package dev.jimm.api.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.ShapeRunner;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the norms of ConvNeXt declare, and the shapes and types that they give. */
class GlobalResponseNormTest {
    private final ParamTable table = new ParamTable();
    private final Scope scope = table.root();
    private final ShapeRunner runner = new ShapeRunner();

    private void assertKeeps(Layer layer, long... shape) {
        Tensor x = runner.tensor(shape).to(ElementType.BFLOAT16);
        Tensor result = layer.forward(x, runner.pass(false));
        assertArrayEquals(shape, result.shape());
        assertEquals(ElementType.BFLOAT16, result.type());
    }

    @Test
    void keepsShapeAndType() {
        GlobalResponseNorm norm = new GlobalResponseNorm(6);
        assertKeeps(norm.ofMaps(scope.at("maps")), Shapes.BATCH, 6, 7, 5);
        assertKeeps(norm.at(scope.at("last")), Shapes.BATCH, 7, 5, 6);
        assertKeeps(Norm.ofMaps(Norm.deviation(1e-6)).at(scope.at("deviation"), 6), Shapes.BATCH, 6, 7, 5);
        assertEquals(
                List.of("maps.weight", "maps.bias", "last.weight", "last.bias", "deviation.weight"),
                table.all().stream().map(Param::name).toList());
    }

    @Test
    void startsAsTheIdentity() {
        new GlobalResponseNorm(2).at(scope);
        for (Param param : table.all()) {
            float[] values = {1, 1};
            param.init().fill(values, param.shape(), new Random(1));
            assertArrayEquals(new float[] {0, 0}, values, param.name());
        }
    }
}
