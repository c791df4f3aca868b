package dev.jimm.api.nn;

import dev.jimm.api.API;
import java.util.ArrayList;
import java.util.List;

/** A kind of normalisation, as a function of where it stands, how wide it is and how its scale starts. */
@API(status = API.Status.STABLE, since = "0.1")
@FunctionalInterface
public interface Norm {
    /** Declares {@code weight}, {@code bias} and what else the kind needs. */
    Layer at(Scope scope, int channels, Init scale);

    default Layer at(Scope scope, int channels) {
        return at(scope, channels, Init.ONES);
    }

    /**
     * Batch normalisation of (N, C, ...), Ioffe and Szegedy 2015; epsilon 1e-5 and momentum 0.1 as PyTorch's.
     *
     * <p>With frozen weights ({@link Pass#withFrozen}) it uses the running statistics in training too, and leaves them as they are.
     *
     * <p>Where the {@link ParamTable} asks for splits, a training batch is cut into so many parts along axis 0, and each goes through a
     * batch norm of its own: the first through the one that stands here, the others through {@code aux_bn.0}, {@code aux_bn.1}, ...
     * below it. Outside training there is only the first. After Xie et al. 2020, "Adversarial Examples Improve Image Recognition";
     * names as timm's {@code SplitBatchNorm2d}.
     */
    static Norm batch() {
        return batch(1e-5, 0.1);
    }

    static Norm batch(double epsilon, double momentum) {
        return batch(epsilon, momentum, Init.ZEROS);
    }

    /** @param offset the initial values of the bias */
    static Norm batch(double epsilon, double momentum, Init offset) {
        return (scope, channels, scale) -> {
            Layer main = BatchNorm.at(scope, channels, scale, offset, epsilon, momentum);
            int splits = scope.table().batchNormSplits();
            if (splits == 1) {
                return main;
            }
            List<Layer> parts = new ArrayList<>(List.of(main));
            for (int i = 0; i < splits - 1; i++) {
                parts.add(BatchNorm.at(scope.at("aux_bn").at(i), channels, scale, offset, epsilon, momentum));
            }
            return BatchNorm.split(parts);
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

    /** Layer normalisation of maps (N, C, H, W) over their channels, at each place by itself. */
    static Norm layerOfMaps(double epsilon) {
        return ofMaps(layer(epsilon));
    }

    /** A normalisation over the last axis, done to maps (N, C, H, W) over their channels, at each place by itself. */
    static Norm ofMaps(Norm overLastAxis) {
        return (scope, channels, scale) -> {
            Layer layer = overLastAxis.at(scope, channels, scale);
            return (x, pass) -> layer.forward(x.permute(0, 2, 3, 1), pass).permute(0, 3, 1, 2);
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

    /** Division by the deviation over the last axis, without subtracting the mean; declares no bias. timm's SimpleNorm. */
    static Norm deviation(double epsilon) {
        return (scope, channels, scale) -> {
            Param weight = scope.weight("weight", scale, channels);
            return (x, pass) -> x.mul(x.varKeep(true, -1).add(epsilon).rsqrt())
                    .mul(pass.value(weight))
                    .to(x.type());
        };
    }
}
