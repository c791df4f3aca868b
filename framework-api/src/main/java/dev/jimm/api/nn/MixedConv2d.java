package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A convolution with kernels of several sizes, Tan and Le 2019 (arXiv 1907.09595): the channels are split into as many
 * parts of nearly one size as there are kernels, and each part has a convolution of its own. (N, in, H, W) to (N, out,
 * H', W').
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MixedConv2d {
    private MixedConv2d() {}

    /** Makes the convolution of one part. */
    @FunctionalInterface
    public interface Part {
        Layer at(Scope scope, int in, int out, int kernel);
    }

    /** Declares the convolutions {@code 0}, {@code 1} and so on, one a kernel. */
    public static Layer at(Scope scope, int in, int out, List<Integer> kernels, Part part) {
        int[] inputs = split(in, kernels.size());
        int[] outputs = split(out, kernels.size());
        List<Layer> parts = new ArrayList<>();
        for (int i = 0; i < kernels.size(); i++) {
            parts.add(part.at(scope.at(i), inputs[i], outputs[i], kernels.get(i)));
        }
        return (x, pass) -> {
            List<Tensor> results = new ArrayList<>();
            long from = 0;
            for (int i = 0; i < inputs.length; i++) {
                results.add(parts.get(i).forward(x.slice(1, from, from + inputs[i]), pass));
                from += inputs[i];
            }
            return Tensor.cat(1, results);
        };
    }

    /** The first part takes what is left over. */
    private static int[] split(int channels, int parts) {
        int[] sizes = new int[parts];
        Arrays.fill(sizes, channels / parts);
        sizes[0] += channels % parts;
        return sizes;
    }
}
