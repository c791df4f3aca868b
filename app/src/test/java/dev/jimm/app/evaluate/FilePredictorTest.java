package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilePredictorTest {
    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void anAnswerThatIsNoNumberIsToldWithItsImage(float value) {
        JimmException failure = assertThrows(
                JimmException.class, () -> FilePredictor.requireNumbers(new float[] {1, value}, "in/a.jpg"));
        assertEquals(Category.DATA, failure.category());
        assertEquals(
                "in/a.jpg: the model's answer is no number (" + value
                        + "): its weights are broken; take another checkpoint",
                failure.getMessage());
    }

    @Test
    void aProbabilityOfZeroIsAnAnswer() {
        assertDoesNotThrow(() -> FilePredictor.requireNumbers(new float[] {0, Float.NEGATIVE_INFINITY}, "in/a.jpg"));
    }
}
