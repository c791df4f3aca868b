package dev.jimm.host.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.ModuleVisitor;
import org.objectweb.asm.Opcodes;

/** Jars that are made to keep the check busy get a finding soon. */
class AbusiveJarTest extends CheckFixture {
    private static final Duration SOON = Duration.ofMinutes(5);

    private interface Entries {
        void write(ZipOutputStream zip) throws IOException;
    }

    private List<String> texts(Entries entries) throws IOException {
        Path file = work.resolve("abusive.jar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            entries.write(zip);
        }
        return assertTimeoutPreemptively(SOON, () -> texts(findings(file)));
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    @Test
    void moreEntriesThanAnybodyPacks() throws IOException {
        assertEquals(List.of("ERROR has more than 100,000 entries"), texts(zip -> {
            zip.setMethod(ZipOutputStream.STORED);
            for (int i = 0; i <= 100_000; i++) {
                ZipEntry entry = new ZipEntry("a" + i + ".class");
                entry.setSize(0);
                entry.setCrc(0);
                zip.putNextEntry(entry);
            }
        }));
    }

    @Test
    void aTableOfContentsThatFillsMemory() throws IOException {
        String comment = "x".repeat(0xFF00);
        assertEquals(List.of("ERROR has a table of contents of more than 64 MB"), texts(zip -> {
            for (int i = 0; i < 1030; i++) {
                ZipEntry entry = new ZipEntry("a" + i);
                entry.setComment(comment);
                zip.putNextEntry(entry);
            }
        }));
    }

    @Test
    void namesThatCannotBeToldApart() throws IOException {
        List<String> names = new ArrayList<>(List.of(""));
        for (int i = 0; i < 7; i++) {
            names = names.stream()
                    .flatMap(name -> List.of(name + "Aa", name + "BB").stream())
                    .toList();
        }
        List<String> all = names;
        assertEquals(List.of("ERROR has more than 100 entries with names of one hash code"), texts(zip -> {
            for (String name : all) {
                put(zip, name, new byte[0]);
            }
        }));
    }

    @Test
    void aManifestThatUnpacksToMore() throws IOException {
        assertEquals(
                List.of("ERROR has a manifest of more than 16 MB, its signatures included"),
                texts(zip -> put(zip, "META-INF/MANIFEST.MF", new byte[17 << 20])));
        assertEquals(List.of("ERROR has a manifest of more than 16 MB, its signatures included"), texts(zip -> {
            put(zip, "META-INF/A.SF", new byte[9 << 20]);
            put(zip, "META-INF/b.sf", new byte[9 << 20]);
        }));
        // names that Java, too, takes for those of signatures
        for (String name : List.of("META-INF/.SF", "META-INF/x/A.SF")) {
            assertEquals(
                    List.of("ERROR has a manifest of more than 16 MB, its signatures included"),
                    texts(zip -> put(zip, name, new byte[17 << 20])));
        }
    }

    @Test
    void signaturesOfManySigners() throws IOException {
        assertEquals(
                List.of("ERROR has signatures of more than 1 MB"),
                texts(zip -> put(zip, "META-INF/A.RSA", new byte[(1 << 20) + 1])));
    }

    @Test
    void aValueOfManyLines() throws IOException {
        String manifest = "Manifest-Version: 1.0\nSome: value\n" + " a\n".repeat(1_000_000);
        assertEquals(
                List.of("ERROR has a value of more than 1000 lines in META-INF/MANIFEST.MF"),
                texts(zip -> put(zip, "META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void valuesThatAreNoNames() {
        List<String> texts = texts(findings(plugin("some", "")
                .manifest("Plugin-Requires", "(".repeat(10_000))
                .manifest("Plugin-Dependencies", "a,".repeat(1_000))));
        assertEquals(
                List.of(
                        "ERROR has a Plugin-Requires of more than 1000 characters in its manifest",
                        "ERROR has a Plugin-Dependencies of more than 1000 characters in its manifest"),
                texts);
    }

    @Test
    void classesThatUnpackToMoreThanIsRead() throws IOException {
        byte[] zeros = new byte[15 << 20];
        List<String> texts = texts(zip -> {
            zip.setLevel(Deflater.BEST_SPEED);
            for (int i = 0; i < 30; i++) { // each is read three times
                put(zip, "a" + i + ".class", zeros);
            }
        });
        assertTrue(
                texts.contains("ERROR has more classes than anybody writes: they unpack to more than 300 MB;"
                        + " the rest was not looked at"),
                texts::toString);
    }

    @Test
    void codeThatTakesTooLong() {
        Path file = pack(plugin("some", "void work() { System.exit(1); }"));
        assertEquals(
                List.of(
                        "ERROR has more in its classes than can be looked through in 0 seconds; the rest was not looked at"),
                texts(PluginCheck.check(List.of(file), List.of(), Duration.ZERO)
                        .get(0)
                        .findings()));
    }

    @Test
    void callsOfVeryManyMethodsThatAreNotThere() {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "com/acme/Calls", null, "java/lang/Object", null);
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "run", "()V", null, null);
        for (int i = 0; i < 20_000; i++) {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/String", "m" + i, "()V", false);
        }
        code.visitEnd();
        SourceJar jar = plugin("some", "").entry("com/acme/Calls.class", writer.toByteArray());
        List<String> texts = assertTimeoutPreemptively(SOON, () -> texts(findings(jar)));
        assertEquals(1001, texts.size());
        assertTrue(
                texts.contains("ERROR has more to be told of than 1000 findings; the rest was not looked at"),
                texts::toString);
    }

    @Test
    void moreProvidersThanAnybodyHas() {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_MODULE, "module-info", null, null, null);
        ModuleVisitor module = writer.visitModule("some", 0, null);
        module.visitRequire("java.base", Opcodes.ACC_MANDATED, null);
        String[] providers =
                IntStream.rangeClosed(0, 1000).mapToObj(i -> "a/A" + i).toArray(String[]::new);
        module.visitProvide("dev/jimm/api/data/ReaderProvider", providers);
        module.visitEnd();
        writer.visitEnd();
        List<String> texts = texts(findings(plugin("some", "").entry("module-info.class", writer.toByteArray())));
        assertEquals(1001, texts.size());
        assertTrue(
                texts.contains("ERROR has more to be told of than 1000 findings; the rest was not looked at"),
                texts::toString);
    }
}
