package dev.jimm.core.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void ofAHundred() {
        double[] values =
                IntStream.rangeClosed(1, 100).map(i -> 101 - i).asDoubleStream().toArray();
        assertEquals(new Quantiles(1, 5, 25, 50, 75, 95, 100), Quantiles.of(values));
    }

    @Test
    void ofFew() {
        assertEquals(new Quantiles(7, 7, 7, 7, 7, 7, 7), Quantiles.of(new double[] {7}));
        assertEquals(new Quantiles(1, 1, 1, 2, 3, 3, 3), Quantiles.of(new double[] {3, 1, 2}));
    }
}
