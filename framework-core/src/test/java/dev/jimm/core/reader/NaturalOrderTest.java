package dev.jimm.core.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {
    @Test
    void numbersCountAsNumbersAndCaseDoesNot() {
        List<String> sorted =
                List.of("0", "2", "10", "a", "a1b", "a2", "A2x", "a10", "a0011", "B", "b1", "n01440764", "n15075141");
        assertEquals(
                sorted,
                List.of("n15075141", "a10", "b1", "10", "a", "A2x", "2", "a0011", "a1b", "B", "0", "n01440764", "a2")
                        .stream()
                        .sorted(NaturalOrder.INSTANCE)
                        .toList());
    }

    @Test
    void namesThatLookAlikeHaveAnOrderToo() {
        assertEquals(
                List.of("A01", "A1", "a1"),
                List.of("a1", "A1", "A01").stream()
                        .sorted(NaturalOrder.INSTANCE)
                        .toList());
    }
}
