package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.provider.ProviderKind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An epoch from a small data set in the layout of each built-in reader. */
@Tag("engine")
class EveryReaderTrainsTest {
    private static final int PER_CLASS = 6;
    private static final String[] CLASSES = {"cat", "dog"};

    @TempDir
    private Path temporary;

    /** A layout: the reader, the lines of the run's file beyond the reader and its root, and how it is written. */
    private record Layout(String reader, String keys, Writer writer) {
        @Override
        public String toString() {
            return reader + " " + keys;
        }
    }

    /** Writes a data set below a folder; gives its root. */
    @FunctionalInterface
    private interface Writer {
        Path write(Path folder) throws IOException;
    }

    static Stream<Layout> layouts() {
        return Stream.of(
                new Layout("image-folder", "", EveryReaderTrainsTest::folders),
                new Layout("tar", "", folder -> tar(folder.resolve("all.tar"), "%s/%d.png")),
                new Layout("zip", "", EveryReaderTrainsTest::zip),
                new Layout("tar-folder", "", EveryReaderTrainsTest::tars),
                new Layout("webdataset", "", folder -> {
                    tar(folder.resolve("train-000.tar"), "%2$s%1$s.png");
                    return folder;
                }),
                new Layout("image-list", "", folder -> list(folder, "path,label", "%s/%d.png,%1$s")),
                new Layout(
                        "image-list",
                        "data.options { label-separator = \"|\" }\nloss.name = bce",
                        folder -> list(folder, "path,label", "%s/%d.png,%1$s|animal")),
                new Layout(
                        "cifar10",
                        "",
                        folder -> cifar(
                                folder,
                                1,
                                "data_batch_1.bin",
                                "data_batch_2.bin",
                                "data_batch_3.bin",
                                "data_batch_4.bin",
                                "data_batch_5.bin",
                                "test_batch.bin")),
                new Layout(
                        "cifar100",
                        "data.options.labels = coarse",
                        folder -> cifar(folder, 2, "train.bin", "test.bin")),
                new Layout("mnist", "", EveryReaderTrainsTest::idx),
                new Layout("fashion-mnist", "", EveryReaderTrainsTest::idx),
                new Layout("kmnist", "", EveryReaderTrainsTest::idx),
                new Layout("inaturalist", "data.options.level = genus", EveryReaderTrainsTest::iNaturalist));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void trains(Layout layout) throws IOException {
        Path root = layout.writer().write(Files.createDirectories(temporary.resolve("root")));
        Runs runs = new Runs(temporary);
        TrainingResult result = Runs.start(runs.config(
                "one",
                "data { reader = " + layout.reader() + ", root = \"" + root
                        + "\", batch-size = 4, max-bad-in-row = 0 }",
                "train.epochs = 1",
                layout.keys()));
        assertTrue(result.finished());
        assertTrue(Double.isFinite(result.bestMetrics().get("train-loss")));
        assertEquals(0, result.badSampleCount());
    }

    @Test
    void noReaderIsLeftOut() {
        Set<String> tried = new TreeSet<>(Set.of("sample")); // trained by the tests of the command line
        layouts().forEach(layout -> tried.add(layout.reader()));
        assertEquals(TestProviders.catalogue().names(ProviderKind.READER), tried);
    }

    private static byte[] picture(String className, int number) throws IOException {
        BufferedImage image = new BufferedImage(24, 20, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(number);
        for (int i = 0; i < 24 * 20; i++) {
            image.setRGB(i % 24, i / 24, random.nextInt(0x1000000) & (className.equals("cat") ? 0xff7f7f : 0x7f7fff));
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ImageIO.write(image, "png", output);
        return output.toByteArray();
    }

    @FunctionalInterface
    private interface Action {
        void accept(String className, int number, byte[] picture) throws IOException;
    }

    private static void forEachPicture(Action action) throws IOException {
        for (String className : CLASSES) {
            for (int number = 0; number < PER_CLASS; number++) {
                action.accept(className, number, picture(className, number));
            }
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static Path folders(Path folder) throws IOException {
        forEachPicture((name, number, picture) -> write(folder.resolve(name).resolve(number + ".png"), picture));
        return folder;
    }

    /** @param format of a name from the class and the number; WebDataset's label goes beside the picture */
    private static Path tar(Path file, String format) throws IOException {
        try (OutputStream output = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(output)) {
            forEachPicture((name, number, picture) -> {
                String path = format.formatted(name, number);
                entry(tar, path, picture);
                if (!path.contains("/")) {
                    entry(tar, path.replace(".png", ".cls"), name.getBytes(StandardCharsets.UTF_8));
                }
            });
        }
        return file;
    }

    private static void entry(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static Path zip(Path folder) throws IOException {
        Path file = folder.resolve("all.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            forEachPicture((name, number, picture) -> {
                zip.putNextEntry(new ZipEntry(name + "/" + number + ".png"));
                zip.write(picture);
            });
        }
        return file;
    }

    private static Path tars(Path folder) throws IOException {
        for (String part : new String[] {"train", "val"}) {
            for (String className : CLASSES) {
                Files.createDirectories(folder.resolve(part));
                Path file = folder.resolve(part).resolve(className + ".tar");
                try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
                    for (int number = 0; number < PER_CLASS; number++) {
                        entry(tar, number + ".png", picture(className, number));
                    }
                }
            }
        }
        return folder;
    }

    private static Path list(Path folder, String header, String row) throws IOException {
        StringBuilder table = new StringBuilder(header + "\n");
        forEachPicture((name, number, picture) -> {
            write(folder.resolve(name).resolve(number + ".png"), picture);
            table.append(row.formatted(name, number)).append('\n');
        });
        Files.writeString(folder.resolve("train.csv"), table);
        return folder;
    }

    private static Path cifar(Path folder, int labels, String... files) throws IOException {
        Random random = new Random(1);
        for (String file : files) {
            byte[] records = new byte[8 * (labels + 3072)];
            random.nextBytes(records);
            for (int i = 0; i < 8; i++) {
                for (int label = 0; label < labels; label++) {
                    records[i * (labels + 3072) + label] = (byte) (i + label);
                }
            }
            Files.write(folder.resolve(file), records);
        }
        return folder;
    }

    private static Path idx(Path folder) throws IOException {
        Random random = new Random(1);
        for (String part : new String[] {"train", "t10k"}) {
            byte[] pixels = new byte[8 * 28 * 28];
            random.nextBytes(pixels);
            ByteBuffer images = ByteBuffer.allocate(16 + pixels.length);
            images.putInt(0x803).putInt(8).putInt(28).putInt(28).put(pixels);
            Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
            ByteBuffer labels = ByteBuffer.allocate(16);
            labels.putInt(0x801).putInt(8).put(new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
            Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
        }
        return folder;
    }

    private static Path iNaturalist(Path folder) throws IOException {
        forEachPicture((name, number, picture) -> write(
                folder.resolve("2021_train")
                        .resolve("0000" + number % 2 + "_Animalia_Chordata_Mammalia_Carnivora_Family_" + name + "_a"
                                + number % 2)
                        .resolve(number + ".png"),
                picture));
        return folder;
    }
}
