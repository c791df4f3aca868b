package dev.jimm.core.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.tensor.ElementType;
import org.junit.jupiter.api.Test;

class StepsTest {
    private static Steps unsigned(float low, float high) {
        return Steps.of(new Range(low, high), Target.ONNX_RUNTIME);
    }

    private static Steps signed(float low, float high) {
        return Steps.of(new Range(low, high), Target.TENSORRT);
    }

    @Test
    void unsignedStepsReachFromTheSmallestToTheLargest() {
        assertEquals(new Steps(ElementType.UINT8, 1, 0), unsigned(0, 255));
        assertEquals(new Steps(ElementType.UINT8, 2, 64), unsigned(-128, 382));
        assertEquals(new Steps(ElementType.UINT8, 0.5f, 255), unsigned(-127.5f, 0));
    }

    @Test
    void zeroIsAlwaysOneOfThem() {
        assertEquals(new Steps(ElementType.UINT8, 2, 0), unsigned(100, 510));
        assertEquals(new Steps(ElementType.UINT8, 2, 255), unsigned(-510, -100));
    }

    @Test
    void theZeroPointIsRoundedHalfToEven() {
        assertEquals(2, unsigned(-2.5f, 252.5f).zero());
        assertEquals(4, unsigned(-3.5f, 251.5f).zero());
    }

    @Test
    void signedStepsAreTheSameOnBothSidesOfZero() {
        assertEquals(new Steps(ElementType.INT8, 2, 0), signed(-10, 254));
        assertEquals(new Steps(ElementType.INT8, 1, 0), signed(-127, 3));
    }

    @Test
    void whatIsAlwaysZeroHasStepsAllTheSame() {
        assertEquals(new Steps(ElementType.UINT8, 1, 0), unsigned(0, 0));
        assertEquals(new Steps(ElementType.INT8, 1, 0), signed(0, 0));
        assertEquals(1, unsigned(0, Float.MIN_VALUE).scale());
    }

    @Test
    void aConstantIsOneEndOfTheRange() {
        assertEquals(new Steps(ElementType.UINT8, 3 / 255f, 0), unsigned(3, 3));
        assertEquals(new Steps(ElementType.UINT8, 3 / 255f, 255), unsigned(-3, -3));
    }

    @Test
    void rangesOfNoNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Range(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Range(Float.NaN, 0));
        assertThrows(IllegalArgumentException.class, () -> new Range(0, Float.POSITIVE_INFINITY));
    }
}
