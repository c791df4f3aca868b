package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Estimates of the diagonal of the Hessian. */
@Tag("engine")
class HessianTest {
    private static final long SEED = 5;

    private static Program program(Execution execution, int samples, Param param, UnaryOperator<Tensor> loss) {
        return Program.gradients(
                execution,
                Precision.FP32,
                List.of(),
                (in, parameters) -> List.of(loss.apply(parameters.apply(param))),
                new Program.Wanted(any -> true, samples, false));
    }

    /** Where the Hessian is a diagonal, every sample is exact. */
    @ParameterizedTest
    @EnumSource(Execution.class)
    void aDiagonalIsExact(Execution execution) {
        ParamTable table = new ParamTable();
        Param w = table.root().weight("w", Init.values(new float[] {1, -2, 3}), 3);
        long live = DeviceTensor.live();
        try (Weights weights = Weights.initialised(table, SEED, false);
                Program cubes = program(execution, 2, w, x -> x.pow(3).sum());
                Program.Results results = cubes.run(List.of(), weights)) {
            assertEquals(20, results.values().get(0).item(), 1e-4f);
            assertArrayEquals(
                    new float[] {3, 12, 27}, results.gradients().get(w).floats(), 1e-4f);
            assertArrayEquals(new float[] {6, -12, 18}, results.hessian().get(w).floats(), 1e-4f);
        }
        assertEquals(live, DeviceTensor.live());
    }

    /** The Hessian of (sum x)^2 / 2 is all ones, so z * Hz = z * sum z: its expectation is 1, and a sample is not. */
    @ParameterizedTest
    @EnumSource(Execution.class)
    void theMeanOfManySamplesNearsTheDiagonal(Execution execution) {
        ParamTable table = new ParamTable();
        Param w = table.root().weight("w", Init.ONES, 4);
        try (Weights weights = Weights.initialised(table, SEED, false);
                Program squared = program(execution, 400, w, x -> x.sum().pow(2).mul(0.5))) {
            Program.Results results = Engine.seeded(SEED, () -> squared.run(List.of(), weights));
            try (results) {
                for (float value : results.hessian().get(w).floats()) {
                    assertTrue(value != 1, "a sample of ones would not be random");
                    assertEquals(1, value, 0.4, "seed " + SEED);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void aLossWithoutCurvatureHasNone(Execution execution) {
        ParamTable table = new ParamTable();
        Param w = table.root().weight("w", Init.ONES, 3);
        try (Weights weights = Weights.initialised(table, SEED, false);
                Program linear = program(execution, 1, w, x -> x.mul(2).sum());
                Program.Results results = linear.run(List.of(), weights)) {
            assertArrayEquals(new float[] {2, 2, 2}, results.gradients().get(w).floats());
            assertArrayEquals(new float[3], results.hessian().get(w).floats());
        }
    }

    /** The fast kernel of attention has no second gradient, so another form takes its place. */
    @ParameterizedTest
    @EnumSource(Execution.class)
    void attentionCurvesAsItsDefinition(Execution execution) {
        ParamTable table = new ParamTable();
        Param w = table.root().weight("w", Init.normal(1), 1, 2, 5, 4);
        UnaryOperator<Tensor> fast = x -> x.attention(x, x, null, 0, 0.5).pow(2).sum();
        UnaryOperator<Tensor> plain = x ->
                x.matmul(x.transpose(2, 3)).mul(0.5).softmax(3).matmul(x).pow(2).sum();
        try (Weights weights = Weights.initialised(table, SEED, false);
                Program one = program(execution, 1, w, fast);
                Program other = program(execution, 1, w, plain)) {
            Program.Results actual = Engine.seeded(SEED, () -> one.run(List.of(), weights));
            Program.Results expected = Engine.seeded(SEED, () -> other.run(List.of(), weights));
            try (actual;
                    expected) {
                assertArrayEquals(
                        expected.hessian().get(w).floats(),
                        actual.hessian().get(w).floats(),
                        1e-3f);
            }
        }
    }
}
