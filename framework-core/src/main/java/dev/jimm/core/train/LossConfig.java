package dev.jimm.core.train;

import dev.jimm.core.error.Nearest;
import java.util.List;

/**
 * The {@code loss} section.
 *
 * @param name {@code cross-entropy}
 * @param smoothing the part of each target that is spread over all classes, in [0, 1)
 */
public record LossConfig(String name, double smoothing) {
    private static final List<String> NAMES = List.of("cross-entropy");

    public LossConfig {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "name must be one of " + NAMES + ", is '" + name + "'" + Nearest.hint(name, NAMES));
        }
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("smoothing must be in [0, 1), is " + smoothing);
        }
    }

    public static LossConfig defaults() {
        return new LossConfig("cross-entropy", 0);
    }
}
