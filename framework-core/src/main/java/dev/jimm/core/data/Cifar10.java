package dev.jimm.core.data;

import dev.jimm.api.image.Image;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * CIFAR-10 (Krizhevsky 2009) in its binary version: records of a label and 32 x 32 pixels, first all red values, then
 * all green, then all blue. The files are mapped, not read: they cost no heap.
 */
final class Cifar10 implements Reader {
    private static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    private static final List<String> TRAIN =
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");
    private static final List<String> TEST = List.of("test_batch.bin");
    private static final String UNPACKED = "cifar-10-batches-bin";
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int RECORD = 1 + Image.CHANNELS * PLANE;

    private final List<Part> parts;
    private final int size;

    /** A file and the index of its first sample. */
    private record Part(Path file, MappedByteBuffer records, int first) {}

    private Cifar10(List<Part> parts, int size) {
        this.parts = parts;
        this.size = size;
    }

    /** Opens the folder with the files, or the one above it. */
    static DataSet open(Path root) {
        Path unpacked = root.resolve(UNPACKED);
        Path folder = Files.isDirectory(unpacked) ? unpacked : root;
        List<String> missing = new ArrayList<>(TRAIN);
        missing.addAll(TEST);
        missing.removeIf(file -> Files.isRegularFile(folder.resolve(file)));
        if (!missing.isEmpty()) {
            throw new JimmException(
                    Category.DATA,
                    "CIFAR-10 is not in " + folder + ": missing are " + String.join(", ", missing)
                            + ". Download cifar-10-binary.tar.gz (\"CIFAR-10 binary version\" on "
                            + "https://www.cs.toronto.edu/~kriz/cifar.html; "
                            + "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz) and unpack it, so that "
                            + root.resolve(UNPACKED).resolve(TRAIN.get(0)) + " is there");
        }
        return new DataSet(read(folder, TRAIN), read(folder, TEST));
    }

    private static Cifar10 read(Path folder, List<String> names) {
        List<Part> parts = new ArrayList<>();
        int size = 0;
        for (String name : names) {
            Path file = folder.resolve(name);
            MappedByteBuffer records = map(file);
            parts.add(new Part(file, records, size));
            size += records.capacity() / RECORD;
        }
        Cifar10 reader = new Cifar10(parts, size);
        reader.requireLabels();
        return reader;
    }

    private static MappedByteBuffer map(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long bytes = channel.size();
            if (bytes == 0 || bytes % RECORD != 0 || bytes > Integer.MAX_VALUE) {
                throw new JimmException(
                        Category.DATA,
                        file + " has " + bytes + " bytes; expected are whole records of " + RECORD
                                + " bytes (10,000 of them in the original), and at most 2 GB; download "
                                + "cifar-10-binary.tar.gz and unpack it again");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes);
        } catch (IOException e) {
            throw new JimmException(Category.DATA, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private void requireLabels() {
        for (int index = 0; index < size; index++) {
            if (label(index) < 0 || label(index) >= CLASSES.size()) {
                throw new JimmException(
                        Category.DATA,
                        name(index) + " has the label " + label(index)
                                + ", not 0 to 9: the file is not CIFAR-10 in its binary version, or damaged");
            }
        }
    }

    @Override
    public List<String> classNames() {
        return CLASSES;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int label(int index) {
        Part part = part(index);
        return part.records().get((index - part.first()) * RECORD);
    }

    @Override
    public String name(int index) {
        Part part = part(index);
        return part.file() + "#" + (index - part.first());
    }

    @Override
    public Image image(int index) {
        Part part = part(index);
        byte[] planes = new byte[RECORD - 1];
        part.records().get((index - part.first()) * RECORD + 1, planes);
        byte[] pixels = new byte[RECORD - 1];
        for (int i = 0; i < PLANE; i++) {
            for (int channel = 0; channel < Image.CHANNELS; channel++) {
                pixels[i * Image.CHANNELS + channel] = planes[channel * PLANE + i];
            }
        }
        return new Image(SIDE, SIDE, pixels);
    }

    private Part part(int index) {
        int i = parts.size() - 1;
        while (parts.get(i).first() > index) {
            i--;
        }
        return parts.get(i);
    }
}
