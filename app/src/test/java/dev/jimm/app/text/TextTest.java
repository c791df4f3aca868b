package dev.jimm.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void numbersAreTheSameInEveryLanguage() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertEquals("25.6 M", Text.millions(25_557_032));
            assertEquals("0.47 M", Text.millions(465_000));
            assertEquals("97.50 %", Text.percent(0.975));
            assertEquals("1,600 images", Text.count(1600, "image"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void nounsHaveTheirPlural() {
        assertEquals("1 class", Text.count(1, "class"));
        assertEquals("2 classes", Text.count(2, "class"));
        assertEquals("0 policies", Text.count(0, "policy"));
    }

    @Test
    void durationsAreClockTimes() {
        assertEquals("0:00", Text.clock(0.4));
        assertEquals("0:07", Text.clock(7));
        assertEquals("59:59", Text.clock(3599));
        assertEquals("1:02:03", Text.clock(3723));
    }

    @Test
    void bytesHaveAUnit() {
        assertEquals("3 KB", Text.bytes(3L << 10));
        assertEquals("512 MB", Text.bytes(512L << 20));
        assertEquals("1.5 GB", Text.bytes(3L << 29));
    }

    @Test
    void wordsAreWrapped() {
        assertEquals(List.of("one, two,", "three"), Text.wrap(List.of("one", "two", "three"), 12));
        assertEquals(List.of("incomprehensible,", "no"), Text.wrap(List.of("incomprehensible", "no"), 8));
    }
}
