package dev.jimm.api.nn;

import dev.jimm.api.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** What one forward pass carries: the values bound to the declared tensors, training or not, and the intermediates asked for. */
public final class Pass {
    private final Function<Param, Tensor> values;
    private final boolean training;
    private final Set<String> wanted;
    private final Map<String, Tensor> taps = new LinkedHashMap<>();

    /**
     * @param values gives the tensor bound to a declaration
     * @param wanted the names of the intermediates to keep
     */
    public Pass(Function<Param, Tensor> values, boolean training, Set<String> wanted) {
        this.values = values;
        this.training = training;
        this.wanted = Set.copyOf(wanted);
    }

    /** The value of a declared tensor; {@code null} for {@code null}, so that an absent bias needs no case. */
    public Tensor value(Param param) {
        return param == null ? null : values.apply(param);
    }

    public boolean training() {
        return training;
    }

    public Tensor run(Tensor x, Layer... steps) {
        Tensor result = x;
        for (Layer step : steps) {
            result = step.forward(result, this);
        }
        return result;
    }

    /** Offers an intermediate under a name, for features, distillation and inspection; returns it. */
    public Tensor tap(String name, Tensor x) {
        tap(name, () -> x);
        return x;
    }

    /** Offers an intermediate that takes computing, which is done only when somebody asked for it. */
    public void tap(String name, Supplier<Tensor> x) {
        if (wanted.contains(name)) {
            taps.put(name, x.get());
        }
    }

    /** The intermediates that were asked for and met so far, by name. */
    public Map<String, Tensor> taps() {
        return Collections.unmodifiableMap(taps);
    }
}
