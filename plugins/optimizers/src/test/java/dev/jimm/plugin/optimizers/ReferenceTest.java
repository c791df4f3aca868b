package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.verify.Case;
import dev.jimm.core.verify.GeneratedValues;
import dev.jimm.core.verify.Verification;
import dev.jimm.core.verify.VerifyOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every optimizer goes where its counterpart in PyTorch or timm does. */
@Tag("engine")
class ReferenceTest {
    private static final int RUNS = 140;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> equalsTheReference() throws IOException {
        Path file = folder.resolve("optimizers.jsonl.gz");
        try (InputStream reference = ReferenceTest.class.getResourceAsStream("optimizers.jsonl.gz")) {
            Files.copy(reference, file);
        }
        List<Case> runs = check(file);
        assertEquals(RUNS, runs.size());
        return runs.stream()
                .map(run -> DynamicTest.dynamicTest(run.name(), () -> assertTrue(run.passed(), run::detail)));
    }

    private static List<Case> check(Path file) {
        ProviderCatalogue providers = OptimizersTest.catalogue();
        List<Case> runs = new ArrayList<>();
        new Verification(new ModelCatalogue(providers), providers).check(file, VerifyOptions.DEFAULT, runs::add);
        return runs;
    }

    private Case run(String run) throws IOException {
        String file = "{\"shapes\": {\"w\": [1]}}\n" + run;
        return check(Files.writeString(folder.resolve("run.jsonl"), file)).get(0);
    }

    /** The values of a reference are those of the recipe; here only what a run says of itself is asked for. */
    @Test
    void argumentsMayBeNullAndHaveTimmsNames() throws IOException {
        for (String run : List.of(
                "{\"opt\": \"lamb\", \"args\": {\"lr\": 0.0, \"weight_decay\": 0.0, \"max_grad_norm\": null,"
                        + " \"decoupled_decay\": true}, ",
                "{\"opt\": \"adamw\", \"args\": {\"lr\": 0.0, \"weight_decay\": 0.0, \"corrected_weight_decay\": true}, ")) {
            float start = GeneratedValues.unit("p/w", 1)[0];
            Case still = run(run + "\"trajectory\": [{\"step\": 2, \"params\": {\"w\": [" + start + "]}}]}");
            assertTrue(still.passed(), still::detail);
        }
    }

    @Test
    void whatARunCannotShowIsTold() throws IOException {
        String args = "\"args\": {\"lr\": 0.1, \"weight_decay\": 0.0}, \"trajectory\": []}";
        assertEquals(
                "the rule needs the curvature, which such a file does not have",
                run("{\"opt\": \"adahessian\", " + args).detail());
        assertEquals("nothing was compared", run("{\"opt\": \"sgd\", " + args).detail());
        Case unknown = run("{\"opt\": \"sdg\", " + args);
        assertFalse(unknown.passed());
        assertTrue(unknown.detail().startsWith("unknown optimizer 'sdg'; did you mean 'sgd'"), unknown::detail);
    }
}
