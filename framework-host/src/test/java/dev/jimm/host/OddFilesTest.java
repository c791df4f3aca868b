package dev.jimm.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.provider.ProviderKind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of every kind in the folder, and jars with odd contents. */
class OddFilesTest extends FolderFixture {
    @Test
    void aLinkToAJar() throws IOException {
        Path jar = plugin("x").pack();
        Path elsewhere = Files.move(jar, temporary.resolve("elsewhere.jar"));
        Files.createSymbolicLink(jar, elsewhere);
        assertEquals(jar, assertLoaded("good", "x").loaded().get(1).jar());
    }

    @Test
    void aCircleOfLinks() throws IOException {
        Files.createSymbolicLink(folder.resolve("x.jar"), folder.resolve("y.jar"));
        Files.createSymbolicLink(folder.resolve("y.jar"), folder.resolve("x.jar"));
        assertRefused(
                "x.jar: is a link to a file that does not exist", "y.jar: is a link to a file that does not exist");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X.JAR",
                "a b.jar",
                "50%25.jar",
                "a#b.jar",
                "a+b.jar",
                "a!b.jar",
                "\u00fcn\u00efc\u00f6de.jar",
                "a;b&c.jar"
            })
    void namesThatMeanSomethingElsewhere(String name) throws IOException {
        // such as Java 17 with LC_ALL=C
        Assumptions.assumeTrue(canBeAFile(name), "the system's encoding of file names has not these letters");
        Files.move(
                plugin("x")
                        .entry("x/data.txt", "here".getBytes(StandardCharsets.UTF_8))
                        .pack(),
                folder.resolve(name));
        Files.delete(folder.resolve("good.jar"));
        try (PluginFolder plugins = PluginFolder.load(folder)) {
            assertEquals(List.of(), reasons(plugins.report()));
            Class<?> type = plugins.providers().get(0).provider().getClass();
            try (var in = type.getResourceAsStream("/x/data.txt")) {
                assertEquals("here", new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFileThatMayNotBeRead() throws IOException {
        Path jar = plugin("x").pack();
        Files.setPosixFilePermissions(jar, Set.of());
        Assumptions.assumeFalse(Files.isReadable(jar), "this user may read everything");
        assertRefused("x.jar: cannot be read: java.nio.file.AccessDeniedException: " + jar);
    }

    @Test
    void aFileOfManyGigabytes() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("x.jar").toFile(), "rw")) {
            file.setLength((4L << 30) + 1); // takes no room on the disk
        }
        assertRefused("x.jar: has more than 4 GB");
    }

    @Test
    void anEncryptedJar() throws IOException {
        Path jar = plugin("x").entry("x/secret.txt", new byte[100]).pack();
        setInCentralDirectory(jar, 8, 1);
        assertRefused("x.jar: is encrypted");
    }

    @Test
    void aCompressionThatJavaDoesNotKnow() throws IOException {
        Path jar = plugin("x").pack();
        setInCentralDirectory(jar, 10, 99);
        assertRefused("x.jar: is packed in a way that Java cannot read"
                + " (invalid CEN header (bad compression method: 99))");
    }

    @Test
    void aManifestThatIsNone() throws IOException {
        Path jar = plugin("x").pack();
        Files.delete(jar);
        jars.rawJar(
                "x.jar", "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nwhatever\n".getBytes(StandardCharsets.UTF_8));
        assertRefused("x.jar: has a broken manifest: invalid header field (line 2)");
    }

    @Test
    void aManifestThatUnpacksToTensOfMegabytes() throws IOException {
        jars.rawJar("x.jar", "META-INF/MANIFEST.MF", new byte[64 << 20]);
        assertTrue(Files.size(folder.resolve("x.jar")) < 1 << 20);
        assertRefused("x.jar: has a manifest of more than 16 MB, its signatures included");
    }

    @Test
    void filesThatUnpackToTensOfMegabytesAreNotUnpacked() throws IOException {
        Path jar = plugin("x").entry("x/zeros.bin", new byte[64 << 20]).pack();
        assertTrue(Files.size(jar) < 1 << 20);
        assertTimeoutPreemptively(Duration.ofSeconds(120), () -> assertLoaded("good", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil.txt", "/tmp/evil.txt", "..\\..\\evil.txt", "C:\\evil.txt", "x/../../evil.txt"})
    void entriesThatLeadOut(String name) throws IOException {
        plugin("x").entry(name, new byte[1]).pack();
        assertRefused("x.jar: has an entry that leads out of the jar, " + name);
    }

    private boolean canBeAFile(String name) {
        try {
            folder.resolve(name);
            return true;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Java takes the content of such a folder for the class or the service file without the slash. */
    @ParameterizedTest
    @ValueSource(strings = {"x/Hidden.class/", "META-INF/services/dev.jimm.api.optim.OptimizerProvider/"})
    void foldersThatRunAsFiles(String name) throws IOException {
        plugin("x").entry(name, new byte[] {1}).pack();
        assertRefused("x.jar: has a folder that Java takes for a file, " + name);
    }

    @Test
    void twoClassesOfOneName() throws IOException {
        Path jar = plugin("x")
                .source("x.One", "public class One {}")
                .source("x.Two", "public class Two {}")
                .pack();
        patch(jar, "x/One.class", "x/Two.class");
        assertRefused("x.jar: holds x/Two.class twice");
    }

    @Test
    void twoLicencesOfOneName() throws IOException {
        Path jar = plugin("x")
                .entry("META-INF/LICENSE1", new byte[1])
                .entry("META-INF/LICENSE2", new byte[2])
                .pack();
        patch(jar, "META-INF/LICENSE1", "META-INF/LICENSE2");
        assertLoaded("good", "x");
    }

    @Test
    void librariesAsJarsInTheJar() throws IOException {
        Path library = jars.jar("lib.jar")
                .source("lib.Helper", "public class Helper { public static String name() { return \"x\"; } }")
                .pack();
        byte[] bytes = Files.readAllBytes(library);
        jars.plugin("x.jar", "x", "1.0.0")
                .library(library)
                .entry("lib/helper.jar", bytes)
                .provider(ProviderKind.OPTIMIZER, "x.Provider", "lib.Helper.name()")
                .pack();
        Files.delete(library);
        PluginReport report = assertRefused("x.jar: x.Provider cannot tell its names: class lib.Helper is missing");
        assertEquals(
                List.of(folder.resolve("x.jar")
                        + " holds lib/helper.jar; classes in it are not found: the author must unpack libraries into"
                        + " the plugin's jar"),
                report.remarks());
    }

    @Test
    void aJarForSeveralJavas() throws IOException {
        byte[] later = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, (byte) (44 + 99)};
        plugin("x")
                .manifest("Multi-Release", "true")
                .entry("data.txt", "old".getBytes(StandardCharsets.UTF_8))
                .entry("META-INF/versions/17/data.txt", "new".getBytes(StandardCharsets.UTF_8))
                .entry("META-INF/versions/99/plugin/x/Optimizers.class", later)
                .pack();
        try (PluginFolder plugins = PluginFolder.load(folder)) {
            assertEquals(List.of("good", "x"), ids(plugins.report()));
            Class<?> type = plugins.providers().get(1).provider().getClass();
            try (var in = type.getResourceAsStream("/data.txt")) {
                assertEquals("new", new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void aJarThatReachesForOtherJars() throws IOException {
        plugin("x").manifest("Class-Path", "lib/a.jar file:/tmp/b.jar").pack();
        plugin("y").entry("META-INF/INDEX.LIST", new byte[1]).pack();
        assertRefused(
                "x.jar: has a Class-Path in its manifest, which would load classes from outside the jar",
                "y.jar: has a META-INF/INDEX.LIST, by which Java looks for classes outside the jar");
    }

    @Test
    void anEmptyFolder() throws IOException {
        Files.delete(folder.resolve("good.jar"));
        PluginReport report = assertLoaded();
        assertEquals(List.of(), report.remarks());
    }

    /** Writes two bytes at an offset of the first record of the central directory. */
    private static void setInCentralDirectory(Path jar, int offset, int value) throws IOException {
        byte[] bytes = Files.readAllBytes(jar);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("PK\u0001\u0002") + offset;
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
        Files.write(jar, bytes);
    }

    @Test
    void aLinkToNowhere() throws IOException {
        Files.createSymbolicLink(folder.resolve("x.jar"), temporary.resolve("nowhere.jar"));
        assertRefused("x.jar: is a link to a file that does not exist");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeIsNotOpened() throws IOException, InterruptedException {
        Path pipe = folder.resolve("x.jar");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertTimeoutPreemptively(Duration.ofSeconds(120), () -> assertRefused("x.jar: is not a regular file"));
    }

    @Test
    void foldersAndZips() throws IOException {
        Files.createDirectories(folder.resolve("sub"));
        Files.createFile(folder.resolve("x.zip"));
        assertRefused("sub: is not a jar", "x.zip: is not a jar");
    }

    @Test
    void otherFilesAreIgnoredWithARemark() throws IOException {
        Files.createFile(folder.resolve("README.txt"));
        Files.createFile(folder.resolve(".hidden"));
        PluginReport report = load();
        assertEquals(List.of(folder.resolve("README.txt") + " is no jar and was ignored"), report.remarks());
        assertEquals(List.of(), report.refused());
    }
}
