package dev.jimm.app.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages under docs show is so. */
class PagesTest {
    private static final Pattern BLOCK = Pattern.compile("```(hocon)?\n(.*?)```\n", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private static List<MatchResult> blocks(String page) throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("..", "docs", page)))
                .results()
                .toList();
    }

    private Outcome describe(String text, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("run.conf"), "model.name = vit_tiny_patch16_224\n" + text);
        return more.length == 0 ? Cli.run("describe", file) : Cli.run("describe", file, more[0]);
    }

    @ParameterizedTest
    @CsvSource({"training.md, 5", "optimizers.md, 4", "data.md, 4"})
    void everyConfigurationIsSound(String page, int count) throws IOException {
        List<String> configurations = blocks(page).stream()
                .filter(block -> "hocon".equals(block.group(1)))
                .map(block -> block.group(2))
                .toList();
        assertEquals(count, configurations.size());
        for (String configuration : configurations) {
            assertEquals("", describe(configuration).err(), configuration);
        }
    }

    @Test
    void theTableIsThatOfTheGroupsBeforeIt() throws IOException {
        List<MatchResult> blocks = blocks("optimizers.md");
        MatchResult table = blocks.stream()
                .filter(block -> block.group(2).startsWith("parameter"))
                .findFirst()
                .orElseThrow();
        String groups = blocks.get(blocks.indexOf(table) - 1).group(2);
        List<String> printed = describe(groups, "--parameters").out().lines().toList();
        table.group(2).lines().forEach(line -> assertTrue(printed.contains(line), line));
    }
}
