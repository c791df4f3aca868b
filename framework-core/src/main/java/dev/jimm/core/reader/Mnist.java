package dev.jimm.core.reader;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * MNIST (LeCun et al. 1998), Fashion-MNIST (Xiao et al. 2017, https://arxiv.org/abs/1708.07747) and Kuzushiji-MNIST
 * (Clanuwat et al. 2018, https://arxiv.org/abs/1812.01718): four IDX files, plain or gzipped, in ROOT or where
 * torchvision puts them ({@code ROOT/MNIST/raw}, {@code ROOT/FashionMNIST/raw}, {@code ROOT/KMNIST/raw}).
 */
public final class Mnist implements ReaderProvider<NoOptions> {
    private static final Map<String, Layout> LAYOUTS = Map.of(
            "mnist",
            new Layout(
                    "MNIST",
                    "MNIST",
                    "https://ossci-datasets.s3.amazonaws.com/mnist/",
                    List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")),
            "fashion-mnist",
            new Layout(
                    "Fashion-MNIST",
                    "FashionMNIST",
                    "https://github.com/zalandoresearch/fashion-mnist",
                    List.of(
                            "T-shirt/top",
                            "Trouser",
                            "Pullover",
                            "Dress",
                            "Coat",
                            "Sandal",
                            "Shirt",
                            "Sneaker",
                            "Bag",
                            "Ankle boot")),
            "kmnist",
            new Layout(
                    "Kuzushiji-MNIST",
                    "KMNIST",
                    "https://github.com/rois-codh/kmnist",
                    List.of("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")));

    /**
     * What the three do not have in common.
     *
     * @param folder torchvision's
     * @param source where to download it
     */
    private record Layout(String title, String folder, String source, List<String> classNames) {}

    @Override
    public Set<String> names() {
        return LAYOUTS.keySet();
    }

    @Override
    public NoOptions defaults(String name) {
        return new NoOptions();
    }

    @Override
    public Description describe(String name) {
        return Description.of(
                LAYOUTS.get(name).title() + " as IDX files, gzipped or not",
                LAYOUTS.get(name).source());
    }

    @Override
    public DataSet open(String name, Path root, NoOptions options) throws IOException {
        Layout layout = LAYOUTS.get(name);
        Path raw = root.resolve(layout.folder()).resolve("raw");
        Path folder = Files.isDirectory(raw) ? raw : root;
        List<String> missing = new ArrayList<>();
        Path trainImages = find(folder, "train-images", 3, missing);
        Path trainLabels = find(folder, "train-labels", 1, missing);
        Path testImages = find(folder, "t10k-images", 3, missing);
        Path testLabels = find(folder, "t10k-labels", 1, missing);
        if (!missing.isEmpty()) {
            throw new IOException(layout.title() + " is not in " + folder + ": missing are "
                    + String.join(", ", missing) + ". Download them from " + layout.source()
                    + " into that folder; they may stay gzipped");
        }
        return DataSet.of(
                IdxReader.open(trainImages, trainLabels, layout.classNames()),
                IdxReader.open(testImages, testLabels, layout.classNames()));
    }

    /** The file in one of its usual spellings; {@code train-images.idx3-ubyte} is what some programs unpack. */
    private static Path find(Path folder, String part, int dimensions, List<String> missing) {
        String usual = part + "-idx" + dimensions + "-ubyte";
        String other = part + ".idx" + dimensions + "-ubyte";
        Optional<Path> found = List.of(usual, usual + ".gz", other, other + ".gz").stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
        if (found.isEmpty()) {
            missing.add(usual + "[.gz]");
        }
        return found.orElse(null);
    }
}
