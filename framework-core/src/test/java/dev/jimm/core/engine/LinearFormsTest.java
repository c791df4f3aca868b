package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.verify.GeneratedValues;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A linear layer is calculated in one of two ways, by the number of its rows; both give the product. */
@Tag("engine")
class LinearFormsTest {
    private static final int IN = 24;
    private static final int OUT = 40;
    private static final double TOLERANCE = 1e-5;

    /** 1024 rows are few, 2304 many. */
    @ParameterizedTest
    @ValueSource(ints = {1024, 2304})
    void isTheProduct(int rows) {
        float[] x = GeneratedValues.unit("x", rows * IN);
        float[] weight = GeneratedValues.unit("weight", OUT * IN);
        float[] bias = GeneratedValues.unit("bias", OUT);
        float[] expected = product(x, weight, bias, rows);
        assertClose(expected, linear(x, weight, bias, rows, map -> map));
        assertClose(expected, linear(x, weight, bias, rows, map -> map.reshape(map.size(0), rows / 2, IN)));
    }

    private static float[] product(float[] x, float[] weight, float[] bias, int rows) {
        float[] result = new float[rows * OUT];
        for (int row = 0; row < rows; row++) {
            for (int out = 0; out < OUT; out++) {
                double sum = bias[out];
                for (int in = 0; in < IN; in++) {
                    sum += (double) x[row * IN + in] * weight[out * IN + in];
                }
                result[row * OUT + out] = (float) sum;
            }
        }
        return result;
    }

    /** @param form makes the operand of (2, rows / 32, 16, in) */
    private static float[] linear(float[] x, float[] weight, float[] bias, int rows, UnaryOperator<Tensor> form) {
        int height = rows / 32;
        List<Program.Input> inputs = List.of(
                new Program.Input(ElementType.FLOAT32, Shapes.BATCH, height, 16, IN),
                new Program.Input(ElementType.FLOAT32, OUT, IN),
                new Program.Input(ElementType.FLOAT32, OUT));
        try (Weights none = Weights.initialised(new ParamTable(), 0, false);
                Program program = Program.inference(
                        Execution.TRACED,
                        Precision.FP32,
                        inputs,
                        (in, parameters) -> List.of(form.apply(in.get(0)).linear(in.get(1), in.get(2))));
                DeviceTensor images = DeviceTensor.of(x, 2, height, 16, IN);
                DeviceTensor matrix = DeviceTensor.of(weight, OUT, IN);
                DeviceTensor offset = DeviceTensor.of(bias, OUT);
                Program.Results results = program.run(List.of(images, matrix, offset), none)) {
            return results.values().get(0).floats();
        }
    }

    private static void assertClose(float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        float[] tolerated = actual.clone();
        for (int i = 0; i < expected.length; i++) {
            if (Math.abs(expected[i] - actual[i]) < TOLERANCE) {
                tolerated[i] = expected[i];
            }
        }
        assertArrayEquals(expected, tolerated);
    }
}
