package dev.jimm.host.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Whatever a file is, it gets findings, soon, and no exception. */
class DamagedJarTest extends CheckFixture {
    private static final int MUTATIONS = 300;
    private static final long SEED = Long.getLong("jimm.test.seed", 42);
    private static final Duration LIMIT = Duration.ofSeconds(300);

    @Test
    void filesThatAreNoJars() throws IOException {
        Path text = Files.writeString(work.resolve("text.jar"), "this is no jar");
        Path empty = Files.createFile(work.resolve("empty.jar"));
        Path folder = Files.createDirectory(work.resolve("folder.jar"));
        byte[] sound = Files.readAllBytes(pack(plugin("some", "")));
        Path cut = Files.write(work.resolve("cut.jar"), Arrays.copyOf(sound, sound.length / 2));
        Path absent = work.resolve("absent.jar");
        assertEquals(
                List.of(
                        List.of("ERROR is not a jar"),
                        List.of("ERROR is an empty file"),
                        List.of("ERROR is not a regular file"),
                        List.of("ERROR is a damaged or cut off jar"),
                        List.of("ERROR is a link to a file that does not exist")),
                PluginCheck.check(List.of(text, empty, folder, cut, absent), List.of()).stream()
                        .map(report -> texts(report.findings()))
                        .toList());
    }

    @Test
    void aClassFileThatIsNone() {
        List<Finding> findings = findings(plugin("some", "").entry("com/acme/Broken.class", "no class"));
        assertEquals(List.of("ERROR has class files that cannot be read"), texts(findings));
        assertEquals(List.of("com.acme.Broken"), places(findings.get(0)));
    }

    @Test
    void classesThatAreTheirOwnAncestors() {
        List<Finding> findings = findings(plugin("some", "")
                .entry("com/acme/A.class", derived("com/acme/A", "com/acme/B", "com/acme/I"))
                .entry("com/acme/B.class", derived("com/acme/B", "com/acme/A"))
                .entry("com/acme/I.class", derived("com/acme/I", "java/lang/Object", "com/acme/I")));
        assertEquals(List.of(), findings);
    }

    @Test
    void namesThatNoFileCanHave() {
        List<Finding> findings = findings(plugin("some", "")
                .entry("com/acme/A.class", derived("com/acme/A", "com/\0/B", "com/acme/\u00e9"))
                .entry("com/acme/Broken.class", "no class"));
        assertEquals(
                List.of(
                        "ERROR has class files that cannot be read",
                        "ERROR needs com.<0000>.B, which is not in the jar",
                        "ERROR needs com.acme.\u00e9, which is not in the jar"),
                texts(findings));
    }

    @Test
    void aClassWithoutName() {
        byte[] nameless = derived("com/acme/Nameless", "java/lang/Object");
        int thisClass = new ClassReader(nameless).header + 2;
        nameless[thisClass] = 0;
        nameless[thisClass + 1] = 0;
        List<Finding> findings = findings(plugin("some", "").entry("com/acme/Nameless.class", nameless));
        assertEquals(List.of("ERROR has class files that cannot be read"), texts(findings));
        assertEquals(List.of("com.acme.Nameless"), places(findings.get(0)));
    }

    @Test
    void aCallOfWhatIsNoMethod() {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "com/acme/Calls", null, "java/lang/Object", null);
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "run", "()V", null, null);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/System", "gc", "(?)V", false);
        code.visitEnd();
        List<Finding> findings = findings(plugin("some", "").entry("com/acme/Calls.class", writer.toByteArray()));
        assertEquals(List.of("ERROR has class files that cannot be read"), texts(findings));
    }

    /** What is wrong with the jar in another way must not hide that the check did not get to its end. */
    @Test
    void whatCannotBeUnpackedIsToldBesideOtherProblems() throws IOException {
        byte[] noise = new byte[200_000];
        new Random(1).nextBytes(noise);
        Path file = pack(plugin("some", "")
                .entry("com/acme/Noise.class", noise)
                .entry("dev/jimm/api/Bundled.class", "no class"));
        byte[] bytes = Files.readAllBytes(file);
        int middle = indexOf(bytes, Arrays.copyOfRange(noise, 100_000, 100_016)); // noise is packed as it is
        Arrays.fill(bytes, middle, middle + 80_000, (byte) 0xFF); // what no deflated block starts with
        Files.write(file, bytes);
        assertEquals(
                List.of(
                        "ERROR contains jimm's own API, such as dev/jimm/api/Bundled.class",
                        "ERROR cannot be read to its end: java.util.zip.ZipException: invalid block type"),
                texts(findings(file)));
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.indexOf(new String(part, StandardCharsets.ISO_8859_1));
    }

    private static byte[] derived(String name, String parent, String... interfaces) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, parent, interfaces);
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** A provider with something for each part of the check to chew on. */
    private byte[] victim() throws IOException {
        Path classes = plugin("stub")
                .listener(
                        "com.acme.Log",
                        "stub",
                        "int[] table = {1, 2, 3}; String text(Object any) { return switch (any.hashCode()) {"
                                + " case 1 -> \"a\" + any; case 2000 -> \"b\"; default -> any.toString(); }; }"
                                + " void start() { new Thread(() -> System.exit(1)).start(); }"
                                + " @Deprecated(since = \"1\") <T extends Comparable<T>> T most(java.util.List<T> all) {"
                                + " try { return all.get(0); } catch (RuntimeException e) { return null; } }")
                .compile();
        return Files.readAllBytes(classes.resolve("com/acme/Log.class"));
    }

    @Test
    void mutatedClassFiles() throws IOException {
        Random random = new Random(SEED);
        byte[] victim = victim();
        SourceJar jar = plugin("some", "");
        for (int i = 0; i < MUTATIONS; i++) {
            jar.entry("mutated/M" + i + ".class", mutated(victim, random));
        }
        Path file = pack(jar);
        List<Finding> findings =
                assertTimeoutPreemptively(LIMIT, () -> findings(file), () -> "takes too long with seed " + SEED);
        int unreadable = findings.stream()
                .filter(finding -> finding.what().equals("has class files that cannot be read"))
                .mapToInt(finding -> finding.places().size())
                .sum();
        assertTrue(unreadable > MUTATIONS / 10, () -> "few mutations hurt with seed " + SEED + ": " + findings);
        assertTrue(
                texts(findings).contains("WARNING has classes where Java does not look for them"),
                () -> "none could be read with seed " + SEED + ": " + findings);
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] mutated = bytes.clone();
        switch (random.nextInt(4)) {
            case 0 -> mutated = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> {
                int at = random.nextInt(bytes.length - 4);
                Arrays.fill(mutated, at, at + 4, (byte) (random.nextBoolean() ? 0xFF : 0x7F));
            }
            default -> {
                for (int i = random.nextInt(20); i >= 0; i--) {
                    mutated[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
        }
        return mutated;
    }

    @Test
    void mutatedJars() throws IOException {
        Random random = new Random(SEED);
        byte[] sound = Files.readAllBytes(pack(plugin("some", "void work() { System.exit(1); }")));
        int hurt = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Path file = Files.write(work.resolve("mutated.jar"), mutated(sound, random));
            List<Finding> findings =
                    assertTimeoutPreemptively(LIMIT, () -> findings(file), () -> "takes too long with seed " + SEED);
            hurt += findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR) ? 1 : 0;
        }
        assertTrue(hurt > MUTATIONS / 3, "only " + hurt + " mutations hurt with seed " + SEED);
    }
}
