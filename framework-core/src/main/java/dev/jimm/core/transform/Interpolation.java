package dev.jimm.core.transform;

import dev.jimm.api.image.Filter;
import dev.jimm.core.error.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The names of the interpolations, as configurations and pretrained models write them. */
public final class Interpolation {
    private static final String RANDOM = "random";
    private static final List<String> NAMES =
            Arrays.stream(Filter.values()).map(Interpolation::name).toList();

    private Interpolation() {}

    /** The filter of a name. */
    public static Filter filter(String name) {
        int index = NAMES.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("interpolation must be one of " + String.join(", ", NAMES) + ", not '"
                    + name + "'" + Nearest.hint(name, NAMES));
        }
        return Filter.values()[index];
    }

    /** The filters to draw from: {@code random} stands for bilinear and bicubic. */
    public static List<Filter> choices(String name) {
        return RANDOM.equals(name) ? List.of(Filter.BILINEAR, Filter.BICUBIC) : List.of(filter(name));
    }

    /** One of the choices; where there is but one, nothing is drawn. */
    static Filter draw(List<Filter> choices, RandomGenerator random) {
        return choices.size() == 1 ? choices.get(0) : choices.get(random.nextInt(choices.size()));
    }

    static String name(Filter filter) {
        return filter.name().toLowerCase(Locale.ROOT);
    }

    /** For people: {@code bilinear or bicubic}. */
    static String describe(List<Filter> choices) {
        return choices.stream().map(Interpolation::name).collect(Collectors.joining(" or "));
    }
}
