package dev.jimm.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a user put into the distribution or changed there outlives a build; run on folders that stand for distributions. */
@DisabledOnOs(OS.WINDOWS)
class SwitchScriptTest {
    private static final Path SCRIPT = Path.of("src/main/assembly/switch.sh").toAbsolutePath();
    private static final String FIRST = "202601010000.00";
    private static final String SECOND = "202601020000.00";
    private static final String THIRD = "202601030000.00";

    @TempDir
    private Path target;

    @BeforeEach
    void buildTheFirst() throws IOException, InterruptedException {
        build(FIRST, "1");
    }

    /** A build whose files hold its number, made the current one. */
    private void build(String stamp, String number) throws IOException, InterruptedException {
        Path folder = target.resolve("jimm-" + stamp);
        write(folder.resolve("plugins/ours.jar"), number);
        write(folder.resolve("conf/plugins.conf"), "mode = open # " + number);
        write(folder.resolve("conf/logback.xml"), number);
        write(folder.resolve("conf/distribution.sha256"), number);
        runScript(stamp);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void runScript(String stamp) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", SCRIPT.toString(), target.toString(), stamp)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals("", output);
    }

    private Path current(String file) {
        return target.resolve("jimm").resolve(file);
    }

    private String text(String file) throws IOException {
        return Files.readString(current(file));
    }

    private List<String> builds() throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theNewBuildIsTheCurrentOne() throws Exception {
        assertEquals(List.of("jimm", "jimm-" + FIRST), builds());
        build(SECOND, "2");
        assertEquals(
                "jimm-" + SECOND, Files.readSymbolicLink(target.resolve("jimm")).toString());
        assertEquals("2", text("plugins/ours.jar"));
        assertEquals("mode = open # 2", text("conf/plugins.conf"));
        assertTrue(Files.exists(current(".built")));
        assertEquals(List.of("jimm", "jimm-" + FIRST, "jimm-" + SECOND), builds(), "the old one may be starting");
        build(THIRD, "3");
        assertEquals(List.of("jimm", "jimm-" + SECOND, "jimm-" + THIRD), builds());
    }

    @Test
    void whatAUserAddedIsTakenAlongAgainAndAgain() throws Exception {
        write(current("plugins/mine with blanks.jar"), "mine");
        write(current("conf/alice.pem"), "alice");
        write(current("conf/signers/bob.pem"), "bob");
        for (String stamp : List.of(SECOND, THIRD)) {
            build(stamp, "later");
            assertEquals("mine", text("plugins/mine with blanks.jar"));
            assertEquals("alice", text("conf/alice.pem"));
            assertEquals("bob", text("conf/signers/bob.pem"));
            assertEquals("later", text("plugins/ours.jar"));
        }
    }

    @Test
    void whatAUserChangedInTheConfigurationIsKept() throws Exception {
        write(current("conf/plugins.conf"), "mode = strict");
        write(current("conf/distribution.sha256"), "edited");
        build(SECOND, "2");
        assertEquals("mode = strict", text("conf/plugins.conf"));
        assertEquals("2", text("conf/logback.xml"));
        assertEquals("2", text("conf/distribution.sha256"), "it lists the plugins of this build");
        build(THIRD, "3");
        assertEquals("mode = strict", text("conf/plugins.conf"));
        assertEquals("3", text("conf/logback.xml"));
    }

    @Test
    void aPluginOfTheBuildIsAlwaysThatOfTheBuild() throws Exception {
        write(current("plugins/ours.jar"), "patched by somebody");
        build(SECOND, "2");
        assertEquals("2", text("plugins/ours.jar"));
    }

    @Test
    void aPluginThatBuildsNoLongerBringIsNotTakenForTheUsers() throws Exception {
        write(target.resolve("jimm-" + SECOND).resolve("plugins/former.jar"), "2");
        build(SECOND, "2");
        build(THIRD, "3");
        assertFalse(Files.exists(current("plugins/former.jar")));
    }

    @Test
    void linksAreTakenAlongAsLinksAlsoThoseToNowhere() throws Exception {
        Path jar = Files.writeString(target.resolve("elsewhere.jar"), "elsewhere");
        Files.createSymbolicLink(current("plugins/linked.jar"), jar);
        Files.createSymbolicLink(current("plugins/dangling.jar"), Path.of("nowhere.jar"));
        for (String stamp : List.of(SECOND, THIRD)) {
            build(stamp, "later");
            assertEquals(jar, Files.readSymbolicLink(current("plugins/linked.jar")));
            assertTrue(Files.exists(current("plugins/dangling.jar"), LinkOption.NOFOLLOW_LINKS));
            assertEquals(Path.of("nowhere.jar"), Files.readSymbolicLink(current("plugins/dangling.jar")));
        }
    }

    /** A build that ended here is run again with the same stamp. */
    @Test
    void nothingIsLostWhenItRunsTwice() throws Exception {
        write(current("plugins/mine.jar"), "mine");
        write(current("conf/plugins.conf"), "mode = strict");
        build(SECOND, "2");
        runScript(SECOND);
        assertEquals("mine", text("plugins/mine.jar"));
        assertEquals("mode = strict", text("conf/plugins.conf"));
        build(THIRD, "3");
        assertEquals("mine", text("plugins/mine.jar"));
        assertEquals("mode = strict", text("conf/plugins.conf"));
        assertEquals("3", text("plugins/ours.jar"));
    }

    @Test
    void aFolderInPlaceOfTheLinkIsReplaced() throws Exception {
        write(current("plugins/mine.jar"), "mine");
        Files.delete(target.resolve("jimm"));
        Files.move(target.resolve("jimm-" + FIRST), target.resolve("jimm"));
        build(SECOND, "2");
        assertEquals("mine", text("plugins/mine.jar"));
        assertEquals("2", text("plugins/ours.jar"));
        assertTrue(Files.isSymbolicLink(target.resolve("jimm")));
    }
}
