package dev.jimm.core.data;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
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
final class SampleDataSet {
    static final int TRAIN = 160;
    static final int VALIDATION = 40;

    private static final Logger LOG = LoggerFactory.getLogger(SampleDataSet.class);
    private static final long SEED = 20_240_601;
    private static final float QUALITY = 0.92f;

    private SampleDataSet() {}

    static DataSet open(Path root) {
        try {
            if (isAbsentOrEmpty(root)) {
                LOG.info("Painting the sample data set into {}", root);
                create(root.toAbsolutePath());
            }
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA, "cannot write the sample data set to " + root + ": " + e.getMessage(), e);
        }
        ClassFolders train = part(root, "train", TRAIN);
        ClassFolders validation = part(root, "val", VALIDATION);
        return new DataSet(train.reader(), validation.reader());
    }

    private static ClassFolders part(Path root, String name, int perClass) {
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
        throw new JimmException(
                Category.DATA,
                "data.root = " + root + " holds something else than the sample data set (" + perClass
                        + " images in each of "
                        + expected.size() + " folders of " + folder
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
                root.getFileName() + ".unfinished-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            for (SampleShape shape : SampleShape.values()) {
                write(shape, 0, TRAIN, unfinished.resolve("train").resolve(shape.className()));
                write(
                        shape,
                        TRAIN,
                        TRAIN + VALIDATION,
                        unfinished.resolve("val").resolve(shape.className()));
            }
            Files.deleteIfExists(root);
            Files.move(unfinished, root, StandardCopyOption.ATOMIC_MOVE);
        } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
            LOG.info("Another process has painted {} in the meantime", root);
        } finally {
            delete(unfinished);
        }
    }

    private static void write(SampleShape shape, int first, int end, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = first; i < end; i++) {
            BufferedImage picture = SamplePainter.paint(shape, Randomness.of(SEED, shape.ordinal(), i));
            writeJpeg(picture, folder.resolve("%s_%03d.jpg".formatted(shape.className(), i)));
        }
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
                Files.delete(path);
            }
        }
    }
}
