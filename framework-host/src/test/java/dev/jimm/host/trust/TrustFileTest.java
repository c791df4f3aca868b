package dev.jimm.host.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustFileTest {
    private static final String DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    @TempDir
    private Path folder;

    private Path write(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    @Test
    void aListAsSha256sumWritesIt() throws IOException {
        write("one.sha256", "# ours", "", DIGEST + "  a.jar");
        write("two.sha256", DIGEST.replace('9', 'A') + " *plugins/b c.jar");
        TrustPolicy policy =
                TrustFile.load(write("plugins.conf", "mode = strict", "allowed = [one.sha256, two.sha256]"));
        assertEquals(TrustMode.STRICT, policy.mode());
        Path jar = folder.resolve("x.jar");
        assertEquals(new Trust(true, "allowed by its digest"), policy.judge(jar, DIGEST));
        assertEquals(new Trust(true, "allowed by its digest"), policy.judge(jar, DIGEST.replace('9', 'a')));
        assertEquals(
                "if you trust it, add this line to " + folder.resolve("two.sha256") + ": " + DIGEST + "  x.jar",
                policy.howToAllow(DIGEST, "x.jar"));
    }

    @Test
    void anEmptyFileIsOpen() throws IOException {
        TrustPolicy policy = TrustFile.load(write("plugins.conf"));
        assertEquals(TrustMode.OPEN, policy.mode());
        assertEquals(new Trust(true, "not checked"), policy.judge(folder, DIGEST));
    }

    @Test
    void theFilesOfAnOpenPolicyAreNotRead() throws IOException {
        assertEquals(
                TrustMode.OPEN,
                TrustFile.load(write("plugins.conf", "allowed = [absent]")).mode());
    }

    @Test
    void keysAndValuesThatDoNotExist() throws IOException {
        Path file = write("plugins.conf", "mode = strickt", "alowed = []");
        assertProblems(
                file,
                file
                        + ":1: 'mode' must be one of open, warn, strict, is the string \"strickt\"; did you mean 'strict'?",
                file + ":2: unknown key 'alowed'; did you mean 'allowed'?",
                "2 problems");
    }

    @Test
    void listsAndCertificatesThatAreNone() throws IOException {
        Path list = write("bad.sha256", DIGEST + "  a.jar", DIGEST.substring(1) + "  b.jar");
        Path pem = write("bad.pem", "hello");
        Path file =
                write("plugins.conf", "mode = warn", "allowed = [bad.sha256, absent.sha256]", "signers = [bad.pem]");
        JimmException problem = assertThrows(JimmException.class, () -> TrustFile.load(file));
        List<String> lines = problem.getMessage().lines().toList();
        assertEquals(4, lines.size(), problem.getMessage());
        assertTrue(lines.get(0).startsWith(pem + ": holds no certificate"), lines.get(0));
        assertEquals(
                list + ":2: must be a line as sha256sum prints it, 64 hexadecimal digits and a name", lines.get(1));
        assertEquals(
                file + ":2: 'allowed' names absent.sha256, and there is no " + folder.resolve("absent.sha256"),
                lines.get(2));
        assertEquals("3 problems", lines.get(3));
    }

    @Test
    void aPolicyOfAProgramChecksItsDigests() {
        assertEquals(
                "'abc' is no SHA-256 digest of 64 hexadecimal digits",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> TrustPolicy.of(TrustMode.WARN, List.of("ABC"), List.of()))
                        .getMessage());
    }

    private static void assertProblems(Path file, String... lines) {
        JimmException problem = assertThrows(JimmException.class, () -> TrustFile.load(file));
        assertEquals(Category.CONFIGURATION, problem.category());
        assertEquals(List.of(lines), problem.getMessage().lines().toList());
    }
}
