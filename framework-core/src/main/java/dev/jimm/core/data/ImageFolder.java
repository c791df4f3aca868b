package dev.jimm.core.data;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Image files in folders: {@code ROOT/train/CLASS/...} with {@code ROOT/val} or {@code ROOT/validation} beside it;
 * without one of these, or with {@code ROOT/CLASS/...}, a part of every class is held out for validation. A
 * {@code ROOT/test} beside {@code ROOT/train} is left alone: choosing by it would make it worthless as a test.
 */
final class ImageFolder {
    private static final String TRAIN = "train";
    private static final List<String> VALIDATION = List.of("val", "validation");

    private ImageFolder() {}

    static DataSet open(DataConfig config, long seed) {
        Path root = config.root();
        if (!Files.isDirectory(root)) {
            throw new JimmException(
                    Category.DATA,
                    "data.root = " + root + (Files.exists(root) ? " is not a folder" : " does not exist")
                            + "; expected is ROOT/train/CLASS/*.jpg and ROOT/val/CLASS/*.jpg, or ROOT/CLASS/*.jpg");
        }
        Path train = root.resolve(TRAIN);
        if (!Files.isDirectory(train)) {
            return split(ClassFolders.scan(root).requireImages(), config.validationFraction(), seed);
        }
        ClassFolders training = ClassFolders.scan(train).requireImages();
        return VALIDATION.stream()
                .map(root::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .map(folder -> pair(training, ClassFolders.scan(folder).requireImages()))
                .orElseGet(() -> split(training, config.validationFraction(), seed));
    }

    private static DataSet pair(ClassFolders train, ClassFolders validation) {
        Set<String> onlyTrain = new TreeSet<>(train.classNames());
        validation.classNames().forEach(onlyTrain::remove);
        Set<String> onlyValidation = new TreeSet<>(validation.classNames());
        train.classNames().forEach(onlyValidation::remove);
        if (!onlyTrain.isEmpty() || !onlyValidation.isEmpty()) {
            throw new JimmException(
                    Category.DATA,
                    train.folder() + " and " + validation.folder() + " must have the same sub-folders (classes)"
                            + missing(train.folder(), onlyTrain) + missing(validation.folder(), onlyValidation));
        }
        return new DataSet(train.reader(), validation.reader());
    }

    private static String missing(Path folder, Set<String> only) {
        return only.isEmpty() ? "" : "; only in " + folder + ": " + String.join(", ", only);
    }

    /** Holds out the same part of every class, and at least one image of each. */
    private static DataSet split(ClassFolders all, double fraction, long seed) {
        requireTwoImages(all);
        Set<String> held = new HashSet<>();
        int label = 0;
        for (List<String> files : all.files().values()) {
            int count = Math.max(1, Math.min(files.size() - 1, (int) Math.round(files.size() * fraction)));
            SplittableRandom random = Randomness.of(seed, label++);
            int[] order = Sampler.sequential().order(files.size(), 0);
            Sampler.shuffle(order, random);
            for (int i = 0; i < count; i++) {
                held.add(files.get(order[i]));
            }
        }
        return new DataSet(
                all.reader(files ->
                        files.stream().filter(file -> !held.contains(file)).toList()),
                all.reader(files -> files.stream().filter(held::contains).toList()));
    }

    private static void requireTwoImages(ClassFolders all) {
        List<String> single = all.classNames().stream()
                .filter(name -> all.files().get(name).size() < 2)
                .toList();
        if (!single.isEmpty()) {
            throw new JimmException(
                    Category.DATA,
                    "each class of " + all.folder()
                            + " needs at least two images, one of which is held out for validation; " + "only one has: "
                            + String.join(", ", single));
        }
    }
}
