package dev.jimm.core.reader;

import static dev.jimm.core.reader.Readers.samples;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.core.reader.WebDataset.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebDatasetTest {
    private Path root;
    private Options options = new WebDataset().defaults("webdataset");

    @BeforeEach
    void setUp(@TempDir Path folder) {
        root = folder;
    }

    @Test
    void shardsOfBothParts() throws Exception {
        new TarWriter().file("b.cls", "2").file("b.jpg", "B").writeTo(root.resolve("train-001.tar"));
        new TarWriter()
                .file("dir/a.x.json", "{}")
                .file("dir/a.PNG", "A")
                .file("dir/a.cls", " 0\n")
                .file("c.JPEG", "C")
                .file("c.cls", "0")
                .writeTo(root.resolve("train-000.tar"));
        new TarWriter().file("v.webp", "V").file("v.cls", "1").writeTo(root.resolve("imagenet-validation-00.tar"));
        new TarWriter().writeTo(root.resolve("test-00.tar"));
        DataSet data = open();
        assertEquals(List.of("0", "1", "2"), data.train().classNames());
        assertEquals(data.train().classNames(), data.validation().orElseThrow().classNames());
        assertEquals(List.of("0:A", "0:C", "2:B"), samples(data.train()));
        assertEquals(List.of("1:V"), samples(data.validation().orElseThrow()));
        assertEquals(root.resolve("train-000.tar") + "/dir/a.PNG", data.train().name(0));
    }

    @Test
    void allShardsOfAFolder() throws Exception {
        new TarWriter().file("1.jpg", "1").file("1.cls", "dog").writeTo(root.resolve("0.tar"));
        new TarWriter().file("1.jpg", "2").file("1.cls", "cat").writeTo(root.resolve("1.tar"));
        DataSet data = open();
        assertEquals(Optional.empty(), data.validation());
        assertEquals(List.of("cat", "dog"), data.train().classNames());
        assertEquals(List.of("dog:1", "cat:2"), samples(data.train()));
    }

    @Test
    void shardsThatAreNamed() throws Exception {
        for (int i = 8; i < 12; i++) {
            new TarWriter()
                    .file("1.jpg", "" + i)
                    .file("1.cls", "0")
                    .writeTo(root.resolve(String.format(Locale.ROOT, "part/s-%02d.tar", i)));
        }
        options = new Options("part/s-{08..10}.tar", "part/s-{11,11}.tar", "label", null);
        assertEquals(List.of("0:8", "0:9", "0:10"), samples(open().train()));
        assertEquals(List.of("0:11", "0:11"), samples(open().validation().orElseThrow()));
        options = new Options("part/s-{05..10}.tar", null, "label", null);
        assertFails(
                "3 shards of 'part/s-{05..10}.tar' do not exist:\n  " + root.resolve("part/s-05.tar"),
                "Correct the pattern");
    }

    @Test
    void labelsInJson() throws Exception {
        options = new Options(null, null, "class", null);
        new TarWriter()
                .file("1.json", "{\"class\": 1, \"label\": 7}")
                .file("1.jpg", "1")
                .file("2.json", "{\"class\": \"0\"}")
                .file("2.jpg", "2")
                .writeTo(root.resolve("0.tar"));
        assertEquals(List.of("1:1", "0:2"), samples(open().train()));
    }

    @Test
    void namesOfTheClasses() throws Exception {
        new TarWriter()
                .file("1.jpg", "1")
                .file("1.cls", "2")
                .file("2.jpg", "2")
                .file("2.cls", "0")
                .writeTo(root.resolve("0.tar"));
        Files.writeString(root.resolve("classes.txt"), "cat\r\ndog\r\n crane \r\n\r\n");
        DataSet data = open();
        assertEquals(List.of("cat", "dog", "crane"), data.train().classNames());
        assertEquals(List.of("crane:1", "cat:2"), samples(data.train()));
        Files.writeString(root.resolve("other.txt"), "cat\ndog\n");
        options = new Options(null, null, "label", Path.of("other.txt"));
        assertFails("1 labels are of none of the 2 classes of " + root.resolve("other.txt") + ":\n  2\n");
        options = new Options(null, null, "label", Path.of("nowhere.txt"));
        assertFails("cannot read the names of the classes from " + root.resolve("nowhere.txt"));
        Files.writeString(root.resolve("classes.txt"), "\n");
        options = new Options(null, null, "label", null);
        assertFails(root.resolve("classes.txt") + " has no lines; expected is the name of a class in each");
    }

    @Test
    void labelsByNameMustBeLearnt() throws Exception {
        new TarWriter().file("1.jpg", "1").file("1.cls", "cat").writeTo(root.resolve("train-0.tar"));
        new TarWriter().file("1.jpg", "1").file("1.cls", "cats").writeTo(root.resolve("val-0.tar"));
        assertFails("1 labels are of none of the 1 classes of " + root + ":\n  cats; did you mean 'cat'?");
    }

    @Test
    void ofSeveralImagesTheFirstFormatCounts() throws Exception {
        new TarWriter()
                .file("1.png", "mask")
                .file("1.jpg", "image")
                .file("1.cls", "0")
                .file("1.seg.jpg", "other")
                .writeTo(root.resolve("0.tar"));
        assertEquals(List.of("0:image"), samples(open().train()));
    }

    @Test
    void samplesThatAreNotComplete() throws Exception {
        new TarWriter()
                .file("good.jpg", "1")
                .file("good.cls", "0")
                .file("a.cls", "0")
                .file("b.jpg", "1")
                .file("c.jpg", "1")
                .file("c.cls", " ")
                .file("d.jpg", "1")
                .file("d.json", "{\"name\": 1}")
                .file("e.jpg", "1")
                .file("e.json", "{\"label\": ")
                .file("f.jpg", "1")
                .file("f.jpg", "1")
                .file("f.cls", "1")
                .file("g.jpg", "1")
                .file("g.cls", new byte[(1 << 20) + 1])
                .writeTo(root.resolve("0.tar"));
        Path shard = root.resolve("0.tar");
        assertFails(
                "7 samples of 1 shards are not as expected; the first 5:\n  " + shard + "/a: no image\n  " + shard
                        + "/b: no label\n  " + shard + "/c: an empty label\n  " + shard
                        + "/d: its JSON has no number or text 'label'\n  " + shard + "/e: its JSON is broken: ",
                "A sample needs an image (one of jpg, jpeg, png, webp, gif, bmp, tif, tiff) and a label (cls, or json "
                        + "with 'label', the value of data.options.label-key).");
    }

    @Test
    void whatIsNotAsExpected() throws Exception {
        assertFails("there are no .tar files in it; expected are tar archives such as train-000.tar");
        new TarWriter().file("readme", "1").file(".hidden.jpg", "1").writeTo(root.resolve("0.tar"));
        assertFails("there are no samples in " + root.resolve("0.tar") + "; expected are files such as 0001.jpg");
        Files.writeString(root.resolve("0.tar"), "no archive");
        assertFails(root.resolve("0.tar") + " is not a tar archive");
        root = root.resolve("0.tar");
        assertFails("it is not a folder");
    }

    @Test
    void optionsThatDoNotFit() {
        assertOption("validation is only for use with train", null, "a.tar");
        assertOption("train: 'a{0..}.tar", "a{0..}.tar}", null);
        assertOption("train: 'a-{5..3}.tar' has the range {5..3}, which must run upwards", "a-{5..3}.tar", null);
        assertOption("validation: '{0..1000000}' has the range", "a.tar", "{0..1000000}");
        assertOption("train: '{0..9999}{0..9999}' gives more than 1000000 names", "{0..9999}{0..9999}", null);
    }

    private static void assertOption(String beginning, String train, String validation) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new Options(train, validation, "label", null));
        assertTrue(e.getMessage().startsWith(beginning), e.getMessage());
    }

    @Test
    void patterns() {
        assertEquals(List.of("a.tar"), BracePattern.expand("a.tar"));
        assertEquals(List.of("a-08", "a-09", "a-10"), BracePattern.expand("a-{08..10}"));
        assertEquals(List.of("a-8", "a-9", "a-10"), BracePattern.expand("a-{8..10}"));
        assertEquals(List.of("x0/a.tar", "x0/.tar", "x1/a.tar", "x1/.tar"), BracePattern.expand("x{0..1}/{a,}.tar"));
    }

    private DataSet open() throws Exception {
        return new WebDataset().open("webdataset", root, options);
    }

    private void assertFails(String... parts) {
        Readers.assertFails(new WebDataset(), root, options, parts);
    }
}
