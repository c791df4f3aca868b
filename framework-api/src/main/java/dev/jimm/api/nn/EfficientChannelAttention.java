package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Efficient channel attention (ECA), Wang et al. 2019 (arXiv 1910.03151): scales each channel by a gate that a
 * one-dimensional convolution computes from the averages of its neighbours. Keeps the shape (N, C, H, W).
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class EfficientChannelAttention {
    private EfficientChannelAttention() {}

    /** The paper's kernel for so many channels: about log2(channels) / 2 + 1/2, odd, at least 3. */
    public static int kernel(int channels) {
        int size = (int) ((Math.log(channels) / Math.log(2) + 1) / 2);
        return Math.max(3, size % 2 == 1 ? size : size + 1);
    }

    /** Declares {@code conv.weight}. */
    public static Layer at(Scope scope, int kernel) {
        Param weight = scope.at("conv").weight("weight", Init.torchDefault(), 1, 1, kernel);
        return (Tensor x, Pass pass) -> {
            Tensor averages = x.mean(2, 3).unsqueeze(1); // (N, 1, C)
            Tensor gate = averages.conv1d(pass.value(weight), null, 1, kernel / 2, 1, 1)
                    .sigmoid();
            return x.mul(gate.reshape(x.size(0), x.size(1), 1, 1));
        };
    }
}
