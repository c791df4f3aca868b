package dev.jimm.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.app.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that a plugin adds is used like those that are built in. */
@Tag("engine")
class ParquetTrainsTest {
    private static final Path FILES =
            Path.of("..", "plugins", "parquet", "src", "test", "resources", "dev", "jimm", "plugin", "parquet", "hub");

    @TempDir
    private Path folder;

    @Test
    void trainsFromParquet() throws IOException {
        Path file = Files.writeString(folder.resolve("run.conf"), """
                name = hub
                model { name = test_resnet }
                input { size = 32 }
                data { reader = parquet, root = "ROOT", batch-size = 2, workers = 1 }
                optimizer { name = adamw }
                train { epochs = 1, output = "RUNS" }
                """.replace("ROOT", FILES.toString())
                .replace("RUNS", folder.resolve("runs").toString()));
        Outcome trained = Cli.run("train", file);
        assertEquals(0, trained.exitCode(), trained.err());
        assertEquals("", trained.err());
        assertTrue(Files.exists(folder.resolve("runs/hub/report.md")));
        Outcome validated = Cli.run("validate", folder.resolve("runs/hub"));
        assertEquals(0, validated.exitCode(), validated.err());
    }
}
