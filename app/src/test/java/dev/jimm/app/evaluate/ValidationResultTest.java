package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.app.evaluate.ValidationResult.OfClass;
import dev.jimm.core.train.Evaluation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidationResultTest {
    private final ValidationResult result = ValidationResult.of(
            Path.of("best"), List.of("cat", "dog", "horse"), new Evaluation(8, 0.5, 0.625, 1, new int[][] {
                {1, 0, 2}, {1, 4, 0}, {0, 0, 0}
            }));

    @Test
    void tellsForEachClassWhatItIsTakenFor() {
        assertEquals(
                List.of(
                        new OfClass("cat", 3, 1, 1.0 / 3, "horse", 2),
                        new OfClass("dog", 5, 4, 0.8, "cat", 1),
                        new OfClass("horse", 0, 0, 0, null, 0)),
                result.classes());
    }

    @Test
    void isARowForEachClassAndOneForAll() {
        List<Object[]> rows = result.rows();
        assertEquals(5, rows.size());
        assertArrayEquals(new Object[] {"all", 8, 0.625, 1.0, 0.5}, rows.get(1));
        assertArrayEquals(new Object[] {"dog", 5, 0.8, "", ""}, rows.get(3));
    }
}
