package dev.jimm.testkit;

import dev.jimm.api.data.ReaderProvider;
import dev.jimm.core.reader.ImageFolder;
import dev.jimm.core.reader.ImageList;
import dev.jimm.core.reader.Mnist;
import dev.jimm.core.reader.ZipArchive;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Nested;

/** Readers of jimm's own, of files in folders, tables, archives and packed numbers. */
class BuiltInReadersTest {
    private static final List<String> IMAGES =
            List.of("train/ant/0.png", "train/bee/1.png", "train/bee/2.png", "val/ant/3.png", "val/bee/4.png");

    /** No plugin offers it, so no service file names it, and the name is there already. */
    private abstract static class BuiltIn extends ReaderProviderKit {
        @Override
        public void namesAreUniqueAndWellFormed() {}

        @Override
        public void serviceFileEqualsModuleDescriptor() {}
    }

    private static byte[] png(int colour) throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(1, 1, 0x112233 * (colour + 1));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static void writeImages(Path folder) throws IOException {
        for (String image : IMAGES) {
            Path file = folder.resolve(image);
            Files.createDirectories(file.getParent());
            Files.write(file, png(IMAGES.indexOf(image)));
        }
    }

    @Nested
    class OfImageFolder extends BuiltIn {
        @Override
        protected ReaderProvider<?> provider() {
            return new ImageFolder();
        }

        @Override
        protected Path dataSet(String name, Path folder) throws IOException {
            writeImages(folder);
            return folder;
        }
    }

    @Nested
    class OfImageList extends BuiltIn {
        @Override
        protected ReaderProvider<?> provider() {
            return new ImageList();
        }

        @Override
        protected Path dataSet(String name, Path folder) throws IOException {
            writeImages(folder);
            Files.writeString(
                    folder.resolve("train.csv"),
                    "path,label\ntrain/ant/0.png,ant\ntrain/bee/1.png,bee\ntrain/bee/2.png,bee\n");
            return folder;
        }

        @Override
        protected Set<ReaderBehavior> absent(String name) {
            return Set.of(ReaderBehavior.VALIDATION);
        }
    }

    @Nested
    class OfZipArchive extends BuiltIn {
        @Override
        protected ReaderProvider<?> provider() {
            return new ZipArchive();
        }

        @Override
        protected Path dataSet(String name, Path folder) throws IOException {
            Path archive = folder.resolve("images.zip");
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
                for (String image : IMAGES) {
                    zip.putNextEntry(new ZipEntry(image));
                    zip.write(png(IMAGES.indexOf(image)));
                }
            }
            return archive;
        }
    }

    @Nested
    class OfMnist extends BuiltIn {
        @Override
        protected ReaderProvider<?> provider() {
            return new Mnist();
        }

        @Override
        protected Path dataSet(String name, Path folder) throws IOException {
            write(folder, "train", 3);
            write(folder, "t10k", 2);
            return folder;
        }

        private void write(Path folder, String part, int count) throws IOException {
            try (OutputStream labels = Files.newOutputStream(folder.resolve(part + "-labels-idx1-ubyte"));
                    OutputStream images = Files.newOutputStream(folder.resolve(part + "-images-idx3-ubyte"))) {
                labels.write(ByteBuffer.allocate(8).putInt(0x801).putInt(count).array());
                images.write(ByteBuffer.allocate(16)
                        .putInt(0x803)
                        .putInt(count)
                        .putInt(28)
                        .putInt(28)
                        .array());
                for (int i = 0; i < count; i++) {
                    labels.write(i);
                    images.write(new byte[28 * 28 - 1]);
                    images.write(i);
                }
            }
        }
    }
}
