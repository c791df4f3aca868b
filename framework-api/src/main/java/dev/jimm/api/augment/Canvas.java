package dev.jimm.api.augment;

import dev.jimm.api.API;
import dev.jimm.api.image.Filter;
import java.util.List;

/**
 * How a policy draws where the configuration of its own says nothing.
 *
 * @param fill the colour of what a moved image does not cover, 0xRRGGBB; the mean of the run's normalisation
 * @param filters with which images are moved: one, or some of which one is drawn for each operation; of nearest,
 *     bilinear and bicubic
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Canvas(int fill, List<Filter> filters) {
    public Canvas {
        filters = List.copyOf(filters);
        if (filters.isEmpty()) {
            throw new IllegalArgumentException("a canvas needs at least one filter");
        }
    }
}
