package dev.jimm.api.nn;

import dev.jimm.api.tensor.Tensor;
import java.util.List;

/** What {@link Norm#batch} is made of. */
final class BatchNorm {
    private BatchNorm() {}

    /** One batch norm: declares its weights and its running statistics. */
    static Layer at(Scope scope, int channels, Init scale, Init offset, double epsilon, double momentum) {
        Param weight = scope.weight("weight", scale, channels);
        Param bias = scope.weight("bias", offset, channels);
        Param mean = scope.buffer("running_mean", Init.ZEROS, channels);
        Param variance = scope.buffer("running_var", Init.ONES, channels);
        Param batches = scope.counter("num_batches_tracked");
        return (Tensor x, Pass pass) -> {
            boolean ofBatch = pass.training() && !(pass.isFrozen(weight) && pass.isFrozen(bias));
            if (ofBatch) {
                pass.value(batches).increment_();
            }
            return x.batchNorm(
                    pass.value(weight),
                    pass.value(bias),
                    pass.value(mean),
                    pass.value(variance),
                    ofBatch,
                    pass.momentum(momentum),
                    epsilon);
        };
    }

    /** In training cuts the batch into as many parts as there are layers; outside it uses the first layer only. */
    static Layer split(List<Layer> layers) {
        return (x, pass) -> {
            if (!pass.training()) {
                return layers.get(0).forward(x, pass);
            }
            Tensor[] parts = x.chunk(layers.size(), 0);
            for (int i = 0; i < parts.length; i++) {
                parts[i] = layers.get(i).forward(parts[i], pass);
            }
            return Tensor.cat(0, List.of(parts));
        };
    }
}
