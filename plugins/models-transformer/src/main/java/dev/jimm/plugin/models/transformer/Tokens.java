package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.Tensor;

/** Patches as tokens (N, length, dim), row by row, which other tokens may precede. */
final class Tokens {
    /** What a vector is at least divided by when its length is made 1, as in PyTorch. */
    private static final double SHORTEST = 1e-12;

    private Tokens() {}

    /** @param classToken (1, 1, dim), which comes to stand first */
    static Tensor withClassToken(Param classToken, Tensor tokens, Pass pass) {
        return pass.value(classToken).expand(tokens.size(0), -1, -1).cat(1, tokens);
    }

    /**
     * Queries, keys and values by head: (N, length, parts * dim) to (parts, N, heads, length, channels).
     *
     * @param parts how many of the three stand side by side
     */
    static Tensor heads(Tensor packed, int parts, int heads) {
        long channels = packed.size(2) / ((long) parts * heads);
        return packed.reshape(packed.size(0), packed.size(1), parts, heads, channels)
                .permute(2, 0, 3, 1, 4);
    }

    /** Vectors of the last axis, each divided by its length. */
    static Tensor unitLength(Tensor x) {
        return x.div(x.normKeep(-1).clamp(SHORTEST, Double.POSITIVE_INFINITY));
    }

    /** The patches' tokens, without those before them, as a map (N, dim, height, width). */
    static Tensor map(Tensor tokens, long height, long width) {
        return tokens.slice(1, tokens.size(1) - height * width, tokens.size(1))
                .transpose(1, 2)
                .reshape(tokens.size(0), tokens.size(2), height, width)
                .contiguous();
    }
}
