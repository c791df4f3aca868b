package dev.jimm.core.data;

import dev.jimm.api.image.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Images and readers that the tests of this package share. */
final class Fixtures {
    private Fixtures() {}

    static byte[] bytes(String name) {
        try (InputStream input = Fixtures.class.getResourceAsStream(name)) {
            return input.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Image image(String name) throws UnreadableImageException {
        return ImageDecoder.decode(bytes(name), name);
    }

    static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, output)) {
            throw new IOException("no writer of " + format + " takes this image");
        }
        return output.toByteArray();
    }

    static Image random(int width, int height, long seed) {
        byte[] pixels = new byte[width * height * Image.CHANNELS];
        new Random(seed).nextBytes(pixels);
        return new Image(width, height, pixels);
    }

    /** Writes a small picture of one colour, making the folders above it. */
    static void writeImage(Path file, int colour) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 48; i++) {
            image.setRGB(i % 8, i / 8, colour);
        }
        String name = file.getFileName().toString();
        Files.write(file, encoded(image, name.substring(name.lastIndexOf('.') + 1)));
    }

    /** Writes a file of zeros that takes no room on the disk. */
    static void writeSparse(Path file, long bytes) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(bytes);
        }
    }

    /** Random images, some of which cannot be read; the label is the index modulo 10. */
    static Reader reader(int size, int... unreadable) {
        return new Reader() {
            @Override
            public List<String> classNames() {
                return List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
            }

            @Override
            public int size() {
                return size;
            }

            @Override
            public int label(int index) {
                return index % 10;
            }

            @Override
            public String name(int index) {
                return "image " + index;
            }

            @Override
            public Image image(int index) throws UnreadableImageException {
                for (int bad : unreadable) {
                    if (bad == index) {
                        throw new UnreadableImageException(name(index), "is broken");
                    }
                }
                return random(20 + index % 5, 24, index);
            }
        };
    }

    static DataConfig config(int batchSize, int workers) {
        return new DataConfig("test", Path.of("nowhere"), 0.1, batchSize, workers, 3, 10);
    }

    static DataConfig folder(Path root) {
        return new DataConfig("image-folder", root, 0.25, 8, 1, 1, 10);
    }
}
