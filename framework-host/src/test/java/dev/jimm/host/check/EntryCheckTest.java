package dev.jimm.host.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryCheckTest extends CheckFixture {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../out.txt         | ERROR has an entry that leads out of the jar,",
                "a/../../out.txt    | ERROR has an entry that leads out of the jar,",
                "/etc/passwd        | ERROR has an entry that leads out of the jar,",
                "C:/out.txt         | ERROR has an entry that leads out of the jar,",
                "lib/guava.jar      | WARNING has jars inside, whose classes nobody finds: ",
                "dev/jimm/core/x.txt | WARNING has a part of jimm inside, a copy that the running one knows nothing of: ",
                "linux/libfast.so   | REMARK has native libraries inside: ",
            })
    void isFoundByName(String name, String expected) {
        assertEquals(
                List.of(expected + " " + name),
                texts(findings(plugin("some", "").entry(name, "text"))));
    }

    @Test
    void namesThatSteerTerminals() {
        assertEquals(
                List.of("WARNING has jars inside, whose classes nobody finds: <001B>[2Ja <202E>.jar"),
                texts(findings(plugin("some", "").entry("\u001b[2Ja\n\u202e.jar", "text"))));
    }

    @Test
    void manyNamesAreCounted() {
        SourceJar jar = plugin("some", "");
        for (int i = 1; i <= 5; i++) {
            jar.entry(i + ".jar", "text");
        }
        assertEquals(
                List.of("WARNING has jars inside, whose classes nobody finds: 1.jar, 2.jar, 3.jar and 2 more"),
                texts(findings(jar)));
    }

    @Test
    void sizesThatExplode() {
        assertEquals(
                List.of("WARNING has entries that unpack to very much more than they are: zeros.bin"),
                texts(findings(plugin("some", "").entry("zeros.bin", new byte[8 << 20]))));
    }

    @Test
    void slf4jWhoseClassesAreNotRead() {
        assertEquals(
                List.of("REMARK has SLF4J inside, which is not used: plugins get jimm's"),
                texts(findings(plugin("some", "").entry("org/slf4j/Logger.class", "no class"))));
    }

    @Test
    void entriesThatAreThereTwice() throws IOException {
        Path jar = pack(plugin("some", "").entry("table-1.json", "one").entry("table-2.json", "two"));
        replace(jar, "table-2.json", "table-1.json");
        assertEquals(
                List.of("WARNING has entries twice, and which of the two is used is chance: table-1.json"),
                texts(findings(jar)));
    }

    /** In the file's directory and before the entry itself. */
    private static void replace(Path file, String name, String other) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertEquals(3, text.split(name, -1).length, "the name stands twice in the file");
        Files.writeString(file, text.replace(name, other), StandardCharsets.ISO_8859_1);
    }

    @Test
    void classesInAnotherFolder() throws IOException {
        Path classes =
                plugin("stub").source("com.acme.Moved", "public class Moved {}").compile();
        List<Finding> findings = findings(plugin("some", "")
                .entry(
                        "BOOT-INF/classes/com/acme/Moved.class",
                        Files.readAllBytes(classes.resolve("com/acme/Moved.class"))));
        assertEquals(List.of("WARNING has classes where Java does not look for them"), texts(findings));
        assertEquals(List.of("BOOT-INF.classes.com.acme.Moved"), places(findings.get(0)));
    }

    @Test
    void aSignatureThatNoLongerHolds() throws Exception {
        Path jar = pack(plugin("some", "").entry("table.json", "one"));
        sign(jar);
        assertEquals(List.of(), findings(jar));

        tool(
                "jar",
                "--update",
                "--file",
                jar,
                "-C",
                Files.writeString(work.resolve("table.json"), "two").getParent(),
                "table.json");
        List<String> texts = texts(findings(jar));
        assertEquals(1, texts.size(), texts::toString);
        assertTrue(
                texts.get(0).startsWith("ERROR has a signature that does not hold: ")
                        && texts.get(0).contains("table.json"),
                texts::toString);
    }

    /** The size that an entry declares is that of its author, whatever it holds. */
    @Test
    void aChangedEntryThatDeclaresToBeEmpty() throws Exception {
        Path jar = pack(plugin("some", "").entry("table.json", "one"));
        sign(jar);
        tool(
                "jar",
                "--update",
                "--file",
                jar,
                "-C",
                Files.writeString(work.resolve("table.json"), "two".repeat(1000))
                        .getParent(),
                "table.json");
        byte[] bytes = Files.readAllBytes(jar);
        int entry = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("table.json") - 46;
        Arrays.fill(bytes, entry + 24, entry + 28, (byte) 0);
        Files.write(jar, bytes);
        List<String> texts = texts(findings(jar));
        assertEquals(1, texts.size(), texts::toString);
        assertTrue(texts.get(0).startsWith("ERROR has a signature that does not hold: "), texts::toString);
    }

    @Test
    void aManifestThatIsNoLongerTheSignedOne() throws Exception {
        Path jar = pack(plugin("some", ""));
        sign(jar);
        Path manifest = Files.writeString(work.resolve("manifest.txt"), "Plugin-Provider: somebody else\n");
        tool("jar", "--update", "--file", jar, "--manifest", manifest);
        List<String> texts = texts(findings(jar));
        assertTrue(
                texts.contains(
                        "ERROR has a signature that does not hold: Invalid signature file digest for Manifest main"
                                + " attributes"),
                texts::toString);
    }

    private void sign(Path jar) throws IOException, InterruptedException {
        Path keys = work.resolve("keys.p12");
        String password = "changeit";
        tool(
                "keytool",
                "-genkeypair",
                "-alias",
                "author",
                "-keyalg",
                "EC",
                "-dname",
                "CN=author",
                "-keystore",
                keys,
                "-storepass",
                password);
        tool("jarsigner", "-keystore", keys, "-storepass", password, jar, "author");
    }

    private static void tool(String name, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
