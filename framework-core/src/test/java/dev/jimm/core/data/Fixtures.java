package dev.jimm.core.data;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import dev.jimm.core.image.UnreadableImageException;
import dev.jimm.core.provider.ProviderCatalogue;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Images and readers that the tests of this package share. */
public final class Fixtures {
    private Fixtures() {}

    @SuppressWarnings("exports") // java.desktop is nobody else's business but the tests'
    public static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, output)) {
            throw new IOException("no writer of " + format + " takes this image");
        }
        return output.toByteArray();
    }

    public static Image random(int width, int height, long seed) {
        byte[] pixels = new byte[width * height * Image.CHANNELS];
        new Random(seed).nextBytes(pixels);
        return new Image(width, height, pixels);
    }

    /** Writes a small picture of one colour, making the folders above it. */
    public static void writeImage(Path file, int colour) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 48; i++) {
            image.setRGB(i % 8, i / 8, colour);
        }
        String name = file.getFileName().toString();
        Files.write(file, encoded(image, name.substring(name.lastIndexOf('.') + 1)));
    }

    /** Writes a file of zeros that takes no room on the disk. */
    public static void writeSparse(Path file, long bytes) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(bytes);
        }
    }

    /** Random images, some of which cannot be read; the label is the index modulo 10. */
    public static Reader reader(int size, int... unreadable) {
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
            public int[] labels(int index) {
                return new int[] {index % 10};
            }

            @Override
            public String name(int index) {
                return "image " + index;
            }

            @Override
            public Sample sample(int index) throws IOException {
                for (int bad : unreadable) {
                    if (bad == index) {
                        throw new UnreadableImageException(name(index), "is broken");
                    }
                }
                return new Sample.Decoded(random(20 + index % 5, 24, index));
            }
        };
    }

    public static Image image(Reader reader, int index) throws IOException {
        return ((Sample.Decoded) reader.sample(index)).image();
    }

    public static DataConfig config(int batchSize, int workers) {
        return config("batch-size = " + batchSize + ", workers = " + workers + ", prefetch = 3");
    }

    /** The reader {@code test} of nowhere with some keys. */
    public static DataConfig config(String keys) {
        Problems problems = new Problems();
        DataConfig config = ConfigBinder.bind(
                ConfigFactory.parseString("reader = test, root = nowhere, " + keys),
                "data",
                DataConfig.defaults(),
                problems);
        problems.throwIfAny();
        return config;
    }

    public static DataConfig folder(Path root) {
        return config("batch-size = 8, workers = 1, prefetch = 1, validation-fraction = 0.25")
                .reading("image-folder", root);
    }

    public static DataSets dataSets() {
        return new DataSets(ProviderCatalogue.of(List.of()));
    }
}
