package dev.jimm.core.engine;

import dev.jimm.api.nn.Param;
import java.util.HashMap;
import java.util.Map;

/** Where a {@link Program} finds the values of the parameters that its computation uses: one set of weights, or several. */
@FunctionalInterface
public interface Values {
    /**
     * The value of a parameter; the caller does not close it.
     *
     * @throws IllegalArgumentException when there is none
     */
    DeviceTensor get(Param param);

    /**
     * The values of several models that work in one computation: a student and its teacher, a projection between them.
     *
     * @throws IllegalArgumentException when two of the weights belong to one and the same structure
     */
    static Values of(Weights... several) {
        Map<Param, Weights> owners = new HashMap<>();
        for (Weights weights : several) {
            for (Param param : weights.table().all()) {
                if (owners.putIfAbsent(param, weights) != null) {
                    throw new IllegalArgumentException("two weights have a value for '" + param
                            + "' of one structure; a computation over two models needs two structures");
                }
            }
        }
        return param -> {
            Weights owner = owners.get(param);
            if (owner == null) {
                throw new IllegalArgumentException("none of the weights has a value for '" + param + "'");
            }
            return owner.get(param);
        };
    }
}
