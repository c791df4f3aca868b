package dev.jimm.core.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private final Problems problems = new Problems();

    @Test
    void noProblemsAreNoError() {
        assertTrue(problems.isEmpty());
        assertDoesNotThrow(problems::throwIfAny);
    }

    @Test
    void oneProblemIsItsOwnMessage() {
        problems.add(new Location("run.conf", 4), "unknown key 'a'");

        JimmException e = assertThrows(JimmException.class, problems::throwIfAny);
        assertEquals("run.conf:4: unknown key 'a'", e.getMessage());
        assertEquals(Category.CONFIGURATION, e.category());
        assertFalse(problems.isEmpty());
    }

    @Test
    void problemsAreSortedByFileThenLineAndCounted() {
        problems.add(new Location("run.conf", 10), "third");
        problems.add(new Location("run.conf", 9), "second");
        problems.add(new Location("recipes/a.conf", 12), "first");
        problems.add(Location.UNKNOWN, "nowhere");

        assertEquals(
                """
                nowhere
                recipes/a.conf:12: first
                run.conf:9: second
                run.conf:10: third
                4 problems\
                """, assertThrows(JimmException.class, problems::throwIfAny).getMessage());
    }

    @Test
    void aLocationFallsBackToTheInnermostSection() {
        Config config = ConfigFile.parse("a = 1\ntrain {\n  clip {\n    value = 1 } }", "run.conf");

        assertEquals(new Location("run.conf", 4), Location.of(config, "train.clip.value"));
        assertEquals(new Location("run.conf", 3), Location.of(config, "train.clip.mode"));
        assertEquals(new Location("run.conf", 2), Location.of(config, "train.epochs.x"));
        assertEquals(Location.UNKNOWN, Location.of(ConfigFactory.empty(), "a"));
    }

    @Test
    void aSectionOfSeveralFilesStandsWhereTheWinningOneHasIt() {
        Config recipe = ConfigFile.parse("\ntrain { lr = 1 }", "recipes/a.conf");
        Config run = ConfigFile.parse("\n\n\ntrain {\n epochs = 3 }\ntrain.seed = 4", "run.conf");

        assertEquals(new Location("run.conf", 4), Location.of(run.withFallback(recipe), "train"));
    }
}
