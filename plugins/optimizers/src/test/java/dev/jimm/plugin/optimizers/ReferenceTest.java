package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.verify.Case;
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
        ProviderCatalogue providers = OptimizersTest.catalogue();
        List<Case> runs = new ArrayList<>();
        new Verification(new ModelCatalogue(providers), providers).check(file, VerifyOptions.DEFAULT, runs::add);
        assertEquals(RUNS, runs.size());
        return runs.stream()
                .map(run -> DynamicTest.dynamicTest(run.name(), () -> assertTrue(run.passed(), run::detail)));
    }
}
