package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What one forward pass carries: the values bound to the declared tensors, training or not, and the intermediates asked for. */
@API(status = API.Status.STABLE, since = "0.1")
public final class Pass {
    private final Function<Param, Tensor> values;
    private final boolean training;
    private final Set<String> wanted;
    private final Predicate<Param> frozen;
    private final OptionalDouble momentum;
    private final Map<String, Tensor> taps = new LinkedHashMap<>();

    /**
     * @param values gives the tensor bound to a declaration
     * @param wanted the names of the intermediates to keep
     */
    public Pass(Function<Param, Tensor> values, boolean training, Set<String> wanted) {
        this(values, training, wanted, param -> false, OptionalDouble.empty());
    }

    private Pass(
            Function<Param, Tensor> values,
            boolean training,
            Set<String> wanted,
            Predicate<Param> frozen,
            OptionalDouble momentum) {
        this.values = values;
        this.training = training;
        this.wanted = Set.copyOf(wanted);
        this.frozen = frozen;
        this.momentum = momentum;
    }

    /** A pass like this one in which some weights are frozen: batch norms of frozen weights work as outside training. */
    public Pass withFrozen(Predicate<Param> isFrozen) {
        return new Pass(values, training, wanted, isFrozen, momentum);
    }

    /**
     * A pass like this one in which all running statistics move at the same speed.
     *
     * @param share of the batch's statistics in the new running ones, in [0, 1]
     */
    public Pass withMomentum(double share) {
        return new Pass(values, training, wanted, frozen, OptionalDouble.of(share));
    }

    /** The value of a declared tensor; {@code null} for {@code null}, so that an absent bias needs no case. */
    public Tensor value(Param param) {
        return param == null ? null : values.apply(param);
    }

    public boolean training() {
        return training;
    }

    /** Whether a weight is kept as it is; nothing is unless it was {@linkplain #withFrozen said}. */
    public boolean isFrozen(Param param) {
        return frozen.test(param);
    }

    /** The share of a batch's statistics in the running ones, where the layer itself would take the given one. */
    public double momentum(double ofLayer) {
        return momentum.orElse(ofLayer);
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
