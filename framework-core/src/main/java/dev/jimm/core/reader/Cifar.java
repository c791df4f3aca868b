package dev.jimm.core.reader;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * CIFAR-10 and CIFAR-100 (Krizhevsky 2009) in their binary versions: ROOT is the folder of the archive
 * ({@code cifar-10-batches-bin}, {@code cifar-100-binary}), or the one above it.
 */
public final class Cifar implements ReaderProvider<Record> {
    private static final CifarLayout CIFAR_10 = new CifarLayout(
            "CIFAR-10",
            "cifar-10-batches-bin",
            "cifar-10-binary.tar.gz",
            List.of("cifar-10-batches-py/data_batch_1", "data_batch_1"),
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"),
            List.of("test_batch.bin"),
            1,
            0,
            CifarLayout.CIFAR_10_CLASSES);
    private static final CifarLayout CIFAR_100_COARSE = cifar100(0, CifarLayout.COARSE_CLASSES);
    private static final CifarLayout CIFAR_100_FINE = cifar100(1, CifarLayout.FINE_CLASSES);

    /** Which of the two labels of CIFAR-100. */
    public enum Labels {
        /** 100 classes. */
        FINE,
        /** 20 groups of five classes. */
        COARSE
    }

    /** What CIFAR-100 can be asked for. */
    public record Cifar100Options(Labels labels) {
        public Cifar100Options {
            Objects.requireNonNull(labels, "labels");
        }
    }

    private static CifarLayout cifar100(int labelAt, List<String> classNames) {
        return new CifarLayout(
                "CIFAR-100",
                "cifar-100-binary",
                "cifar-100-binary.tar.gz",
                List.of("cifar-100-python/train", "train"),
                List.of("train.bin"),
                List.of("test.bin"),
                2,
                labelAt,
                classNames);
    }

    @Override
    public Set<String> names() {
        return Set.of("cifar10", "cifar100");
    }

    @Override
    public Record defaults(String name) {
        return name.equals("cifar10") ? new NoOptions() : new Cifar100Options(Labels.FINE);
    }

    @Override
    public Description describe(String name) {
        return Description.of(
                name.equals("cifar10") ? "CIFAR-10 in its binary version" : "CIFAR-100 in its binary version",
                "https://www.cs.toronto.edu/~kriz/cifar.html");
    }

    @Override
    public DataSet open(String name, Path root, Record options) throws IOException {
        CifarLayout layout = layout(options);
        Path unpacked = root.resolve(layout.folder());
        Path folder = Files.isDirectory(unpacked) ? unpacked : root;
        requireFiles(layout, root, folder);
        return DataSet.of(
                CifarReader.open(layout, folder, layout.train()), CifarReader.open(layout, folder, layout.test()));
    }

    private static CifarLayout layout(Record options) {
        if (options instanceof Cifar100Options chosen) {
            return chosen.labels() == Labels.FINE ? CIFAR_100_FINE : CIFAR_100_COARSE;
        }
        return CIFAR_10;
    }

    private static void requireFiles(CifarLayout layout, Path root, Path folder) throws IOException {
        List<String> missing = Stream.concat(layout.train().stream(), layout.test().stream())
                .filter(file -> !Files.isRegularFile(folder.resolve(file)))
                .toList();
        if (!missing.isEmpty()) {
            boolean onlyPython =
                    layout.pythonFiles().stream().anyMatch(file -> Files.isRegularFile(folder.resolve(file)));
            throw new IOException(layout.title() + " is not in " + folder + ": missing are "
                    + String.join(", ", missing)
                    + (onlyPython ? " (there is the Python version, which is made of pickles and is not read)" : "")
                    + ". Download " + layout.archive() + " (\"" + layout.title() + " binary version\" on "
                    + "https://www.cs.toronto.edu/~kriz/cifar.html; https://www.cs.toronto.edu/~kriz/"
                    + layout.archive() + ") and unpack it, so that "
                    + root.resolve(layout.folder()).resolve(layout.train().get(0)) + " is there");
        }
    }
}
