package dev.jimm.core.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.core.analyze.Suggestion.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
    private static final long MEGABYTE = 1 << 20;

    private static List<String> cache(DataReport report, long heap) {
        return Suggestion.of(report, heap).settings().stream()
                .filter(setting -> setting.key().equals("data.cache-megabytes"))
                .map(Setting::value)
                .toList();
    }

    @Test
    void theCacheTakesAQuarterOfTheHeapAtMost() {
        DataReport report = new MadeData("a", "b")
                .train("1", MadeData.encoded(MadeData.plain(800, 700, 1, 2, 3), "png"), 0)
                .train("2", MadeData.encoded(MadeData.plain(800, 700, 3, 2, 1), "png"), 1)
                .analyzed(1);
        assertEquals(List.of("4"), cache(report, 16 * MEGABYTE));
        assertEquals(List.of(), cache(report, 16 * MEGABYTE - 1));
    }
}
