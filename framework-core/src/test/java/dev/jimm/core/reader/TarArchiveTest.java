package dev.jimm.core.reader;

import static dev.jimm.core.reader.Readers.samples;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.core.image.UnreadableImageException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarArchiveTest {
    private static final String LONG_NAME = "dog/" + "long".repeat(30) + ".png";
    private static final String LONG_FOLDER = "n".repeat(60);

    private Path folder;
    private Path tar;

    @BeforeEach
    void setUp(@TempDir Path temporary) {
        folder = temporary;
        tar = folder.resolve("images.tar");
    }

    /** The archives were made by GNU tar 1.34: tar --format=gnu|pax -b 1 --sort=name. */
    @ParameterizedTest
    @ValueSource(strings = {"gnu", "pax"})
    void archivesOfGnuTar(String format) throws Exception {
        copy(format + ".tar", tar);
        Reader reader = open().train();
        assertEquals(List.of("cat", "dog", LONG_FOLDER), reader.classNames());
        assertEquals(
                List.of("cat:one", "cat:two", "dog:" + "z".repeat(700), "dog:", "dog:three", LONG_FOLDER + ":four"),
                samples(reader));
        assertEquals(
                List.of(
                        tar + "/cat/1.jpg",
                        tar + "/cat/ü2.JPG",
                        tar + "/dog/big.jpg",
                        tar + "/dog/empty.bmp",
                        tar + "/" + LONG_NAME,
                        tar + "/dog/" + LONG_FOLDER + "/" + LONG_FOLDER + "/bird.gif"),
                Readers.names(reader));
    }

    /** tar --format=ustar of ./cat ./dog; long names are divided into prefix and name. */
    @Test
    void prefixesOfUstar() throws Exception {
        copy("ustar.tar", tar);
        Reader reader = open().train();
        assertEquals(
                List.of("cat:one", "cat:two", "dog:" + "z".repeat(700), "dog:", LONG_FOLDER + ":four"),
                samples(reader));
        assertEquals(tar + "/./cat/1.jpg", reader.name(0));
        assertEquals(tar + "/./dog/" + LONG_FOLDER + "/" + LONG_FOLDER + "/bird.gif", reader.name(4));
    }

    @Test
    void classesInNaturalOrderAndImagesByName() throws Exception {
        new TarWriter()
                .file("class10/b.jpg", "4")
                .file("class10/a.jpg", "3")
                .file("class2/x.PNG", "1")
                .file("class2/y.png", "2")
                .writeTo(tar);
        DataSet data = open();
        assertEquals(Optional.empty(), data.validation());
        assertEquals(List.of("class2", "class10"), data.train().classNames());
        assertEquals(List.of("class2:1", "class2:2", "class10:3", "class10:4"), samples(data.train()));
        int[] labels = data.train().labels(3);
        assertArrayEquals(new int[] {1}, labels);
        labels[0] = 7;
        assertArrayEquals(new int[] {1}, data.train().labels(3));
    }

    @Test
    void partsInTheArchive() throws Exception {
        new TarWriter()
                .file("set/train/cat/1.jpg", "1")
                .file("set/train/dog/2.jpg", "2")
                .file("set/validation/cat/3.jpg", "3")
                .file("set/validation/dog/4.jpg", "4")
                .file("set/test/emu/5.jpg", "5")
                .file("other/fox/6.jpg", "6")
                .writeTo(tar);
        DataSet data = open();
        assertEquals(List.of("cat:1", "dog:2"), samples(data.train()));
        assertEquals(List.of("cat:3", "dog:4"), samples(data.validation().orElseThrow()));
    }

    @Test
    void aClassMayBeCalledTrain() throws Exception {
        new TarWriter().file("train/1.jpg", "1").file("ship/2.jpg", "2").writeTo(tar);
        assertEquals(List.of("ship:2", "train:1"), samples(open().train()));
    }

    @Test
    void partsOfDifferentClasses() throws Exception {
        new TarWriter()
                .file("train/cat/1.jpg", "1")
                .file("train/dog/2.jpg", "2")
                .file("val/cat/3.jpg", "3")
                .writeTo(tar);
        assertFails(tar + "/train and " + tar + "/val must have the same classes; only in " + tar + "/train: dog");
    }

    @ParameterizedTest
    @ValueSource(strings = {"val.tar", "validation.tar"})
    void anArchiveForEachPart(String validation) throws Exception {
        new TarWriter().file("cat/1.jpg", "1").file("dog/2.jpg", "2").writeTo(folder.resolve("train.tar"));
        tar = folder;
        assertEquals(Optional.empty(), open().validation());
        new TarWriter().file("cat/3.jpg", "3").file("dog/4.jpg", "4").writeTo(folder.resolve(validation));
        DataSet data = open();
        assertEquals(List.of("cat:1", "dog:2"), samples(data.train()));
        assertEquals(List.of("cat:3", "dog:4"), samples(data.validation().orElseThrow()));
        assertEquals(
                folder.resolve(validation) + "/cat/3.jpg",
                data.validation().orElseThrow().name(0));
    }

    @Test
    void archivesInTheArchive() throws Exception {
        byte[] cats =
                new TarWriter().file("1.jpg", "1").file("deeper/2.jpg", "2").complete();
        byte[] dogs = new TarWriter().file("3.jpg", "3").complete();
        new TarWriter().file("all/dog.tar", dogs).file("cat.TAR", cats).writeTo(tar);
        Reader reader = open().train();
        assertEquals(List.of("cat:1", "deeper:2", "dog:3"), samples(reader));
        assertEquals(tar + "/cat.TAR/1.jpg", reader.name(0));
    }

    @Test
    void whatIsNoImageIsPassedOver() throws Exception {
        new TarWriter()
                .entry('5', "cat/", new byte[0])
                .entry('2', "cat/link.jpg", new byte[0])
                .entry('1', "cat/hard.jpg", new byte[0])
                .global("comment", "abc")
                .file("cat/._1.jpg", "fork")
                .file(".cache/cat/1.jpg", "hidden")
                .file("__MACOSX/cat/1.jpg", "fork")
                .file("readme.txt", "text")
                .file("cat/1.jpg", "yes")
                .writeTo(tar);
        assertEquals(List.of("cat:yes"), samples(open().train()));
    }

    @Test
    void ofTwoFilesOfOneNameTheLaterCounts() throws Exception {
        new TarWriter()
                .file("cat/1.jpg", "old")
                .file("dog/2.jpg", "dog")
                .file("cat/1.jpg", "new")
                .writeTo(tar);
        assertEquals(List.of("cat:new", "dog:dog"), samples(open().train()));
    }

    @Test
    void namesThatLeadOutOfTheArchiveAreOnlyNames() throws Exception {
        new TarWriter().file("../../cat/1.jpg", "1").file("/etc/dog/2.jpg", "2").writeTo(tar);
        assertEquals(List.of("cat:1", "dog:2"), samples(open().train()));
    }

    @Test
    void sizesInPaxHeadersAndInBinary() throws Exception {
        new TarWriter()
                .entry('x', "PaxHeader", TarWriter.bytes("9 size=3\n18 path=cat/a.jpg\n"))
                .file("short", "pax", "00000000000")
                .file("cat/b.jpg", "binary", "\u0080" + "\0".repeat(10) + "\6")
                .writeTo(tar);
        assertEquals(List.of("cat:pax", "cat:binary"), samples(open().train()));
    }

    @Test
    void imagesInNoFolder() throws Exception {
        new TarWriter()
                .file("1.jpg", "1")
                .file("./2.jpg", "2")
                .file("cat/3.jpg", "3")
                .writeTo(tar);
        assertFails(
                "2 images of " + tar + " lie in no folder:\n  1.jpg\n  2.jpg\nexpected are image files in a folder");
    }

    @Test
    void noImages() throws Exception {
        new TarWriter().file("cat/1.txt", "1").writeTo(tar);
        assertFails("there are no images in " + tar + "; expected are image files in a folder for each class");
    }

    @Test
    void noArchive() throws Exception {
        assertFails("it does not exist; expected is a .tar file");
        Files.writeString(tar, "This is a text.".repeat(100));
        assertFails(tar + " is not a tar archive; 'tar -tf " + tar + "' should list it");
        Files.write(tar, new byte[0]);
        assertFails(tar + " is not a tar archive");
        tar = folder.resolve("nowhere");
        Files.createDirectories(tar);
        assertFails("there is no train.tar in it; expected is a .tar file, or a folder with train.tar and val.tar");
    }

    @Test
    void compressedArchives() throws Exception {
        tar = folder.resolve("images.tar.gz");
        try (GZIPOutputStream output = new GZIPOutputStream(Files.newOutputStream(tar))) {
            output.write(new TarWriter().file("cat/1.jpg", new byte[5000]).complete());
        }
        assertFails("it is compressed", "unpack it first: gunzip -k " + tar);
    }

    @Test
    void sparseFiles() throws Exception {
        new TarWriter().entry('S', "cat/1.jpg", new byte[3]).writeTo(tar);
        assertFails("cat/1.jpg is stored as a sparse file; pack the archive without --sparse");
        new TarWriter().pax("21 GNU.sparse.size=9\n", "cat/1.jpg", "x").writeTo(tar);
        assertFails("cat/1.jpg is stored as a sparse file");
        new TarWriter().pax("25 GNU.sparse.realsize=9\n", "cat/1.jpg", "0\n").writeTo(tar);
        assertFails("cat/1.jpg is stored as a sparse file");
    }

    @Test
    void truncatedArchives() throws Exception {
        byte[] whole = new TarWriter()
                .file("cat/1.jpg", new byte[1000])
                .file("cat/2.jpg", new byte[1000])
                .complete();
        Files.write(tar, Arrays.copyOf(whole, 2400));
        assertFails(tar + " is truncated: cat/2.jpg should have 1000 bytes, but only 352 follow");
        Files.write(tar, Arrays.copyOf(whole, 1536 + 100));
        assertFails(tar + " is truncated: it ends without an end mark behind cat/1.jpg");
        Files.write(tar, Arrays.copyOf(whole, 3072));
        assertFails("it ends without an end mark behind cat/2.jpg");
        Files.write(tar, Arrays.copyOf(whole, 3072 + 512));
        assertEquals(2, open().train().size());
    }

    @Test
    void sizesThatLie() throws Exception {
        new TarWriter().file("cat/1.jpg", "1", "77777777777").writeTo(tar);
        assertFails(tar + " is truncated: cat/1.jpg should have 8589934591 bytes, but only 1536 follow");
        new TarWriter()
                .file("cat/1.jpg", "", "\u0080" + "\0".repeat(3) + "\u00ff".repeat(8))
                .writeTo(tar);
        assertFails(
                tar + " is broken at byte 0, behind its beginning; fetch or pack it again (Corrupted TAR archive.)");
    }

    @Test
    void namesWithoutEnd() throws Exception {
        new TarWriter().file("cat/1.jpg", "1").entry('L', "long", new byte[9]).writeTo(tar);
        assertFails(
                tar
                        + " is broken at byte 1024, behind cat/1.jpg; fetch or pack it again (a long name is without its entry)");
        new TarWriter().entry('L', "long", new byte[1 << 20]).file("x", "1").writeTo(tar);
        assertFails(tar + " is broken at byte 0, behind its beginning; fetch or pack it again (Truncated TAR archive)");
        new TarWriter().entry('x', "PaxHeader", new byte[0]).writeTo(tar);
        assertFails("Didn't find any entry after PAX header");
    }

    /** The library reads what belongs to an entry by recursion. */
    @ParameterizedTest
    @ValueSource(chars = {'L', 'K', 'x'})
    void anEntryOfManyHeaders(char type) throws Exception {
        TarWriter writer = new TarWriter();
        for (int i = 0; i < 10_000; i++) {
            writer.global("comment", "abc").entry(type, "more", new byte[0]);
        }
        writer.file("cat/1.jpg", "1").writeTo(tar);
        assertFails(tar + " is broken at byte 0, behind its beginning; fetch or pack it again (");
    }

    @Test
    void brokenHeaders() throws Exception {
        byte[] bytes =
                new TarWriter().file("cat/1.jpg", "1").file("cat/2.jpg", "2").complete();
        bytes[1024] ^= 1;
        Files.write(tar, bytes);
        assertFails(tar + " is broken at byte 1024, behind cat/1.jpg; fetch or pack it again (no header)");
        new TarWriter().pax("99 path=cat/1.jpg\n", "x", "1").writeTo(tar);
        assertFails(tar + " is broken at byte 0", "Paxheader value size 91 exceeds size of header record");
        new TarWriter().pax("path=cat/1.jpg\n", "x", "1").writeTo(tar);
        assertFails("Encountered a non-number while reading length");
        new TarWriter().pax("10 size=-1\n", "x", "1").writeTo(tar);
        assertFails("Value should end with a newline");
        new TarWriter().pax("11 size=-1\n", "x", "1").writeTo(tar);
        assertFails("Entry size is negative");
    }

    @Test
    void archivesThatChangeAreBadSamples() throws Exception {
        new TarWriter().file("cat/1.jpg", new byte[2000]).writeTo(tar);
        Reader reader = open().train();
        Files.write(tar, new byte[1000]);
        UnreadableImageException e = assertThrows(UnreadableImageException.class, () -> reader.sample(0));
        assertEquals(tar + "/cat/1.jpg", e.source());
        assertTrue(e.reason().contains("it is truncated"), e.reason());
        Files.delete(tar);
        assertThrows(UnreadableImageException.class, () -> reader.sample(0));
    }

    private DataSet open() throws Exception {
        return new TarArchive().open("tar", tar, new NoOptions());
    }

    private void assertFails(String... parts) {
        Readers.assertFails(new TarArchive(), tar, new NoOptions(), parts);
    }

    private static void copy(String resource, Path to) throws Exception {
        try (InputStream input = TarArchiveTest.class.getResourceAsStream(resource)) {
            Files.copy(input, to);
        }
    }
}
