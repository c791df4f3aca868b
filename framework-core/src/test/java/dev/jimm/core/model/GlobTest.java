package dev.jimm.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    private static final List<String> NAMES =
            List.of("mini_a", "mini_b", "wide_mini", "a-b", "a]b", "a^b", "a.b", "a\\b");

    @ParameterizedTest
    @CsvSource({
        "mini_b, mini_b",
        "mini*, mini_a mini_b",
        "*mini, wide_mini",
        "*mini*, mini_a mini_b wide_mini",
        "mini_?, mini_a mini_b",
        "mini_[bc], mini_b",
        "mini_[b-d], mini_b",
        "mini_[!b], mini_a",
        "mini_[!a-a], mini_b",
        "mini, ''",
        "mini_., ''",
        "a[.]b, a.b",
        "a[]]b, a]b",
        "a[!]]b, a-b a^b a.b a\\b",
        "a[^]b, a^b",
        "a[a-]b, a-b",
        "a[-a]b, a-b",
        "a[\\]b, a\\b",
        "a]b, a]b",
        "a[[&&.]b, a.b",
        "'', ''"
    })
    void matches(String glob, String matched) {
        Glob pattern = new Glob(glob);
        assertEquals(
                matched,
                String.join(" ", NAMES.stream().filter(pattern::matches).toList()));
    }

    @ParameterizedTest
    @CsvSource({
        "[z-a],    the range 'z-a' is backwards",
        "vit[0-,   a '[' lacks its ']'",
        "vit[,     a '[' lacks its ']'",
        "vit[],    a '[' lacks its ']'",
        "vit[!],   a '[' lacks its ']'",
    })
    void malformed(String glob, String problem) {
        JimmException error = assertThrows(JimmException.class, () -> new Glob(glob));
        assertEquals("malformed pattern '" + glob + "': " + problem, error.getMessage());
        assertEquals(Category.CONFIGURATION, error.category());
    }
}
