package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * A conditionally parameterised convolution, Yang et al. 2019 (arXiv 1904.04971): each sample is convolved with a mix of
 * the kernels of several experts. (N, in, H, W) to (N, out, H', W').
 *
 * <p>All experts are applied to all samples and their outputs mixed, which by linearity is the same as mixing the
 * kernels. It costs as often as much as there are experts, but needs no convolution whose number of groups is that of
 * the samples: in a recorded computation numbers such as groups are constants, and one recording serves any batch size.
 *
 * @param conv what each expert does; without bias
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CondConv2d(Conv2d conv, int experts) {
    /** A layer that also gets how the experts are to be mixed. */
    @FunctionalInterface
    public interface Routed {
        /** @param routing the share of each expert in each sample: (N, experts) */
        Tensor forward(Tensor x, Tensor routing, Pass pass);
    }

    public CondConv2d {
        if (conv.bias()) {
            throw new IllegalArgumentException("a conditionally parameterised convolution has no bias");
        }
    }

    /** Declares {@code weight}: (experts, size of a kernel). */
    public Routed at(Scope scope) {
        conv.requireGroups(scope);
        int groups = conv.groups();
        int outputs = conv.out() / groups;
        long[] kernel = {conv.out(), conv.in() / groups, conv.kernel(), conv.kernel()};
        long size = kernel[0] * kernel[1] * kernel[2] * kernel[3];
        Init init = (values, shape, random) -> conv.init().fill(values, kernel, random);
        Param weight = scope.weight("weight", init, experts, size);
        return (x, routing, pass) -> {
            // the groups come first, so that each has the outputs of all experts side by side
            Tensor kernels = pass.value(weight)
                    .reshape(experts, groups, size / groups)
                    .transpose(0, 1)
                    .reshape(experts * kernel[0], kernel[1], kernel[2], kernel[3]);
            Tensor all = conv.apply(x, kernels, null);
            long height = all.size(2);
            long width = all.size(3);
            return all.reshape(x.size(0), groups, experts, outputs, height, width)
                    .mul(routing.reshape(x.size(0), 1, experts, 1, 1, 1))
                    .sum(2)
                    .reshape(x.size(0), conv.out(), height, width);
        };
    }
}
