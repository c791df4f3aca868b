package dev.jimm.plugin.augment;

import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Filter;
import java.util.List;
import java.util.Map;

/**
 * The options that tell how images are moved; they count more than the run's canvas.
 *
 * @param fill red, green and blue, 0 to 255; {@code null} for the canvas's
 * @param interpolation nearest, bilinear, bicubic or random; {@code null} for the canvas's
 */
record Painting(List<Integer> fill, String interpolation) {
    private static final Map<String, List<Filter>> FILTERS = Map.of(
            "nearest", List.of(Filter.NEAREST),
            "bilinear", List.of(Filter.BILINEAR),
            "bicubic", List.of(Filter.BICUBIC),
            "random", List.of(Filter.BILINEAR, Filter.BICUBIC));

    Painting {
        Checks.require(
                fill == null || fill.size() == 3 && fill.stream().allMatch(value -> value >= 0 && value <= 255),
                "fill must be three numbers from 0 to 255 (red, green, blue), is " + fill);
        Checks.require(
                interpolation == null || FILTERS.containsKey(interpolation),
                "interpolation must be one of nearest, bilinear, bicubic, random, is '" + interpolation + "'");
        fill = fill == null ? null : List.copyOf(fill);
    }

    Canvas on(Canvas canvas) {
        int color = fill == null ? canvas.fill() : fill.get(0) << 16 | fill.get(1) << 8 | fill.get(2);
        return new Canvas(color, interpolation == null ? canvas.filters() : FILTERS.get(interpolation));
    }
}
