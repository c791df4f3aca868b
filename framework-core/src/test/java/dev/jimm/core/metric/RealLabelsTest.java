package dev.jimm.core.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealLabelsTest {
    private static final int CLASSES = 4;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void file() {
        file = folder.resolve("real.json");
    }

    private record Named(List<String> names) implements Reader {
        static Named of(String... names) {
            return new Named(List.of(names));
        }

        @Override
        public List<String> classNames() {
            return List.of("a", "b", "c", "d");
        }

        @Override
        public int size() {
            return names.size();
        }

        @Override
        public int[] labels(int index) {
            return new int[] {0};
        }

        @Override
        public String name(int index) {
            return names.get(index);
        }

        @Override
        public Sample sample(int index) {
            throw new UnsupportedOperationException();
        }
    }

    private RealLabels read(String json, String... names) throws IOException {
        Files.writeString(file, json);
        return RealLabels.read(file, Named.of(names), CLASSES);
    }

    private void assertRefused(String message, String json, String... names) {
        JimmException refused = assertThrows(JimmException.class, () -> read(json, names));
        assertEquals(Category.DATA, refused.category());
        assertEquals("the real labels " + file + " " + message, refused.getMessage());
    }

    @Test
    void aListIsInTheOrderOfTheFileNames() throws IOException {
        RealLabels labels = read("[[0], [1, 3], []]", "val/cat/im_3.jpg", "val/dog/im_1.jpg", "val/ape/im_2.jpg");
        assertArrayEquals(new int[0], labels.of(0));
        assertArrayEquals(new int[] {0}, labels.of(1));
        assertArrayEquals(new int[] {1, 3}, labels.of(2));
    }

    @Test
    void samplesOfOneFileAreInTheOrderOfTheirNumbers() throws IOException {
        RealLabels labels = read("[[0], [1], [2]]", "test.bin#10", "test.bin#9", "other.bin#11");
        assertArrayEquals(new int[] {2}, labels.of(0));
        assertArrayEquals(new int[] {1}, labels.of(1));
        assertArrayEquals(new int[] {0}, labels.of(2));
    }

    @Test
    void anObjectHasAsMuchOfThePathAsItNeeds() throws IOException {
        RealLabels labels = read(
                "{\"x.jpg\": [0], \"dog/y.jpg\": [1], \"cat/y.jpg\": [2], \"/d/z.jpg\": [3], \"unused.jpg\": []}",
                "val/cat/x.jpg",
                "val/dog/y.jpg",
                "val\\cat\\y.jpg",
                "/d/z.jpg");
        for (int label = 0; label < CLASSES; label++) {
            assertArrayEquals(new int[] {label}, labels.of(label));
        }
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertRefused(
                "has 1 entries, but the data has 2 samples; give the whole data, or an object of lists by file name",
                "[[0]]",
                "a",
                "b");
        assertRefused(
                "is a list in the order of the file names, but of one name are\n  x/a and y/a",
                "[[0], [1]]",
                "x/a",
                "y/a");
        assertRefused("lacks the entries\n  x/b\n  x/c", "{\"a\": [0]}", "x/a", "x/b", "x/c");
        assertRefused(
                "must have lists of class indices from 0 to 3 only, but has the entries\n"
                        + "  [1,4] for a\n"
                        + "  [-1] for b\n"
                        + "  2 for c\n"
                        + "  [\"dog\"] for d\n"
                        + "  null for e\n"
                        + "  and 1 more",
                "[[1,4], [-1], 2, [\"dog\"], null, [0.5], [3]]",
                "a",
                "b",
                "c",
                "d",
                "e",
                "f",
                "g");
        assertRefused(
                "must be a list with a list of class indices for each sample in the order of the file names, or an"
                        + " object of such lists by file name",
                "3",
                "a");
        assertRefused("cannot be read: Duplicate field 'a'", "{\"a\": [0], \"a\": [1]}", "a");
        file = folder.resolve("none.json");
        JimmException missing = assertThrows(JimmException.class, () -> RealLabels.read(file, Named.of("a"), CLASSES));
        assertEquals("the real labels " + file + " cannot be read: there is no " + file, missing.getMessage());
    }

    @Test
    void anyRightClassCountsAndSamplesWithoutOneDoNot() throws IOException {
        RealLabels labels = read("[[0], [2, 3], [], [3], [0, 1]]", "a", "b", "c", "d", "e");
        RealAccuracy accuracy = new RealAccuracy(labels, List.of(1, 2));
        float[] logits = {9, 0, 3, 1};
        accuracy.add(logits, 0);
        accuracy.add(logits, 1);
        accuracy.add(logits, 2);
        accuracy.add(logits, 3);
        accuracy.add(new float[] {9, 8, Float.NaN, 1}, 4);
        assertEquals(4, accuracy.samples());
        assertEquals(1 / 4.0, accuracy.metrics().get("top1"));
        assertEquals(2 / 4.0, accuracy.metrics().get("top2"));
    }
}
