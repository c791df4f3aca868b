package dev.jimm.api.nn;

import dev.jimm.api.API;
import java.util.function.Function;

/** Makes the values of a tensor of a fused structure from those of the structure that was trained. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface Fusion {
    /**
     * The values in row-major order.
     *
     * @param trained gives the values of a tensor of the trained structure, by its name in the state dict
     */
    float[] values(Function<String, float[]> trained);
}
