package dev.jimm.api.nn;

import dev.jimm.api.tensor.Tensor;

/** A kind of normalisation, as a function of where it stands, how wide it is and how its scale starts. */
@FunctionalInterface
public interface Norm {
    /** Declares {@code weight}, {@code bias} and what else the kind needs. */
    Layer at(Scope scope, int channels, Init scale);

    default Layer at(Scope scope, int channels) {
        return at(scope, channels, Init.ONES);
    }

    /** Batch normalisation of (N, C, ...), Ioffe and Szegedy 2015; epsilon 1e-5 and momentum 0.1 as PyTorch's. */
    static Norm batch() {
        return batch(1e-5, 0.1);
    }

    static Norm batch(double epsilon, double momentum) {
        return (scope, channels, scale) -> {
            Param weight = scope.weight("weight", scale, channels);
            Param bias = scope.weight("bias", Init.ZEROS, channels);
            Param mean = scope.buffer("running_mean", Init.ZEROS, channels);
            Param variance = scope.buffer("running_var", Init.ONES, channels);
            Param batches = scope.counter("num_batches_tracked");
            return (Tensor x, Pass pass) -> {
                if (pass.training()) {
                    pass.value(batches).increment_();
                }
                return x.batchNorm(
                        pass.value(weight),
                        pass.value(bias),
                        pass.value(mean),
                        pass.value(variance),
                        pass.training(),
                        momentum,
                        epsilon);
            };
        };
    }

    /** Group normalisation of (N, C, ...), Wu and He 2018; epsilon 1e-5. */
    static Norm group(int groups) {
        return (scope, channels, scale) -> {
            Param weight = scope.weight("weight", scale, channels);
            Param bias = scope.weight("bias", Init.ZEROS, channels);
            return (x, pass) -> x.groupNorm(groups, pass.value(weight), pass.value(bias), 1e-5);
        };
    }

    /** Layer normalisation over the last axis, Ba et al. 2016. */
    static Norm layer(double epsilon) {
        return (scope, channels, scale) -> {
            Param weight = scope.weight("weight", scale, channels);
            Param bias = scope.weight("bias", Init.ZEROS, channels);
            long[] sizes = {channels};
            return (x, pass) -> x.layerNorm(sizes, pass.value(weight), pass.value(bias), epsilon);
        };
    }

    /** Root-mean-square normalisation over the last axis, Zhang and Sennrich 2019; declares no bias. */
    static Norm rootMeanSquare(double epsilon) {
        return (scope, channels, scale) -> {
            Param weight = scope.weight("weight", scale, channels);
            long[] sizes = {channels};
            return (x, pass) -> x.rmsNorm(sizes, pass.value(weight), epsilon);
        };
    }
}
