package dev.jimm.core.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NameListTest {
    @Test
    void givesBackWhatWasAdded() {
        assertEquals(List.of("", "a", "ünïcode 猫", "", "b"), NameList.of(List.of("", "a", "ünïcode 猫", "", "b")));
        List<String> many =
                IntStream.range(0, 10_000).mapToObj(i -> "name " + i).toList();
        assertEquals(many, NameList.of(many));
    }

    @Test
    void hasNoNamesBeyondItsEnds() {
        NameList names = NameList.of(List.of("a"));
        assertThrows(IndexOutOfBoundsException.class, () -> names.get(1));
        assertThrows(IndexOutOfBoundsException.class, () -> names.get(-1));
    }
}
