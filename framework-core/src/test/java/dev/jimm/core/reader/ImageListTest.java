package dev.jimm.core.reader;

import static dev.jimm.core.reader.Readers.samples;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.core.image.UnreadableImageException;
import dev.jimm.core.reader.ImageList.Options;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageListTest {
    private static final Options DEFAULTS = new ImageList().defaults("image-list");

    private Path root;

    @BeforeEach
    void setUp(@TempDir Path folder) throws Exception {
        root = folder;
        Files.createDirectories(root.resolve("images"));
        for (String name : List.of("a", "b", "c", "d", "with blank", "with, comma", "with \"quote\"")) {
            Files.writeString(root.resolve("images").resolve(name + ".jpg"), name);
        }
    }

    @Test
    void csvWithHeader() throws Exception {
        write(
                "train.csv",
                "\uFEFFid,label,path\r\n1,class10,images/a.jpg\r\n\r\n2, class2 ,images/b.jpg\r\n"
                        + "3,class2,\"images/with, comma.jpg\"\r\n4,class2,\"images/with \"\"quote\"\".jpg\"\r\n");
        DataSet data = open(DEFAULTS);
        assertEquals(Optional.empty(), data.validation());
        assertFalse(data.train().isMultiLabel());
        assertEquals(List.of("class2", "class10"), data.train().classNames());
        assertEquals(
                List.of("class10:a", "class2:b", "class2:with, comma", "class2:with \"quote\""), samples(data.train()));
        assertEquals(root.resolve("images/a.jpg").toString(), data.train().name(0));
    }

    @Test
    void otherColumnsAndAValidationTable() throws Exception {
        write("a.tsv", "file\tclass\nimages/a.jpg\t10\nimages/with blank.jpg\t9\n");
        write("b.tsv", "class\tfile\n9\timages/c.jpg\n");
        DataSet data = open(new Options("a.tsv", "b.tsv", "file", "class", true, null, List.of(), null));
        assertEquals(List.of("9", "10"), data.train().classNames());
        assertEquals(List.of("10:a", "9:with blank"), samples(data.train()));
        assertEquals(List.of("9", "10"), data.validation().orElseThrow().classNames());
        assertEquals(List.of("9:c"), samples(data.validation().orElseThrow()));
    }

    @Test
    void textWithoutHeader() throws Exception {
        Options options = new Options("list.txt", null, "path", "label", false, null, List.of(), null);
        write("list.txt", "images/a.jpg 1\n  images/b.jpg   0  \n\"images/with blank.jpg\" 1\n");
        assertEquals(
                List.of("1:a", "0:b", "1:with blank"), samples(open(options).train()));
        write("list.txt", "images/with blank.jpg\t1\nimages/b.jpg\t0\n");
        assertEquals(List.of("1:with blank", "0:b"), samples(open(options).train()));
        write("list.txt", "images/a.jpg x 5\n");
        Options third = new Options("list.txt", null, "path", "3", false, null, List.of(), null);
        assertEquals(List.of("5:a"), samples(open(third).train()));
    }

    @Test
    void aColumnWithTheParts() throws Exception {
        write(
                "train.csv",
                "path,label,split\nimages/a.jpg,x,train\nimages/b.jpg,x,val\nimages/c.jpg,x,validation\n"
                        + "images/d.jpg,y,test\n");
        Options options = new Options("train.csv", null, "path", "label", true, null, List.of(), "split");
        DataSet data = open(options);
        assertEquals(List.of("x:a"), samples(data.train()));
        assertEquals(List.of("x:b", "x:c"), samples(data.validation().orElseThrow()));
        write("train.csv", "path,label,split\nimages/a.jpg,x,train\nimages/b.jpg,x,trian\n");
        assertFails(options, "train.csv:3: the part 'trian' is none of train, val, validation, test");
    }

    @Test
    void severalLabelsInAColumn() throws Exception {
        write("train.csv", "path,label\nimages/a.jpg,dog;cat\nimages/b.jpg,\nimages/c.jpg, emu ; ;emu\n");
        Reader reader = open(new Options("train.csv", null, "path", "label", true, ";", List.of(), null))
                .train();
        assertTrue(reader.isMultiLabel());
        assertEquals(List.of("cat", "dog", "emu"), reader.classNames());
        assertArrayEquals(new int[] {0, 1}, reader.labels(0));
        assertArrayEquals(new int[0], reader.labels(1));
        assertArrayEquals(new int[] {2}, reader.labels(2));
    }

    @Test
    void aColumnForEachLabel() throws Exception {
        write("train.csv", "path,cat,dog,emu\nimages/a.jpg,1,0,1\nimages/b.jpg,0,0,0\nimages/c.jpg,0,1,1\n");
        Options options = new Options("train.csv", null, "path", "label", true, null, List.of("emu", "cat"), null);
        Reader reader = open(options).train();
        assertTrue(reader.isMultiLabel());
        assertEquals(List.of("emu", "cat"), reader.classNames());
        assertEquals(List.of("emu+cat:a", ":b", "emu:c"), samples(reader));
        write("train.csv", "path,cat,emu\nimages/a.jpg,yes,2\n");
        assertFails(
                options,
                "train.csv:2: '2' in the column emu is neither 0 nor 1",
                "train.csv:2: 'yes' in the column cat is neither 0 nor 1");
    }

    @Test
    void allProblemsAtOnce() throws Exception {
        write(
                "train.csv",
                "path,label\nimages/a.jpg,cat\n../b.jpg,cat\n/etc/c.jpg,cat\nimages/d.jpg,\n,cat\nimages/a.jpg\n"
                        + "images/a.jpg,cat,dog\nimages/\0.jpg,cat\n.,cat\n");
        write("val.csv", "path,label\nimages/a.jpg,cat\nimages/a.jpg,cats\n");
        Options options = new Options("train.csv", "val.csv", "path", "label", true, null, List.of(), null);
        Path train = root.resolve("train.csv");
        assertFails(
                options,
                "9 problems in the lists of images:\n  " + train + ":3: ../b.jpg is not below " + root,
                train + ":4: /etc/c.jpg is not below " + root,
                train + ":5: no label",
                train + ":6: no path",
                train + ":7: 1 fields instead of 2",
                train + ":8: 3 fields instead of 2",
                train + ":9: 'images/\0.jpg' is not a path: ",
                train + ":10: . is not below " + root,
                root.resolve("val.csv") + ":3: no image to learn from is of the class 'cats'; did you mean 'cat'?");
    }

    @Test
    void onlyTheFirstTenProblemsAreListed() throws Exception {
        write("train.csv", "path,label\n" + "images/a.jpg,\n".repeat(30));
        assertFails(DEFAULTS, "30 problems in the lists of images; the first 10:\n", "train.csv:11: no label\nCorrect");
    }

    @Test
    void missingColumns() throws Exception {
        write("train.csv", "Path,labels,more\nimages/a.jpg,cat,1\n");
        assertFails(
                new Options("train.csv", null, "path", "label", true, null, List.of(), "split"),
                "3 problems",
                "train.csv:1: no column 'path' (data.options.path-column); did you mean 'Path'?; the columns are Path,",
                "train.csv:1: no column 'label' (data.options.label-column); did you mean 'labels'?",
                "train.csv:1: no column 'split' (data.options.split-column); the columns are Path, labels, more");
    }

    @Test
    void missingImages() throws Exception {
        write("train.csv", "path,label\nimages/a.jpg,cat\nimages/gone.jpg,cat\n");
        Reader reader = open(DEFAULTS).train();
        assertEquals(2, reader.size());
        UnreadableImageException e = assertThrows(UnreadableImageException.class, () -> reader.sample(1));
        assertEquals(root.resolve("images/gone.jpg").toString(), e.source());
        write("train.csv", "path,label\na.jpg,cat\nb.jpg,cat\n");
        assertFails(
                DEFAULTS,
                "none of the first 2 images of " + root.resolve("train.csv") + " exists, such as "
                        + root.resolve("a.jpg") + "; data.root must be the folder that the paths are relative to");
    }

    @Test
    void whatIsNotAsExpected() throws Exception {
        assertFails(DEFAULTS, "there is no table " + root.resolve("train.csv") + " (data.options.train = train.csv)");
        write("train.csv", "");
        assertFails(DEFAULTS, root.resolve("train.csv") + " lists no images");
        write("train.csv", "path,label\n");
        assertFails(DEFAULTS, root.resolve("train.csv") + " lists no images");
        write("train.csv", "path,label\nimages/a.jpg,\"cat\n");
        assertFails(DEFAULTS, root.resolve("train.csv") + " is broken behind line 2: Missing closing quote");
        write("train.csv", "path,label\nimages/a.jpg,\n");
        assertFails(
                new Options("train.csv", null, "path", "label", true, " ", List.of(), null),
                "no image of " + root.resolve("train.csv") + " has a label");
        Files.write(root.resolve("train.csv"), "path,label\nimages/ä.jpg,1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertFails(DEFAULTS, root.resolve("train.csv") + " is no text in UTF-8");
        root = root.resolve("nowhere");
        assertFails(DEFAULTS, "it does not exist; expected is the folder of the images");
    }

    @Test
    void optionsThatDoNotFit() {
        assertOption("label-separator must have a character, is empty", null, "", List.of(), null);
        assertOption("label-separator is not for use with label-columns", null, ";", List.of("a"), null);
        assertOption("label-columns must name each column once", null, null, List.of("a", "a"), null);
        assertOption("split-column divides the table of train", "val.csv", null, List.of(), "split");
    }

    private static void assertOption(
            String beginning, String validation, String separator, List<String> columns, String split) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new Options("train.csv", validation, "path", "label", true, separator, columns, split));
        assertTrue(e.getMessage().startsWith(beginning), e.getMessage());
    }

    private DataSet open(Options options) throws Exception {
        return new ImageList().open("image-list", root, options);
    }

    private void assertFails(Options options, String... parts) {
        Readers.assertFails(new ImageList(), root, options, parts);
    }

    @Test
    void aUsualValidationTableIsTakenUp() throws Exception {
        write("train.csv", "path,label\nimages/a.jpg,cat\nimages/b.jpg,dog\n");
        assertTrue(new ImageList()
                .open("image-list", root, new ImageList().defaults("image-list"))
                .validation()
                .isEmpty());
        write("val.csv", "path,label\nimages/a.jpg,cat\n");
        assertEquals(
                1,
                new ImageList()
                        .open("image-list", root, new ImageList().defaults("image-list"))
                        .validation()
                        .orElseThrow()
                        .size());
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(root.resolve(name), text);
    }
}
