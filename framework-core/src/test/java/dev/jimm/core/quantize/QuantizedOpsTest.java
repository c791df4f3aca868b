package dev.jimm.core.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class QuantizedOpsTest {
    private static float[] compute(Function<List<Tensor>, Tensor> body, DeviceTensor... inputs) {
        List<Program.Input> declared = new ArrayList<>();
        for (DeviceTensor input : inputs) {
            declared.add(new Program.Input(input.type(), input.shape()));
        }
        try (Program program = Program.inference(
                        Execution.EAGER, Precision.FP32, declared, (in, parameters) -> List.of(body.apply(in)));
                Program.Results results = program.run(List.of(inputs), null)) {
            return results.values().get(0).floats();
        } finally {
            for (DeviceTensor input : inputs) {
                input.close();
            }
        }
    }

    /** Scales 1, 2, and that of an output without weights. */
    private static DeviceTensor weight() {
        return DeviceTensor.of(new float[] {127, 2.5f, 3.5f, -0.5f, 254, -254, 3, 5, 0, 0, 0, 0}, 3, 4);
    }

    @Test
    void eachOutputOfAWeightHasItsOwnScale() {
        assertArrayEquals(
                new float[] {1, 2, Steps.LEAST_SCALE}, compute(in -> QuantizedOps.scales(in.get(0)), weight()));
    }

    @Test
    void weightsAreRoundedHalfToEven() {
        float[] codes = compute(
                in -> QuantizedOps.weight(in.get(0), QuantizedOps.scales(in.get(0)))
                        .codes()
                        .to(ElementType.FLOAT32),
                weight());
        assertArrayEquals(new float[] {127, 2, 4, -0f, 127, -127, 2, 2, 0, 0, 0, 0}, codes, 0);
    }

    @Test
    void weightsComeBackInWholeSteps() {
        float[] values = compute(
                in -> {
                    Tensor scales = QuantizedOps.scales(in.get(0));
                    return QuantizedOps.dequantized(
                            QuantizedOps.weight(in.get(0), scales).codes(), scales, 0);
                },
                weight());
        assertArrayEquals(new float[] {127, 2, 4, 0, 254, -254, 4, 4, 0, 0, 0, 0}, values, 0);
    }

    @Test
    void activationsAreRoundedHalfToEvenAndSaturated() {
        Steps steps = new Steps(ElementType.UINT8, 2, 10);
        float[] values = compute(
                in -> QuantizedOps.stepped(in.get(0), steps),
                DeviceTensor.of(new float[] {0, 1, 3, 5, -20, -21, -100, 490, 491, 1000}, 10));
        assertArrayEquals(new float[] {0, 0, 4, 4, -20, -20, -20, 490, 490, 490}, values, 0);
    }

    @Test
    void signedActivationsReachOneStepFurtherDown() {
        Steps steps = new Steps(ElementType.INT8, 1, 0);
        float[] values = compute(
                in -> QuantizedOps.stepped(in.get(0), steps), DeviceTensor.of(new float[] {-200, -128, 127, 200}, 4));
        assertArrayEquals(new float[] {-128, -128, 127, 127}, values, 0);
    }

    @Test
    void biasesAreInTheScaleOfProducts() {
        Steps input = new Steps(ElementType.UINT8, 0.5f, 0);
        float[] values = compute(
                in -> {
                    Tensor scales = QuantizedOps.scales(in.get(0), in.get(1), input);
                    return QuantizedOps.bias(in.get(1), scales, input).codes().to(ElementType.FLOAT32);
                },
                weight(),
                DeviceTensor.of(new float[] {3, -2.2f, 0}, 3));
        assertArrayEquals(new float[] {6, -2, 0}, values, 0);
    }

    @Test
    void anOutputWithABiasAndWithoutWeightsKeepsIt() {
        Steps input = new Steps(ElementType.UINT8, 0.5f, 0);
        float[] values = compute(
                in -> {
                    Tensor scales = QuantizedOps.scales(in.get(0), in.get(1), input);
                    QuantizedOps.Coded bias = QuantizedOps.bias(in.get(1), scales, input);
                    return QuantizedOps.dequantized(bias.codes(), bias.scales(), 0);
                },
                weight(),
                DeviceTensor.of(new float[] {0, 0, 0.75f}, 3));
        assertArrayEquals(new float[] {0, 0, 0.75f}, values, 1e-6f);
        assertEquals(3, values.length);
    }
}
