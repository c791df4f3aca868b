package dev.jimm.plugin.parquet;

import dev.jimm.api.Description;
import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/**
 * Parquet files as the Hugging Face hub lays out images: {@code ROOT/[data/]train-*.parquet} with
 * {@code validation-*.parquet} or {@code val-*.parquet} beside it; or ROOT is one file.
 *
 * <p>The image column is a struct of {@code bytes} and {@code path}, or plain bytes. Labels are numbers, whose names
 * stand in the file ({@code ClassLabel}) or else are the numbers themselves; or texts, the classes in their
 * alphabetical order; or lists of either, which makes the data set multi-label. Snappy, gzip, Zstandard and
 * uncompressed. Opening reads the labels. The images of a part are unpacked once, when the first of them is asked for,
 * into a temporary file in {@code java.io.tmpdir}.
 */
public final class Parquet implements ReaderProvider<Parquet.Options> {
    /**
     * Where things are.
     *
     * @param validationSplit where validation images are looked for
     */
    public record Options(String imageColumn, String labelColumn, ValidationSplit validationSplit) {
        public Options {
            Objects.requireNonNull(imageColumn, "image-column");
            Objects.requireNonNull(labelColumn, "label-column");
            Objects.requireNonNull(validationSplit, "validation-split");
        }
    }

    /** Which files are the validation part. */
    public enum ValidationSplit {
        /** Those named validation or val; without any, a part of the training images is held out. */
        VALIDATION,
        /** Those named test, for data sets that have no others. */
        TEST
    }

    private final Path folder;

    /** With the folder for temporary files that Java was given. */
    public Parquet() {
        this(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** @param folder for unpacked images */
    Parquet(Path folder) {
        this.folder = folder;
    }

    @Override
    public Set<String> names() {
        return Set.of("parquet");
    }

    @Override
    public Options defaults(String name) {
        return new Options("image", "label", ValidationSplit.VALIDATION);
    }

    @Override
    public Description describe(String name) {
        return Description.of("parquet files in the layout of image data sets on the Hugging Face hub");
    }

    @Override
    public DataSet open(String name, Path root, Options options) throws IOException {
        PartFiles files = PartFiles.find(root, options.validationSplit());
        Classes classes = new Classes();
        Part train = Part.load(files.train(), options, classes, folder);
        if (files.validation().isEmpty()) {
            return DataSet.undivided(new ParquetReader(train, classes));
        }
        Part validation = Part.load(files.validation(), options, classes, folder);
        // Only now all classes are known.
        return DataSet.of(new ParquetReader(train, classes), new ParquetReader(validation, classes));
    }
}
