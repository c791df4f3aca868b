package dev.jimm.core.reader;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Shards of the WebDataset format: tar archives in which neighbouring files of one name up to its first dot are a sample,
 * such as {@code 0001.jpg} and {@code 0001.cls}. A sample has one image, and its label as the text of {@code cls} or as a
 * field of {@code json}.
 *
 * <p>ROOT is a folder with {@code train-*.tar} and {@code val-*.tar} or {@code validation-*.tar} (something may stand
 * before, as in {@code imagenet1k-train-0000.tar}), with {@code *.tar}, or with what the options name. Labels are numbers
 * from 0, or names. {@code classes.txt} in ROOT has the name of a class in each line, in the order of the numbers;
 * without it the numbers are the names, and names are in natural order.
 */
public final class WebDataset implements ReaderProvider<WebDataset.Options> {
    /**
     * The options.
     *
     * @param train the shards to learn from, relative to ROOT, such as {@code "shard-{000..012}.tar"}; null: those of
     *     the usual names
     * @param validation the shards of the validation part; only with {@code train}
     * @param labelKey the field with the label, where samples have {@code json}
     * @param classNamesFile a text file with a class a line, relative to ROOT; null: {@code classes.txt} if there is one
     */
    public record Options(String train, String validation, String labelKey, Path classNamesFile) {
        public Options {
            Objects.requireNonNull(labelKey);
            if (validation != null && train == null) {
                throw new IllegalArgumentException("validation is only for use with train, which is not given");
            }
            expand("train", train);
            expand("validation", validation);
        }

        private static List<String> expand(String key, String pattern) {
            try {
                return pattern == null ? List.of() : BracePattern.expand(pattern);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
            }
        }
    }

    private static final int LISTED = 5;
    private static final Path USUAL_CLASS_NAMES = Path.of("classes.txt");
    private static final Pattern TRAIN = Pattern.compile("(.*[-_.])?train[-_.].*");
    private static final Pattern VALIDATION = Pattern.compile("(.*[-_.])?val(idation)?[-_.].*");
    private static final String EXPECTED =
            "expected are tar archives such as train-000.tar and val-000.tar; or name them:"
                    + " data.options.train = \"shard-{000..012}.tar\"";

    @Override
    public Set<String> names() {
        return Set.of("webdataset");
    }

    @Override
    public Options defaults(String name) {
        return new Options(null, null, "label", null);
    }

    @Override
    public Description describe(String name) {
        return Description.of("WebDataset shards: tar archives of images with cls or json beside them");
    }

    @Override
    public DataSet open(String name, Path root, Options options) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException((Files.exists(root) ? "it is not a folder" : "it does not exist") + "; " + EXPECTED);
        }
        boolean listed = options.train() != null;
        List<Path> all = listed ? List.of() : TarFolder.archives(root);
        List<Path> train = listed ? listed(root, options.train()) : named(all, TRAIN);
        List<Path> validation = listed ? listed(root, options.validation()) : named(all, VALIDATION);
        if (train.isEmpty() && all.isEmpty()) {
            throw new IOException("there are no .tar files in it; " + EXPECTED);
        }
        Shards training = ShardScan.scan(train.isEmpty() ? all : train, options.labelKey());
        if (train.isEmpty() || validation.isEmpty()) {
            return DataSet.undivided(training.reader(meaning(root, options, training.distinctLabels(), Set.of())));
        }
        Shards other = ShardScan.scan(validation, options.labelKey());
        LabelMeaning meaning = meaning(root, options, training.distinctLabels(), other.distinctLabels());
        return DataSet.of(training.reader(meaning), other.reader(meaning));
    }

    private static LabelMeaning meaning(Path root, Options options, Set<String> train, Set<String> validation)
            throws IOException {
        Path file = root.resolve(options.classNamesFile() == null ? USUAL_CLASS_NAMES : options.classNamesFile());
        if (options.classNamesFile() == null && !Files.exists(file)) {
            return LabelMeaning.of(train, validation, root);
        }
        Set<String> all = new TreeSet<>(train);
        all.addAll(validation);
        return LabelMeaning.of(all, LabelMeaning.classNames(file), file);
    }

    private static List<Path> named(List<Path> shards, Pattern pattern) {
        return shards.stream()
                .filter(shard -> pattern.matcher(shard.getFileName().toString()).matches())
                .toList();
    }

    private static List<Path> listed(Path root, String pattern) throws IOException {
        if (pattern == null) {
            return List.of();
        }
        List<Path> shards = new ArrayList<>();
        Findings missing = new Findings(LISTED);
        for (String name : BracePattern.expand(pattern)) {
            Path shard = root.resolve(name);
            shards.add(shard);
            if (!Files.isRegularFile(shard)) {
                missing.add(shard.toString());
            }
        }
        missing.throwIfAny("shards of '" + pattern + "' do not exist", "Correct the pattern, or fetch the shards.");
        return shards;
    }
}
