package dev.jimm.core.reader;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.ReaderProvider;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.random.Randomness;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data set for first steps that needs no download: 2,000 painted pictures of ten figures, 200 of each, of which 40
 * are held out. It is painted at its first use, and lies in its folder as JPEG files, laid out for the
 * {@code image-folder} reader.
 */
public final class SampleDataSet implements ReaderProvider<NoOptions> {
    public static final String NAME = "sample";

    static final int TRAIN = 160;
    static final int VALIDATION = 40;

    private static final Logger LOG = LoggerFactory.getLogger(SampleDataSet.class);
    private static final long SEED = 20_240_601;
    private static final float QUALITY = 0.92f;
    private static final String UNFINISHED = ".unfinished-";

    /** Painting takes seconds; where nothing was written for so long, the process was killed. */
    private static final Duration STALE = Duration.ofMinutes(10);

    @Override
    public Set<String> names() {
        return Set.of(NAME);
    }

    @Override
    public NoOptions defaults(String name) {
        return new NoOptions();
    }

    @Override
    public Description describe(String name) {
        return Description.of("pictures of ten figures, drawn at the first training; for first steps");
    }

    @Override
    public DataSet open(String name, Path root, NoOptions options) throws IOException {
        requirePresent(root);
        ClassFolders train = part(root, "train", TRAIN);
        ClassFolders validation = part(root, "val", VALIDATION);
        return DataSet.of(train.reader(), validation.reader());
    }

    /** Draws the pictures, unless the folder holds something already. */
    public static void paintWhereAbsent(Path root) {
        try {
            if (isAbsentOrEmpty(root)) {
                LOG.info("Painting the sample data set into {}", root);
                create(root.toAbsolutePath());
            }
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA, "cannot write the sample data set to " + root + ": " + e.getMessage(), e);
        }
        deleteStale(root.toAbsolutePath());
    }

    private static void requirePresent(Path root) throws IOException {
        if (isAbsentOrEmpty(root)) {
            throw new IOException("the sample data set is not there; 'jimm train' draws it");
        }
    }

    private static ClassFolders part(Path root, String name, int perClass) throws IOException {
        Path folder = root.resolve(name);
        List<String> expected =
                Stream.of(SampleShape.values()).map(SampleShape::className).toList();
        if (Files.isDirectory(folder)) {
            ClassFolders found = ClassFolders.scan(folder);
            if (found.classNames().equals(expected)
                    && found.files().values().stream().allMatch(files -> files.size() == perClass)) {
                return found;
            }
        }
        throw new IOException("it holds something else than the sample data set (" + perClass
                + " images in each of " + expected.size() + " folders of " + folder
                + "); give another folder, or delete this one to have it painted again");
    }

    private static boolean isAbsentOrEmpty(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return Files.notExists(root);
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.findAny().isEmpty();
        }
    }

    /** Writes everything beside the folder and moves it there in one step: a folder that is there is complete. */
    private static void create(Path root) throws IOException {
        Files.createDirectories(root.getParent());
        Path unfinished = root.resolveSibling(
                root.getFileName() + UNFINISHED + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            for (SampleShape shape : SampleShape.values()) {
                write(shape, 0, TRAIN, unfinished.resolve("train").resolve(shape.className()));
                write(
                        shape,
                        TRAIN,
                        TRAIN + VALIDATION,
                        unfinished.resolve("val").resolve(shape.className()));
            }
            publish(unfinished, root);
        } finally {
            delete(unfinished);
        }
    }

    /** Gives a finished data set its name, unless another process was faster. */
    static void publish(Path finished, Path root) throws IOException {
        try {
            Files.deleteIfExists(root);
            Files.move(finished, root, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // A folder in the way has no exception of its own in all places.
            if (isAbsentOrEmpty(root)) {
                throw e;
            }
            LOG.info("Another process has painted {} in the meantime", root);
        }
    }

    /** What a killed process left behind; not what another one is painting right now. */
    private static void deleteStale(Path root) {
        if (root.getParent() == null) {
            return;
        }
        Pattern name = Pattern.compile(Pattern.quote(root.getFileName() + UNFINISHED) + "\\d+--?\\d+");
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(
                root.getParent(),
                path -> name.matcher(path.getFileName().toString()).matches())) {
            for (Path leftover : leftovers) {
                if (lastWritten(leftover).isBefore(Instant.now().minus(STALE))) {
                    delete(leftover);
                }
            }
        } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
            // Another process may be deleting the same; the data set is good without that.
            LOG.warn("Cannot delete what an earlier run left beside {}: {}", root, e.toString());
        }
    }

    private static Instant lastWritten(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            Instant last = Instant.EPOCH;
            for (Path path : paths.toList()) {
                Instant written = Files.getLastModifiedTime(path).toInstant();
                last = written.isAfter(last) ? written : last;
            }
            return last;
        }
    }

    private static void write(SampleShape shape, int first, int end, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = first; i < end; i++) {
            BufferedImage picture = SamplePainter.paint(shape, Randomness.of(SEED, shape.ordinal(), i));
            writeJpeg(picture, folder.resolve(fileName(shape, i)));
        }
    }

    /** Every class has its pictures numbered from 000 to 199; those from 160 on are held out. */
    static String fileName(SampleShape shape, int number) {
        return String.format(Locale.ROOT, "%s_%03d.jpg", shape.className(), number);
    }

    private static void writeJpeg(BufferedImage picture, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(file.toFile())) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            writer.setOutput(output);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } finally {
            writer.dispose();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
