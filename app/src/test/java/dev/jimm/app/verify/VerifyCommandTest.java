package dev.jimm.app.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("names.json"), text);
    }

    @Test
    void printsALineACaseAndTheCountsLast() throws IOException {
        Path names = write("{\"tv_resnet34\": \"resnet34.tv_in1k\", \"gluon_resnet18_v1b\": \"resnet18.gluon_in1k\"}");
        assertEquals(new Outcome(0, """
                        ok    tv_resnet34: means resnet34.tv_in1k
                        ok    gluon_resnet18_v1b: means resnet18.gluon_in1k
                        2 passed, 0 failed
                        """, ""), Cli.run("verify", names));
    }

    @Test
    void aFailureIsExitCode1() throws IOException {
        Path names = write("{\"tv_resnet34\": \"resnet50.tv_in1k\", \"tv_resnet50\": \"resnet50.tv_in1k\"}");
        Outcome outcome = Cli.run("verify", names, "--execution", "both");
        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.out().startsWith("FAIL  tv_resnet34: "), outcome.out());
        assertTrue(outcome.out().endsWith("\n1 passed, 1 failed\n"), outcome.out());
    }

    @Test
    void aFilterThatMatchesNothingIsWrongUsage() throws IOException {
        Outcome outcome = Cli.run("verify", write("{\"tv_resnet34\": \"resnet34.tv_in1k\"}"), "--filter", "vit*");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.out().endsWith("\n0 passed, 0 failed\n"), outcome.out());
        assertEquals("jimm: nothing was checked; --filter 'vit*' matches nothing in the files\n", outcome.err());
    }

    @Test
    void aMissingFileIsBadData() {
        Path file = folder.resolve("none.jsonl");
        Outcome outcome = Cli.run("verify", file);
        assertEquals(3, outcome.exitCode());
        assertTrue(outcome.err().startsWith("jimm: " + file), outcome.err());
    }

    @Test
    void aFolderIsNoFile() {
        assertEquals(
                new Outcome(3, "", "jimm: " + folder + ": this is a folder; name the files in it\n"),
                Cli.run("verify", folder));
    }
}
