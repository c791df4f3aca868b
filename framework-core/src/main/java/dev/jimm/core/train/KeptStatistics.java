package dev.jimm.core.train;

import dev.jimm.api.nn.Param;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The running statistics as they were before an update. A pass that overflows has written what is no number into them by the time that
 * somebody notices; a skipped update would leave a model that nothing can be evaluated with.
 */
final class KeptStatistics implements AutoCloseable {
    private final Weights weights;
    private final Map<Param, DeviceTensor> kept = new LinkedHashMap<>();

    /** @param weights whose statistics are kept; stay the caller's */
    KeptStatistics(Weights weights) {
        this.weights = weights;
        for (Param param : weights.table().state()) {
            if (param.kind() == Param.Kind.BUFFER) {
                kept.put(param, weights.get(param).copy());
            }
        }
    }

    void keep() {
        kept.forEach((param, copy) -> copy.copyFrom(weights.get(param)));
    }

    void restore() {
        kept.forEach((param, copy) -> weights.get(param).copyFrom(copy));
    }

    @Override
    public void close() {
        kept.values().forEach(DeviceTensor::close);
    }
}
