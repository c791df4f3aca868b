package dev.jimm.core.data;

import dev.jimm.api.image.Filter;
import dev.jimm.core.error.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The names of the interpolations, as configurations and pretrained models write them. */
final class Interpolation {
    private static final String RANDOM = "random";
    private static final List<String> NAMES = Arrays.stream(Filter.values())
            .map(filter -> filter.name().toLowerCase(Locale.ROOT))
            .toList();

    private Interpolation() {}

    /** The filter of a name. */
    static Filter filter(String name) {
        int index = NAMES.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("interpolation must be one of " + String.join(", ", NAMES) + ", not '"
                    + name + "'" + Nearest.hint(name, NAMES));
        }
        return Filter.values()[index];
    }

    /** The filters to draw from: {@code random} stands for bilinear and bicubic. */
    static List<Filter> choices(String name) {
        return name.equals(RANDOM) ? List.of(Filter.BILINEAR, Filter.BICUBIC) : List.of(filter(name));
    }
}
