package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Adds to a map what attention moves between its blocks, by one matrix over the rows and one over the columns. Keeps
 * the shape (N, C, H, W). Grouped bilinear attentional transforms, Chi et al. 2020, "Non-Local Neural Networks With Grouped
 * Bilinear Attentional Transforms" (CVPR 2020).
 *
 * @param reduced the number of channels that are moved
 * @param blocks the number of blocks along each side of a map, whose height and width must be multiples of it
 * @param groups the number of groups of channels, each with matrices of its own
 * @param dropRate dropout of whole channels of the result
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record BilinearAttention(int channels, int reduced, int blocks, int groups, double dropRate) {
    public BilinearAttention {
        if (reduced % groups != 0) {
            throw new IllegalArgumentException(reduced + " channels do not divide into " + groups + " groups");
        }
    }

    /** Declares {@code conv1}, {@code ba} and {@code conv2}. */
    public Layer at(Scope scope) {
        Layer reduce = convNormAct(scope.at("conv1"), channels, reduced);
        Layer transform = transform(scope.at("ba"));
        Layer expand = convNormAct(scope.at("conv2"), reduced, channels);
        return (x, pass) -> x.add(dropChannels(pass.run(x, reduce, transform, expand), pass));
    }

    private Layer transform(Scope scope) {
        Layer squeeze = convNormAct(scope.at("conv1"), reduced, groups);
        Layer rows = matrices(scope.at("conv_p"), true);
        Layer columns = matrices(scope.at("conv_q"), false);
        Layer last = convNormAct(scope.at("conv2"), reduced, reduced);
        return (x, pass) -> {
            MapSize.requireMultiple(x, blocks, blocks + " x " + blocks + " blocks for bilinear attention");
            long batch = x.size(0);
            long height = x.size(2);
            long width = x.size(3);
            Tensor squeezed = squeeze.forward(x, pass);
            Tensor left = rows.forward(squeezed, pass).unsqueeze(2); // (N, groups, 1, blocks, blocks)
            Tensor right = columns.forward(squeezed, pass).unsqueeze(2);
            // a matrix moves whole blocks: all places of a block by the same factor
            Tensor moved = left.matmul(x.reshape(batch, groups, reduced / groups, blocks, height / blocks * width))
                    .reshape(batch, groups, reduced / groups * height, blocks, width / blocks)
                    .transpose(3, 4)
                    .reshape(batch, groups, 1, reduced / groups * height * width / blocks, blocks)
                    .matmul(right)
                    .reshape(batch, reduced * height, width / blocks, blocks)
                    .transpose(2, 3)
                    .reshape(batch, reduced, height, width);
            return last.forward(moved, pass);
        };
    }

    /** One matrix a group, of the maxima of the blocks of rows or columns; over the rows its rows have the sum 1. */
    private Layer matrices(Scope scope, boolean ofRows) {
        int size = blocks * blocks * groups;
        long[] shape = ofRows ? new long[] {size, groups, blocks, 1} : new long[] {size, groups, 1, blocks};
        Param weight = scope.weight("weight", Init.kaimingNormalFanOut(), shape);
        Param bias = scope.weight("bias", Init.ZEROS, size);
        return (x, pass) -> {
            Tensor maxima = x.adaptiveMaxPool2d(ofRows ? blocks : 1, ofRows ? 1 : blocks);
            Tensor all = maxima.conv2d(pass.value(weight), pass.value(bias), 1, 0, 1, 1)
                    .reshape(x.size(0), groups, blocks, blocks)
                    .sigmoid();
            return all.div(all.sumKeep(ofRows ? 3 : 2));
        };
    }

    private static Layer convNormAct(Scope scope, int in, int out) {
        return Layer.sequence(
                Conv2d.of(in, out, 1).init(Init.kaimingNormalFanOut()).at(scope.at("conv")),
                Norm.batch().at(scope.at("bn"), out),
                Activation.RELU);
    }

    private Tensor dropChannels(Tensor x, Pass pass) {
        return pass.training() && dropRate > 0
                ? x.mul(x.meanKeep(2, 3).zerosLike().add(1).dropout(dropRate))
                : x;
    }
}
