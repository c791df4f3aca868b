package dev.jimm.core.reader;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.ReaderProvider;
import dev.jimm.api.data.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files are opened or refused, without any other failure. */
class DamagedArchivesTest {
    private static final int MUTATIONS = 200;
    private static final int CONTENT = 60_000;

    @TempDir
    private Path folder;

    @Test
    void tar() throws Exception {
        byte[] inner = new TarWriter().file("3.jpg", "3").complete();
        byte[] whole = new TarWriter()
                .pax("22 path=cat/1111.jpg\n\n", "x", "1")
                .entry('L', "long", TarWriter.bytes("dog/" + "2".repeat(120) + ".jpg"))
                .file("dog/2", new byte[CONTENT])
                .file("emu.tar", inner)
                .complete();
        assertSurvives(new TarArchive(), whole, "all.tar", folder.resolve("all.tar"));
        assertSurvives(new TarFolder(), whole, "all.tar", folder);
    }

    @Test
    void webDataset() throws Exception {
        byte[] whole = new TarWriter()
                .file("1.cls", "0")
                .file("1.jpg", new byte[CONTENT])
                .file("2.json", "{\"label\": 1}")
                .file("2.jpg", "2")
                .complete();
        assertSurvives(new WebDataset(), whole, "0.tar", folder);
    }

    @Test
    void zip() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] noise = new byte[CONTENT];
        new Random(1).nextBytes(noise);
        try (ZipOutputStream output = new ZipOutputStream(bytes)) {
            output.putNextEntry(new ZipEntry("cat/1.jpg"));
            output.write(noise);
            output.putNextEntry(new ZipEntry("dog/2.jpg"));
            output.write(2);
        }
        assertSurvives(new ZipArchive(), bytes.toByteArray(), "all.zip", folder.resolve("all.zip"));
    }

    @Test
    void imageList() throws Exception {
        Files.write(folder.resolve("a.jpg"), new byte[1]);
        Files.write(folder.resolve("b.jpg"), new byte[1]);
        byte[] table = TarWriter.bytes("path,label\n" + "\"a.jpg\",cat\nb.jpg,\"dog\"\n".repeat(3000));
        assertSurvives(new ImageList(), table, "train.csv", folder);
    }

    private <C extends Record> void assertSurvives(ReaderProvider<C> provider, byte[] whole, String name, Path root)
            throws IOException {
        write(name, whole);
        assertTrue(opens(provider, root), "the whole file must open");
        int opened = 0;
        for (int seed = 0; seed < MUTATIONS; seed++) {
            write(name, damaged(whole, new Random(seed)));
            try {
                opened += opens(provider, root) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(provider + ": seed " + seed + " meets " + e, e);
            }
        }
        assertTrue(opened < MUTATIONS, "none of the damages was found");
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    /** A few bytes changed, mostly of headers, or the end cut off. */
    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int near = random.nextInt(Math.min(3000, bytes.length));
            bytes[random.nextBoolean() ? near : bytes.length - 1 - near] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** Whether the file is opened; then also reads it. */
    private static <C extends Record> boolean opens(ReaderProvider<C> provider, Path root) {
        String name = provider.names().iterator().next();
        try (DataSet data = provider.open(name, root, provider.defaults(name))) {
            Reader reader = data.train();
            for (int i = 0; i < reader.size(); i++) {
                read(reader, i);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Unreadable samples are part of damaged files, too. */
    private static void read(Reader reader, int index) {
        try {
            Sample sample = reader.sample(index);
            assertTrue(sample instanceof Sample.Encoded, sample.toString());
        } catch (IOException e) {
            assertTrue(e.getMessage().startsWith(reader.name(index)), e.getMessage());
        }
    }
}
