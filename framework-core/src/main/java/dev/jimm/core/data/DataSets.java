package dev.jimm.core.data;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Nearest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The kinds of data sets by name. */
public final class DataSets {
    private static final Map<String, Kind> KINDS = new TreeMap<>(Map.of(
            "image-folder", ImageFolder::open,
            "cifar10", (config, seed) -> Cifar10.open(config.root()),
            "sample", (config, seed) -> SampleDataSet.open(config.root())));

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

    /**
     * Opens the training and the validation part of a data set. No image is decoded yet.
     *
     * @throws JimmException CONFIGURATION for an unknown reader, DATA for a folder that does not hold what the reader
     *     expects
     */
    public static DataSet open(DataConfig config, long seed) {
        Kind kind = KINDS.get(config.reader());
        if (kind == null) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "data.reader = " + config.reader() + " is not known; there is " + String.join(", ", names())
                            + Nearest.hint(config.reader(), names()));
        }
        return kind.open(config, seed);
    }
}
