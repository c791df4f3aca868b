package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Pooling of a whole map (N, C, H, W) to one vector a sample, under timm's names. */
@API(status = API.Status.STABLE, since = "0.1")
public enum GlobalPool {
    /** The average; also known as {@code fast}. */
    AVG("avg"),
    /** The maximum. */
    MAX("max"),
    /** The mean of average and maximum. */
    AVGMAX("avgmax"),
    /** The averages, followed by the maxima: twice the channels. */
    CATAVGMAX("catavgmax"),
    /** The map stays as it is. */
    NONE("");

    private final String timmName;

    GlobalPool(String timmName) {
        this.timmName = timmName;
    }

    /**
     * The pooling with the given name.
     *
     * @throws IllegalArgumentException listing the known names
     */
    public static GlobalPool of(String name) {
        if (name.equals("fast")) {
            return AVG;
        }
        for (GlobalPool pool : values()) {
            if (pool.timmName.equals(name)) {
                return pool;
            }
        }
        String known = Arrays.stream(values())
                .filter(pool -> pool != NONE)
                .map(pool -> pool.timmName)
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                "global-pool must be one of fast, " + known + " or \"\" for none, is \"" + name + "\"");
    }

    /** The number of features that so many channels become. */
    public int features(int channels) {
        return this == CATAVGMAX ? 2 * channels : channels;
    }

    /** (N, C, H, W) to (N, features); {@link #NONE} changes nothing. */
    public Tensor pool(Tensor x) {
        return switch (this) {
            case AVG -> x.mean(2, 3);
            case MAX -> x.max(2, 3);
            case AVGMAX -> x.mean(2, 3).add(x.max(2, 3)).mul(0.5);
            case CATAVGMAX -> x.mean(2, 3).cat(1, x.max(2, 3));
            case NONE -> x;
        };
    }
}
