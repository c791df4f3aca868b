package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.app.text.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stands in a package whose records are open to JSON. */
class JsonTest {
    private record Measured(double meanLoss, Double best, int count) {}

    @Test
    void keysAreInSnakeCase() {
        assertEquals("{\"mean_loss\":0.5,\"best\":2.0,\"count\":3}", Json.line(new Measured(0.5, 2.0, 3)));
    }

    @Test
    void whatIsNotFiniteIsNull() {
        assertEquals(
                "{\"mean_loss\":null,\"best\":null,\"count\":3}",
                Json.line(new Measured(Double.NaN, Double.POSITIVE_INFINITY, 3)));
        assertEquals("[ null, 1.0 ]", Json.write(List.of(Double.NEGATIVE_INFINITY, 1.0)));
    }
}
