package dev.jimm.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
    private static final int RED = 0xff0000;
    private static final int BLUE = 0x0000ff;

    private Path root;
    private DataConfig config;

    @BeforeEach
    void makeData(@TempDir Path folder) throws IOException {
        root = folder.resolve("all");
        config = Fixtures.folder(root);
        for (int i = 0; i < 12; i++) {
            Fixtures.writeImage(root.resolve("cat/" + i + ".png"), RED);
        }
        Fixtures.writeImage(root.resolve("dog/1.png"), BLUE);
        Fixtures.writeImage(root.resolve("dog/2.png"), BLUE);
    }

    private static TrainingData open(DataConfig config, long seed) {
        return Fixtures.dataSets().open(config, seed);
    }

    private static List<Integer> labels(Reader reader) {
        return IntStream.range(0, reader.size())
                .mapToObj(index -> reader.labels(index)[0])
                .toList();
    }

    private static List<String> names(Reader reader) {
        return IntStream.range(0, reader.size()).mapToObj(reader::name).toList();
    }

    private static void assertError(Category category, String message, DataConfig config) {
        JimmException e = assertThrows(JimmException.class, () -> open(config, 1));
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
        assertSame(category, e.category());
    }

    @Test
    void aFractionOfEachClassIsHeldOut() {
        TrainingData data = open(config, 2);
        assertEquals(List.of(0, 0, 0, 1), labels(data.validation()));
        assertEquals(10, data.train().size());
        Set<String> all = new HashSet<>(names(data.train()));
        all.addAll(names(data.validation()));
        assertEquals(14, all.size());
        assertEquals(names(data.validation()), names(open(config, 2).validation()));
        assertNotEquals(names(data.validation()), names(open(config, 3).validation()));
    }

    @Test
    void classesOfOneImageCannotBeSplit() throws IOException {
        Files.delete(root.resolve("dog/2.png"));
        assertError(
                Category.DATA,
                "each class of " + root + " needs at least two images, one of which is held out for validation; only"
                        + " one has: dog",
                config);
    }

    @Test
    void aListHoldsOut() throws IOException {
        Path list = Files.write(root.resolveSibling("held.txt"), List.of("./cat/3.png", "", root + "/dog/1.png"));
        TrainingData data = open(withKeys("validation-list = \"" + list + "\""), 1);
        assertEquals(List.of(root + "/cat/3.png", root + "/dog/1.png"), names(data.validation()));
        assertEquals(12, data.train().size());
        Files.write(list, List.of("cat/3.png", "cat/99.png"));
        assertError(
                Category.DATA,
                list + " names 1 samples that are not in " + root + ": cat/99.png; write a path relative to",
                withKeys("validation-list = \"" + list + "\""));
        Files.write(list, List.of(""));
        assertError(
                Category.DATA, list + " names no sample of " + root, withKeys("validation-list = \"" + list + "\""));
        assertError(
                Category.DATA,
                "cannot read data.validation-list = nowhere.txt",
                withKeys("validation-list = nowhere.txt"));
    }

    private DataConfig withKeys(String keys) {
        return Fixtures.config(
                "reader = image-folder, root = \"" + root + "\", batch-size = 8, validation-fraction = 0.25, " + keys);
    }

    @Test
    void aClassOfTheMapThatTheDataLacksIsNoObstacle() throws IOException {
        Path map = Files.write(root.resolveSibling("map.txt"), List.of("fox", "cat", "dog"));
        TrainingData data = open(withKeys("class-map = \"" + map + "\""), 1);
        assertEquals(List.of("fox", "cat", "dog"), data.train().classNames());
        assertEquals(List.of(1, 1, 1, 2), labels(data.validation()));
    }

    @Test
    void otherDataHasAnotherFingerprint() throws IOException {
        String before = open(config, 1).fingerprint();
        assertTrue(before.startsWith("10 to train on, 4 held out, checksum "), before);
        assertEquals(before, open(config, 1).fingerprint());
        assertNotEquals(before, open(config, 2).fingerprint(), "another part is held out");
        Fixtures.writeImage(root.resolve("cat/new.png"), RED);
        Files.delete(root.resolve("cat/1.png"));
        assertNotEquals(before, open(config, 1).fingerprint());
    }

    /** What no reader may give, by what is told of it. */
    @Test
    void readersAreChecked() {
        Reader sound = Fixtures.reader(3);
        assertRefused("gives null", null);
        assertRefused(
                "gives other classes for validation than for training",
                DataSet.of(sound, labelled(List.of("a", "b"), 0)));
        assertRefused(
                "gives sample 1 of the validation part (sample 1) the labels [3], where there are 2 classes and each"
                        + " sample has one",
                DataSet.of(labelled(List.of("a", "b"), 0), labelled(List.of("a", "b"), 0, 3)));
        assertRefused("gives 2 classes and 0 samples", DataSet.undivided(labelled(List.of("a", "b"))));
        DataSet data = DataSet.undivided(sound);
        assertSame(data, ReaderChecks.sound(data, IllegalStateException::new));
    }

    private static void assertRefused(String problem, DataSet data) {
        assertEquals(
                problem,
                assertThrows(IllegalStateException.class, () -> ReaderChecks.sound(data, IllegalStateException::new))
                        .getMessage());
    }

    private static Reader labelled(List<String> classes, int... labels) {
        return new Reader() {
            @Override
            public List<String> classNames() {
                return classes;
            }

            @Override
            public int size() {
                return labels.length;
            }

            @Override
            public int[] labels(int index) {
                return new int[] {labels[index]};
            }

            @Override
            public String name(int index) {
                return "sample " + index;
            }

            @Override
            public Sample sample(int index) {
                return new Sample.Encoded(new byte[0]);
            }
        };
    }

    @Test
    void aClassMapOrdersAndLeavesOut() throws IOException {
        Fixtures.writeImage(root.resolve("bird/1.png"), BLUE);
        for (String content : List.of("dog\n\ncat\n", "[\"dog\", \"cat\"]", "{\"cat\": 1, \"dog\": 0}")) {
            Path map = root.resolveSibling(content.startsWith("dog") ? "map.txt" : "map.json");
            Files.writeString(map, content);
            TrainingData data = open(withKeys("class-map = \"" + map + "\""), 1);
            assertEquals(List.of("dog", "cat"), data.train().classNames());
            assertEquals(List.of(1, 1, 1, 0), labels(data.validation()));
            assertEquals(10, data.train().size());
        }
        Path map = Files.writeString(root.resolveSibling("bad.json"), "{\"cat\": 1, \"dog\": 3}");
        assertError(
                Category.DATA,
                map + " must give its 2 classes the labels 0 to 1, each once",
                withKeys("class-map = \"" + map + "\""));
        Files.writeString(map, "[\"cow\"]");
        assertError(
                Category.DATA,
                "no sample is of a class of " + map + ", which has cow; the data has bird, cat, dog",
                withKeys("class-map = \"" + map + "\""));
        Files.writeString(map, "[\"cat\", \"cat\"]");
        assertError(
                Category.DATA,
                map + " must have classes, each of them once; it has 2",
                withKeys("class-map = \"" + map + "\""));
    }

    @Test
    void theWholeIsBothParts() throws IOException {
        for (String file : List.of("train/cat/1.png", "train/dog/1.png", "val/cat/2.png", "val/dog/2.png")) {
            Fixtures.writeImage(root.resolveSibling("split").resolve(file), RED);
        }
        try (Reader whole = Fixtures.dataSets().openWhole(Fixtures.folder(root.resolveSibling("split")))) {
            assertEquals(4, whole.size());
            assertEquals(List.of(0, 1, 0, 1), labels(whole));
            assertEquals(root.resolveSibling("split").resolve("val/dog/2.png").toString(), whole.name(3));
            assertArrayEquals(
                    Files.readAllBytes(root.resolveSibling("split").resolve("val/dog/2.png")),
                    ((Sample.Encoded) whole.sample(3)).bytes());
        }
        assertEquals(14, Fixtures.dataSets().openWhole(config).size());
    }

    @Test
    void problems() {
        assertError(
                Category.CONFIGURATION,
                "unknown reader 'image-foldr'; did you mean 'image-folder'?",
                config.reading("image-foldr", root));
        String unknown = assertThrows(JimmException.class, () -> open(withKeys("options { depth = 3 }"), 1))
                .getMessage();
        assertTrue(unknown.contains("unknown key 'data.options.depth'"), unknown);
        assertError(
                Category.DATA,
                "data.root = " + root.resolve("nowhere") + ": it does not exist; expected is",
                config.reading("image-folder", root.resolve("nowhere")));
        for (double fraction : new double[] {0, 1, -0.5}) {
            String problem = "validation-fraction' must be between 0 and 1, both excluded, not " + fraction;
            String message = assertThrows(JimmException.class, () -> withKeys("validation-fraction = " + fraction))
                    .getMessage();
            assertTrue(message.contains(problem), message);
        }
    }
}
