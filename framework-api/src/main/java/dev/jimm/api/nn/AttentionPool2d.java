package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Pools a map by attention from its average to its places: (N, channels, H, W) to (N, channels). The head of the image
 * towers of CLIP, Radford et al. 2021 (arXiv 2103.00020), without the projection that follows.
 *
 * @param gridSize the height and width of the map that the table of positions is made for; for others it is resized
 * @param pools whether to return the pooled vector; otherwise all places do as the average does, and the map is
 *     returned
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AttentionPool2d(int channels, int headDim, int gridSize, boolean pools) {
    public AttentionPool2d {
        if (channels % headDim != 0) {
            throw new IllegalArgumentException(
                    channels + " channels do not divide into attention heads of " + headDim + " channels");
        }
    }

    /** Declares {@code pos_embed}, {@code q}, {@code k} and {@code v}. */
    public Layer at(Scope scope) {
        Init init = Init.truncatedNormal(1 / Math.sqrt(channels));
        Param positions = scope.weight("pos_embed", init, (long) gridSize * gridSize + 1, channels);
        Linear linear = Linear.of(channels, channels).init(init, Init.ZEROS);
        Layer query = linear.at(scope.at("q"));
        Layer key = linear.at(scope.at("k"));
        Layer value = linear.at(scope.at("v"));
        double scale = 1 / Math.sqrt(headDim);
        return (x, pass) -> {
            Tensor places = x.flatten(2).transpose(1, 2);
            Tensor average = x.mean(2, 3).unsqueeze(1);
            Tensor table = pass.value(positions).unsqueeze(0);
            Tensor tokens = average.cat(1, places).add(Adaptations.resizePositions(table, 1, x.size(2), x.size(3)));
            Tensor asking = pools ? tokens.slice(1, 0, 1) : tokens.slice(1, 1, tokens.size(1));
            Tensor answers = heads(query.forward(asking, pass))
                    .attention(heads(key.forward(tokens, pass)), heads(value.forward(tokens, pass)), null, 0, scale)
                    .transpose(1, 2);
            return pools
                    ? answers.reshape(x.size(0), channels)
                    : answers.flatten(2).transpose(1, 2).reshape(x.shape());
        };
    }

    /** (N, length, channels) to (N, heads, length, channels of a head). */
    private Tensor heads(Tensor tokens) {
        return tokens.reshape(tokens.size(0), tokens.size(1), channels / headDim, headDim)
                .transpose(1, 2);
    }
}
