package dev.jimm.core.reader;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Image files below ROOT that a table lists with their labels, {@code ROOT/train.csv} if nothing else is said: CSV with a
 * header, TSV, or text with tabs or blanks between the columns. A sample has one label; or any number of them, which are
 * all in one column with a separator, or each of which has a column with 0 or 1. The classes are in natural order (2
 * before 10), or in that of the columns.
 */
public final class ImageList implements ReaderProvider<ImageList.Options> {
    /**
     * The options. Without a header, the columns are called path, label, 3, 4, and so on.
     *
     * @param train the table, relative to ROOT
     * @param validation the table of the validation part; null: {@code val.csv} or {@code validation.csv} beside a
     *     {@code train.csv}, if there is one
     * @param pathColumn the column with the images' paths, relative to ROOT
     * @param labelColumn the column with the labels
     * @param header whether the first line of a table names the columns
     * @param labelSeparator what stands between the labels of a sample, such as ";"; null: a sample has one label
     * @param labelColumns the classes with a column of 0 and 1 each, instead of {@code label-column}
     * @param splitColumn the column that says {@code train}, {@code val} or {@code validation}, or {@code test} (which is
     *     left alone), or null
     */
    public record Options(
            String train,
            String validation,
            String pathColumn,
            String labelColumn,
            boolean header,
            String labelSeparator,
            List<String> labelColumns,
            String splitColumn) {
        public Options {
            Objects.requireNonNull(train);
            Objects.requireNonNull(pathColumn);
            Objects.requireNonNull(labelColumn);
            labelColumns = List.copyOf(labelColumns);
            if (labelSeparator != null && labelSeparator.isEmpty()) {
                throw new IllegalArgumentException("label-separator must have a character, is empty");
            }
            if (labelSeparator != null && !labelColumns.isEmpty()) {
                throw new IllegalArgumentException("label-separator is not for use with label-columns");
            }
            if (Set.copyOf(labelColumns).size() < labelColumns.size()) {
                throw new IllegalArgumentException("label-columns must name each column once");
            }
            if (splitColumn != null && validation != null) {
                throw new IllegalArgumentException(
                        "split-column divides the table of train; there cannot be one for validation, too");
            }
        }

        boolean isMultiLabel() {
            return labelSeparator != null || !labelColumns.isEmpty();
        }
    }

    private static final int LISTED = 10;
    private static final String TRAIN = "train.";

    @Override
    public Set<String> names() {
        return Set.of("image-list");
    }

    @Override
    public Options defaults(String name) {
        return new Options("train.csv", null, "path", "label", true, null, List.of(), null);
    }

    @Override
    public Description describe(String name) {
        return Description.of("image files and labels from a CSV or TSV file; several labels an image too");
    }

    @Override
    public DataSet open(String name, Path root, Options options) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException((Files.exists(root) ? "it is not a folder" : "it does not exist")
                    + "; expected is the folder of the images, with train.csv in it");
        }
        Findings findings = new Findings(LISTED);
        ListScan scan = new ListScan(root, options, findings);
        ListedImages train = new ListedImages();
        ListedImages validation = new ListedImages();
        scan.read(table(root, "train", options.train()), train, validation);
        String held = validation(root, options);
        if (held != null) {
            scan.read(table(root, "validation", held), validation, validation);
        }
        List<String> classNames = options.labelColumns().isEmpty() ? train.classNames() : options.labelColumns();
        validation.requireClasses(classNames, findings);
        findings.throwIfAny("problems in the lists of images", "Correct them there.");
        train.requireSome(root, options.train());
        if (classNames.isEmpty()) {
            throw new IOException("no image of " + root.resolve(options.train()) + " has a label");
        }
        Reader training = train.reader(root, classNames, options.isMultiLabel());
        if (held != null) {
            validation.requireSome(root, held);
        }
        return validation.isEmpty()
                ? DataSet.undivided(training)
                : DataSet.of(training, validation.reader(root, classNames, options.isMultiLabel()));
    }

    /** What the options name, or a table of the usual name beside {@code train.csv}; null if there is neither. */
    private static String validation(Path root, Options options) {
        if (options.validation() != null
                || options.splitColumn() != null
                || !options.train().startsWith(TRAIN)) {
            return options.validation();
        }
        return Stream.of("val.", "validation.")
                .map(usual -> usual + options.train().substring(TRAIN.length()))
                .filter(usual -> Files.isRegularFile(root.resolve(usual)))
                .findFirst()
                .orElse(null);
    }

    private static Path table(Path root, String key, String name) throws IOException {
        Path table = root.resolve(name);
        if (!Files.isRegularFile(table)) {
            throw new IOException("there is no table " + table + " (data.options." + key + " = " + name + ")");
        }
        return table;
    }
}
