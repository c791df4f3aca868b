package dev.jimm.plugin.schedulers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.verify.Case;
import dev.jimm.core.verify.Verification;
import dev.jimm.core.verify.VerifyOptions;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs of timm 1.0.29.dev: the number of epochs, and the rate of two groups at every position, to 8 digits. */
class ReferenceRunsTest {
    @TestFactory
    Stream<DynamicTest> runs() throws URISyntaxException {
        List<Case> cases = check(
                Path.of(ReferenceRunsTest.class.getResource("schedulers.json").toURI()));
        assertEquals(16, cases.size());
        return cases.stream().map(run -> dynamicTest(run.name(), () -> assertTrue(run.passed(), run::detail)));
    }

    private static List<Case> check(Path file) {
        List<Case> cases = new ArrayList<>();
        new Verification(new ModelCatalogue(Given.PROVIDERS), Given.PROVIDERS)
                .check(file, VerifyOptions.DEFAULT, cases::add);
        return cases;
    }

    /** timm's factory takes all of these arguments for a step schedule, and has a use for the first three. */
    @Test
    void argumentsWithoutAUse(@TempDir Path folder) throws IOException {
        assertRun(folder, """
            {"sched": "step", "epochs": 2, "base_lr": [1.0], "lrs": [[1.0], [0.5], [0.25]], "args": {
                "num_epochs": 2, "decay_epochs": 1, "decay_rate": 0.5, "cooldown_epochs": 5, "cycle_limit": 3,
                "decay_milestones": [1], "k_decay": 2.0, "min_lr": 0.3, "patience_epochs": 1}}
            """);
    }

    /** The metrics are 50, 57.7 and 59.5: twice worse. */
    @Test
    void metricThatIsBetterWhenLower(@TempDir Path folder) throws IOException {
        assertRun(folder, """
            {"sched": "plateau", "epochs": 3, "base_lr": [1.0], "lrs": [[1.0], [1.0], [1.0], [0.5]], "args": {
                "num_epochs": 3, "decay_rate": 0.5, "patience_epochs": 1, "plateau_mode": "min"}}
            """);
    }

    private static void assertRun(Path folder, String run) throws IOException {
        List<Case> cases = check(Files.writeString(folder.resolve("run.json"), "{\"runs\": [" + run + "]}"));
        assertEquals(1, cases.size());
        assertTrue(cases.get(0).passed(), cases.get(0)::detail);
    }
}
