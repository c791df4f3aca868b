package dev.jimm.core.reader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import dev.jimm.core.data.Fixtures;
import dev.jimm.core.image.ImageDecoder;
import dev.jimm.core.random.Randomness;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDataSetTest {
    private static DataSet open(Path root) throws IOException {
        SampleDataSet.paintWhereAbsent(root);
        return openExisting(root);
    }

    private static DataSet openExisting(Path root) throws IOException {
        return new SampleDataSet().open(SampleDataSet.NAME, root, new NoOptions());
    }

    private static Image image(Reader reader, int index) throws IOException {
        return ImageDecoder.decode(((Sample.Encoded) reader.sample(index)).bytes(), reader.name(index));
    }

    @Test
    void isPaintedOnceAndCompletely(@TempDir Path folder) throws Exception {
        Path root = folder.resolve("data").resolve("sample");
        DataSet data = open(root);
        assertEquals(
                List.of(
                        "arrow",
                        "circle",
                        "crescent",
                        "cross",
                        "heart",
                        "ring",
                        "spiral",
                        "square",
                        "star",
                        "triangle"),
                data.train().classNames());
        assertEquals(1600, data.train().size());
        assertEquals(400, data.validation().orElseThrow().size());
        assertEquals(2, data.train().labels(3 * 160 - 1)[0]);
        assertEquals(3, data.train().labels(3 * 160)[0]);
        Image image = image(data.validation().orElseThrow(), 399);
        assertEquals(96, image.width());
        assertEquals(96, image.height());
        assertColourTellsNothing(data.train());

        Path first = root.resolve("train").resolve("star").resolve("star_000.jpg");
        FileTime written = Files.getLastModifiedTime(first);
        open(root);
        assertEquals(written, Files.getLastModifiedTime(first));
        assertEquals(data.train().name(0), openExisting(root).train().name(0));
        try (Stream<Path> beside = Files.list(root.getParent())) {
            assertEquals(List.of(root), beside.toList(), "nothing unfinished is left");
        }
        assertLeftoversAreDeleted(root);

        Files.delete(first);
        IOException e = assertThrows(IOException.class, () -> open(root));
        assertTrue(e.getMessage().contains("holds something else than the sample data set"), e.getMessage());
    }

    private static void assertLeftoversAreDeleted(Path root) throws Exception {
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        Path stale = leftover(root, "sample.unfinished-123-456");
        Path painting = leftover(root, "sample.unfinished-124--457");
        Path another = leftover(root, "sample.unfinished-by-me");
        for (Path each : List.of(stale, painting, another)) {
            for (Path path : List.of(each.resolve("train").resolve("1.jpg"), each.resolve("train"), each)) {
                Files.setLastModifiedTime(path, longAgo);
            }
        }
        Files.setLastModifiedTime(painting.resolve("train").resolve("1.jpg"), FileTime.from(Instant.now()));
        openExisting(root);
        assertTrue(Files.exists(stale));
        open(root);
        assertFalse(Files.exists(stale));
        assertTrue(Files.exists(painting.resolve("train").resolve("1.jpg")));
        assertTrue(Files.exists(another));
    }

    private static Path leftover(Path root, String name) throws Exception {
        Path folder = root.resolveSibling(name);
        Files.createDirectories(folder.resolve("train"));
        Files.writeString(folder.resolve("train").resolve("1.jpg"), "x");
        return folder;
    }

    @Test
    void theFasterOfTwoProcessesWins(@TempDir Path folder) throws Exception {
        Path first = leftover(folder.resolve("sample"), "first");
        Path second = leftover(folder.resolve("sample"), "second");
        Path root = folder.resolve("sample");
        Files.createDirectory(root);
        SampleDataSet.publish(first, root);
        assertTrue(Files.exists(root.resolve("train")));
        SampleDataSet.publish(second, root);
        assertTrue(Files.exists(second), "whoever made it deletes it");
        Path nowhere = folder.resolve("absent").resolve("sample");
        assertThrows(IOException.class, () -> SampleDataSet.publish(second, nowhere));
    }

    @Test
    void openingWhatExistsPaintsNothing(@TempDir Path folder) throws Exception {
        Path absent = folder.resolve("absent");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        for (Path root : List.of(absent, empty)) {
            IOException e = assertThrows(IOException.class, () -> openExisting(root));
            assertEquals("the sample data set is not there; 'jimm train' draws it", e.getMessage());
        }
        assertFalse(Files.exists(absent));
        try (Stream<Path> within = Files.list(empty)) {
            assertEquals(0, within.count());
        }
    }

    @Test
    void fileNamesDoNotDependOnTheLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals("star_007.jpg", SampleDataSet.fileName(SampleShape.STAR, 7));
        } finally {
            Locale.setDefault(before);
        }
    }

    /** On average, every class is gray. */
    private static void assertColourTellsNothing(Reader train) throws IOException {
        double[] redness = new double[10];
        double[] blueness = new double[10];
        for (int i = 0; i < train.size(); i += 2) {
            Image image = image(train, i);
            int label = train.labels(i)[0];
            for (int pixel = 0; pixel < 96 * 96; pixel++) {
                int green = image.at(pixel % 96, pixel / 96, 1);
                redness[label] += (image.at(pixel % 96, pixel / 96, 0) - green) / (80.0 * 96 * 96);
                blueness[label] += (image.at(pixel % 96, pixel / 96, 2) - green) / (80.0 * 96 * 96);
            }
        }
        for (int label = 0; label < 10; label++) {
            assertEquals(0, redness[label], 12, train.classNames().get(label));
            assertEquals(0, blueness[label], 12, train.classNames().get(label));
        }
    }

    @Test
    void aPictureIsAPureFunctionOfItsSeed() {
        int[] once = pixels(SampleShape.HEART, 5);
        assertArrayEquals(once, pixels(SampleShape.HEART, 5));
        assertFalse(Arrays.equals(once, pixels(SampleShape.HEART, 6)));
        assertFalse(Arrays.equals(once, pixels(SampleShape.STAR, 5)));
    }

    private static int[] pixels(SampleShape shape, int number) {
        BufferedImage picture = SamplePainter.paint(shape, Randomness.of(1, number));
        return picture.getRaster().getPixels(0, 0, 96, 96, (int[]) null);
    }

    @Test
    void foldersOfOthersAreLeftAlone(@TempDir Path folder) throws Exception {
        Path other = folder.resolve("other");
        Fixtures.writeImage(other.resolve("cat").resolve("1.png"), 0xff);
        IOException e = assertThrows(IOException.class, () -> open(other));
        assertTrue(Files.exists(other.resolve("cat").resolve("1.png")));
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThrows(IOException.class, () -> open(file));
    }
}
