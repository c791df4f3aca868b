package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.PatchEmbed;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the four scales of {@link Coat}: how an image, or the map of the scale before, becomes its tokens, and the two
 * position encodings that all its blocks share. Tokens are (N, 1 + side * side, dim), the class token first.
 *
 * <p>timm lists the tensors of all scales by kind; so each kind is declared by a call of its own, in the order of the
 * methods here.
 */
final class CoatScale {
    static final Init WEIGHTS = Init.truncatedNormal(0.02);
    static final Norm NORM = Norm.layer(1e-6);

    /** What the positions of the values add to what a query gets from them. */
    @FunctionalInterface
    private interface Relative {
        /** Of queries and values (N, heads, 1 + side * side, channels); the same shape. */
        Tensor of(Tensor query, Tensor value, Pass pass);
    }

    private final CoatConfig config;
    private final int scale;
    private final Scope root;
    private Param classToken;
    private Layer patchEmbed;
    private Layer positions;
    private Relative relative;

    /** @param scale from 0; in the names of tensors they count from 1 */
    CoatScale(CoatConfig config, int scale, Scope root) {
        this.config = config;
        this.scale = scale;
        this.root = root;
    }

    int dim() {
        return config.embedDims().get(scale);
    }

    int side() {
        return config.side(scale);
    }

    private Scope at(String name) {
        return root.at(name + (scale + 1));
    }

    void declareClassToken() {
        classToken = root.weight("cls_token" + (scale + 1), WEIGHTS, 1, 1, dim());
    }

    /** @param channels of the image */
    void declarePatches(int channels) {
        PatchEmbed patches = scale == 0
                ? PatchEmbed.of(config.imgSize(), config.patchSize(), channels, dim())
                : PatchEmbed.of(2 * side(), 2, config.embedDims().get(scale - 1), dim());
        patchEmbed = patches.norm(Norm.layer(1e-5)).at(at("patch_embed"));
    }

    /** The encoding of positions: a convolution of each channel by itself, added to what it is taken of. */
    void declarePositions() {
        Layer conv = Conv2d.of(dim(), dim(), 3).groups(dim()).withBias().at(at("cpe").at("proj"));
        positions = (x, pass) -> {
            Tensor map = toMap(x);
            return withToken(x, conv.forward(map, pass).add(map));
        };
    }

    /**
     * The encoding of relative positions: a convolution of each channel of the values by itself, with a kernel that
     * depends on the head, times the query.
     */
    void declareRelativePositions() {
        int headDim = dim() / config.numHeads();
        List<Layer> convs = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        List<Integer> windows = config.crpeWindow();
        for (int head = 0, first = 0; head < windows.size(); head++) {
            if (head + 1 == windows.size() || !windows.get(head + 1).equals(windows.get(head))) {
                int width = (head + 1 - first) * headDim;
                convs.add(Conv2d.of(width, width, windows.get(head))
                        .groups(width)
                        .withBias()
                        .at(at("crpe").at("conv_list").at(convs.size())));
                ends.add((head + 1) * headDim);
                first = head + 1;
            }
        }
        relative = (query, value, pass) -> {
            long batch = query.size(0);
            long tokens = query.size(2);
            Tensor map = value.slice(2, 1, tokens).transpose(2, 3).reshape(batch, dim(), side(), side());
            List<Tensor> parts = new ArrayList<>();
            for (int i = 0; i < convs.size(); i++) {
                int begin = i == 0 ? 0 : ends.get(i - 1);
                parts.add(convs.get(i).forward(map.slice(1, begin, ends.get(i)), pass));
            }
            Tensor encoded = Tensor.cat(1, parts)
                    .reshape(batch, config.numHeads(), headDim, tokens - 1)
                    .transpose(2, 3);
            // the class token has no position
            return query.slice(2, 1, tokens).mul(encoded).pad(0, 0, 0, 1, 0);
        };
    }

    /** (N, C, H, W) to tokens. */
    Tensor embed(Tensor map, Pass pass) {
        Tensor patches = patchEmbed.forward(map, pass);
        return pass.value(classToken).expand(map.size(0), -1, -1).cat(1, patches);
    }

    /** The tokens without the class token, as (N, dim, side, side). */
    Tensor toMap(Tensor tokens) {
        return tokens.slice(1, 1, tokens.size(1)).transpose(1, 2).reshape(tokens.size(0), dim(), side(), side());
    }

    /** A map, after the class token of some tokens. */
    private static Tensor withToken(Tensor tokens, Tensor map) {
        return tokens.slice(1, 0, 1).cat(1, map.flatten(2).transpose(1, 2));
    }

    /** Tokens with their positions. */
    Tensor withPositions(Tensor tokens, Pass pass) {
        return positions.forward(tokens, pass);
    }

    /** The tokens as if they were of another scale, interpolated; the class token stays as it is. */
    Tensor resized(Tensor tokens, CoatScale to) {
        return withToken(tokens, toMap(tokens).bilinear(to.side(), to.side(), false));
    }

    /** A block of this scale alone, with this scale's encodings: attention, then a perceptron; keeps the shape. */
    Layer serialBlock(double dropPath, Scope scope) {
        Layer path = Drop.path(dropPath);
        scope.at("cpe").alias(at("cpe"));
        Layer attention =
                Layer.sequence(NORM.at(scope.at("norm1"), dim()), attention(scope.at("factoratt_crpe")), path);
        Layer perceptron = Layer.sequence(NORM.at(scope.at("norm2"), dim()), perceptron(scope.at("mlp")), path);
        return (x, pass) -> {
            Tensor placed = positions.forward(x, pass);
            Tensor attended = placed.add(attention.forward(placed, pass));
            return attended.add(perceptron.forward(attended, pass));
        };
    }

    Layer perceptron(Scope scope) {
        return Mlp.of(dim(), config.hidden(scale)).drop(config.projDropRate()).at(scope);
    }

    /**
     * Factorised attention: the values are summed up by the keys before the queries see them, which takes time linear in
     * the number of tokens.
     */
    Layer attention(Scope scope) {
        int heads = config.numHeads();
        int headDim = dim() / heads;
        Layer qkv = Linear.of(dim(), 3 * dim())
                .bias(config.qkvBias())
                .init(WEIGHTS, Init.ZEROS)
                .at(scope.at("qkv"));
        Layer proj = Linear.of(dim(), dim()).init(WEIGHTS, Init.ZEROS).at(scope.at("proj"));
        scope.at("crpe").alias(at("crpe"));
        Layer drop = Drop.dropout(config.projDropRate());
        double scaling = 1 / Math.sqrt(headDim);
        return (x, pass) -> {
            long length = x.size(1);
            Tensor packed = qkv.forward(x, pass) // (N, length, 3 dim) to (3, N, heads, length, channels)
                    .reshape(x.size(0), length, 3, heads, headDim)
                    .permute(2, 0, 3, 1, 4);
            Tensor query = packed.select(0, 0);
            Tensor value = packed.select(0, 2);
            Tensor summary = packed.select(0, 1).softmax(2).transpose(2, 3).matmul(value);
            Tensor seen = query.matmul(summary).mul(scaling).add(relative.of(query, value, pass));
            return pass.run(seen.transpose(1, 2).reshape(x.size(0), length, dim()), proj, drop);
        };
    }
}
