package dev.jimm.core.reader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same images in all layouts are the same data set. */
class ReaderParityTest {
    private static final List<String> CLASSES = List.of("class1", "class2", "class10");

    /** The images of a part by class and name. */
    private final Map<String, Map<String, byte[]>> train = images("t", 4);

    private final Map<String, Map<String, byte[]>> validation = images("v", 2);

    @TempDir
    private Path folder;

    private static Map<String, Map<String, byte[]>> images(String prefix, int count) {
        Random random = new Random(prefix.hashCode());
        Map<String, Map<String, byte[]>> images = new TreeMap<>(NaturalOrder.INSTANCE);
        for (String className : CLASSES) {
            Map<String, byte[]> ofClass = new TreeMap<>();
            for (int i = 0; i < count; i++) {
                byte[] bytes = new byte[random.nextInt(5000)];
                random.nextBytes(bytes);
                ofClass.put(prefix + i + ".jpg", bytes);
            }
            images.put(className, ofClass);
        }
        return images;
    }

    @FunctionalInterface
    private interface Action {
        void accept(String className, String name, byte[] bytes) throws IOException;
    }

    private static void forEach(Map<String, Map<String, byte[]>> images, Action action) throws IOException {
        for (Map.Entry<String, Map<String, byte[]>> ofClass : images.entrySet()) {
            for (Map.Entry<String, byte[]> image : ofClass.getValue().entrySet()) {
                action.accept(ofClass.getKey(), image.getKey(), image.getValue());
            }
        }
    }

    @Test
    void imageFolder() throws Exception {
        forEach(train, (className, name, bytes) -> write("train/" + className + "/" + name, bytes));
        forEach(validation, (className, name, bytes) -> write("val/" + className + "/" + name, bytes));
        assertSame(new ImageFolder(), folder);
    }

    @Test
    void tar() throws Exception {
        TarWriter tar = new TarWriter();
        forEach(train, (className, name, bytes) -> tar.file("train/" + className + "/" + name, bytes));
        forEach(validation, (className, name, bytes) -> tar.file("val/" + className + "/" + name, bytes));
        assertSame(new TarArchive(), tar.writeTo(folder.resolve("all.tar")));
    }

    @Test
    void tarFolder() throws Exception {
        for (String className : CLASSES) {
            writeTar(train, className, "train/");
            writeTar(validation, className, "val/");
        }
        assertSame(new TarFolder(), folder);
    }

    private void writeTar(Map<String, Map<String, byte[]>> images, String className, String part) throws IOException {
        TarWriter tar = new TarWriter();
        for (Map.Entry<String, byte[]> image : images.get(className).entrySet()) {
            tar.file(image.getKey(), image.getValue());
        }
        tar.writeTo(folder.resolve(part + className + ".tar"));
    }

    @Test
    void zip() throws Exception {
        Path zip = folder.resolve("all.zip");
        try (ZipOutputStream output = new ZipOutputStream(Files.newOutputStream(zip))) {
            forEach(train, (className, name, bytes) -> add(output, "train/" + className + "/" + name, bytes));
            forEach(validation, (className, name, bytes) -> add(output, "val/" + className + "/" + name, bytes));
        }
        assertSame(new ZipArchive(), zip);
    }

    private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
    }

    @Test
    void webDataset() throws Exception {
        writeShard(train, "train-0.tar");
        writeShard(validation, "val-0.tar");
        Files.write(folder.resolve("classes.txt"), CLASSES);
        assertSame(new WebDataset(), folder);
    }

    private void writeShard(Map<String, Map<String, byte[]>> images, String file) throws IOException {
        TarWriter tar = new TarWriter();
        forEach(images, (className, name, bytes) -> {
            String key = className + "/" + name.substring(0, name.indexOf('.'));
            tar.file(key + ".cls", Integer.toString(CLASSES.indexOf(className))).file(key + ".jpg", bytes);
        });
        tar.writeTo(folder.resolve(file));
    }

    @Test
    void imageList() throws Exception {
        writeTable(train, "train");
        writeTable(validation, "val");
        assertSame(
                new ImageList(),
                folder,
                new ImageList.Options("train.csv", "val.csv", "path", "label", true, null, List.of(), null));
    }

    private void writeTable(Map<String, Map<String, byte[]>> images, String part) throws IOException {
        StringBuilder table = new StringBuilder("path,label\n");
        forEach(images, (className, name, bytes) -> {
            write(part + "/" + className + name, bytes);
            table.append(part + "/" + className + name + "," + className + "\n");
        });
        Files.writeString(folder.resolve(part + ".csv"), table);
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private <C extends Record> void assertSame(ReaderProvider<C> provider, Path root) throws IOException {
        assertSame(provider, root, provider.defaults(provider.names().iterator().next()));
    }

    private <C extends Record> void assertSame(ReaderProvider<C> provider, Path root, C options) throws IOException {
        try (DataSet data = provider.open(provider.names().iterator().next(), root, options)) {
            assertSame(train, data.train());
            assertSame(validation, data.validation().orElseThrow());
        }
    }

    private static void assertSame(Map<String, Map<String, byte[]>> images, Reader reader) throws IOException {
        assertEquals(CLASSES, reader.classNames());
        int[] index = {0};
        forEach(images, (className, name, bytes) -> {
            assertArrayEquals(new int[] {CLASSES.indexOf(className)}, reader.labels(index[0]));
            assertArrayEquals(bytes, Readers.bytes(reader, index[0]), reader.name(index[0]));
            index[0]++;
        });
        assertEquals(index[0], reader.size());
    }
}
