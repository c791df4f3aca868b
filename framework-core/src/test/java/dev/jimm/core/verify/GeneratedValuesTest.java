package dev.jimm.core.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import org.junit.jupiter.api.Test;

/** The expected values were computed with Python's unbounded integers. */
class GeneratedValuesTest {
    private static final float U0 = 0.728326678276062f;
    private static final float U1 = -0.9524918794631958f;
    private static final float U2 = 0.6982332468032837f;

    @Test
    void unit() {
        float[] expected = {-0.8043633699417114f, 0.30472075939178467f, -0.5927515029907227f, -0.45111072063446045f};
        assertArrayEquals(expected, GeneratedValues.unit("input", 4));
    }

    @Test
    void namesAreHashedAsUtf8() {
        assertArrayEquals(new float[] {U0, U1, U2}, GeneratedValues.unit("bäume.0.weight", 3));
    }

    @Test
    void weightsAreScaledByTheirFan() {
        float[] values = GeneratedValues.of(scope("bäume.0").weight("weight", Init.ZEROS, 1, 3));
        assertArrayEquals(new float[] {U0, U1, U2}, values, 1e-7f);
        values = GeneratedValues.of(scope("bäume.0").weight("weight", Init.ZEROS, 3, 12, 1, 1));
        assertEquals(U1 / 2, values[1], 1e-7);
    }

    @Test
    void vectorsAreAroundOne() {
        float[] values = GeneratedValues.of(scope("bäume.0").weight("weight", Init.ZEROS, 3));
        assertArrayEquals(new float[] {1 + 0.1f * U0, 1 + 0.1f * U1, 1 + 0.1f * U2}, values, 1e-7f);
    }

    @Test
    void theLastPartOfTheNameDecides() {
        assertEquals(0.1f * unit("a.running_mean"), value("running_mean", 2), 1e-7);
        assertEquals(1 + 0.1f * Math.abs(unit("a.running_var")), value("running_var", 2), 1e-7);
        assertEquals(0.1f * unit("a.bias"), value("bias", 2), 1e-7);
        assertEquals(0.1f * unit("a.beta"), value("beta", 2, 2), 1e-7);
        assertEquals(0.1f * unit("a.q_bias"), value("q_bias", 2), 1e-7);
        assertEquals(unit("a.in_proj_weight"), value("in_proj_weight", 2, 3), 1e-7);
        assertEquals(0.1f * unit("a.pos_embed"), value("pos_embed", 1, 2, 3), 1e-7);
        assertEquals(1 + 0.1f * unit("a.gamma"), value("gamma", 2), 1e-7);
    }

    @Test
    void countersKeepTheirValue() {
        assertArrayEquals(new float[] {0}, GeneratedValues.of(scope("norm").counter("num_batches_tracked")));
    }

    private static float unit(String name) {
        return GeneratedValues.unit(name, 1)[0];
    }

    private static float value(String name, long... shape) {
        return GeneratedValues.of(scope("a").weight(name, Init.ZEROS, shape))[0];
    }

    private static Scope scope(String path) {
        return new Scope(new ParamTable(), path);
    }
}
