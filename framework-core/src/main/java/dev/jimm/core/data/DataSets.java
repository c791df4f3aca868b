package dev.jimm.core.data;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The kinds of data sets by name. */
public final class DataSets {
    private static final String SAMPLE = "sample";
    private static final Map<String, Kind> KINDS = new TreeMap<>(Map.of(
            "image-folder",
            ImageFolder::open,
            "cifar10",
            (config, seed) -> Cifar10.open(config.root()),
            SAMPLE,
            (config, seed) -> SampleDataSet.open(config.root())));

    private DataSets() {}

    /** Opens a data set; the seed decides which samples are held out where the data set leaves that open. */
    @FunctionalInterface
    private interface Kind {
        DataSet open(DataConfig config, long seed);
    }

    /** The values that {@code data.reader} can have. */
    public static Set<String> names() {
        return KINDS.keySet();
    }

    /** What is wrong with a value of {@code data.reader}, if anything. */
    public static Optional<String> check(String reader) {
        return names().contains(reader)
                ? Optional.empty()
                : Optional.of("data.reader = " + reader + " is not known; there is " + String.join(", ", names())
                        + Nearest.hint(reader, names()));
    }

    /**
     * Opens the training and the validation part of a data set; paints the sample data set first where it is not there
     * yet. No image is decoded yet.
     *
     * @throws JimmException CONFIGURATION for an unknown reader, DATA for a folder that does not hold what the reader
     *     expects
     */
    public static DataSet open(DataConfig config, long seed) {
        if (config.reader().equals(SAMPLE)) {
            SampleDataSet.paintWhereAbsent(config.root());
        }
        return openExisting(config, seed);
    }

    /** The same, but writes nothing: a sample data set that is not there is an error, too. */
    public static DataSet openExisting(DataConfig config, long seed) {
        check(config.reader()).ifPresent(problem -> {
            throw new JimmException(Category.CONFIGURATION, problem);
        });
        return KINDS.get(config.reader()).open(config, seed);
    }
}
