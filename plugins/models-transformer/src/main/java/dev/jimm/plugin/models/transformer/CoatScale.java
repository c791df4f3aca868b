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
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * One of the four scales of {@link Coat}: how an image, or the map of the scale before, becomes its tokens, and the two
 * position encodings that all its blocks share. Tokens are (N, 1 + side * side, dim), the class token first.
 */
final class CoatScale {
    private static final Init WEIGHTS = Init.truncatedNormal(0.02);
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
    private final Param classToken;
    private final Layer patchEmbed;
    private final Layer positions;
    private final Relative relative;

    private CoatScale(
            CoatConfig config,
            int scale,
            Scope root,
            Param classToken,
            Layer patchEmbed,
            Layer positions,
            Relative relative) {
        this.config = config;
        this.scale = scale;
        this.root = root;
        this.classToken = classToken;
        this.patchEmbed = patchEmbed;
        this.positions = positions;
        this.relative = relative;
    }

    /**
     * Declares what all four scales have of each kind, and then of the next, as timm lists them.
     *
     * @param channels of the image
     */
    static List<CoatScale> all(CoatConfig config, int channels, Scope root) {
        List<Param> tokens = each(i -> root.weight(
                "cls_token" + (i + 1), WEIGHTS, 1, 1, config.embedDims().get(i)));
        List<Layer> patches = each(i -> patches(config, i, channels).at(numbered(root, "patch_embed", i)));
        List<Layer> positions = each(i -> positions(config, i, numbered(root, "cpe", i)));
        List<Relative> relatives = each(i -> relative(config, i, numbered(root, "crpe", i)));
        return each(
                i -> new CoatScale(config, i, root, tokens.get(i), patches.get(i), positions.get(i), relatives.get(i)));
    }

    private static <T> List<T> each(IntFunction<T> ofScale) {
        return IntStream.range(0, CoatConfig.SCALES).mapToObj(ofScale).toList();
    }

    /** In the names of tensors the scales count from 1. */
    private static Scope numbered(Scope root, String name, int scale) {
        return root.at(name + (scale + 1));
    }

    private static PatchEmbed patches(CoatConfig config, int scale, int channels) {
        int dim = config.embedDims().get(scale);
        PatchEmbed patches = scale == 0
                ? PatchEmbed.of(config.imgSize(), config.patchSize(), channels, dim)
                : PatchEmbed.of(config.side(scale - 1), 2, config.embedDims().get(scale - 1), dim);
        return patches.norm(Norm.layer(1e-5));
    }

    /** The encoding of positions: a convolution of each channel by itself, added to what it is taken of. */
    private static Layer positions(CoatConfig config, int scale, Scope scope) {
        int dim = config.embedDims().get(scale);
        Layer conv = Conv2d.of(dim, dim, 3).groups(dim).withBias().at(scope.at("proj"));
        return (x, pass) -> {
            Tensor map = toMap(x, config.side(scale));
            return withToken(x, conv.forward(map, pass).add(map));
        };
    }

    /**
     * The encoding of relative positions: a convolution of each channel of the values by itself, with the kernel of its
     * head, times the query.
     */
    private static Relative relative(CoatConfig config, int scale, Scope scope) {
        int dim = config.embedDims().get(scale);
        int heads = config.numHeads();
        int side = config.side(scale);
        Layer conv = byHead(config.crpeWindow(), dim / heads, scope.at("conv_list"));
        return (query, value, pass) -> {
            long batch = query.size(0);
            long tokens = query.size(2);
            Tensor map = value.slice(2, 1, tokens).transpose(2, 3).reshape(batch, dim, side, side);
            Tensor encoded = conv.forward(map, pass)
                    .reshape(batch, heads, dim / heads, tokens - 1)
                    .transpose(2, 3);
            // the class token has no position
            return query.slice(2, 1, tokens).mul(encoded).pad(0, 0, 0, 1, 0);
        };
    }

    /** A convolution of each channel by itself; neighbouring heads with one kernel share the weights' tensor. */
    private static Layer byHead(List<Integer> kernels, int headDim, Scope scope) {
        List<Layer> convs = new ArrayList<>();
        List<Integer> bounds = new ArrayList<>(List.of(0));
        for (int head = 1; head <= kernels.size(); head++) {
            int kernel = kernels.get(head - 1);
            if (head == kernels.size() || kernels.get(head) != kernel) {
                int end = head * headDim;
                int width = end - bounds.get(convs.size());
                convs.add(
                        Conv2d.of(width, width, kernel).groups(width).withBias().at(scope.at(convs.size())));
                bounds.add(end);
            }
        }
        return (x, pass) -> {
            List<Tensor> parts = new ArrayList<>();
            for (int i = 0; i < convs.size(); i++) {
                parts.add(convs.get(i).forward(x.slice(1, bounds.get(i), bounds.get(i + 1)), pass));
            }
            return Tensor.cat(1, parts);
        };
    }

    int dim() {
        return config.embedDims().get(scale);
    }

    int side() {
        return config.side(scale);
    }

    /** (N, C, H, W) to tokens. */
    Tensor embed(Tensor map, Pass pass) {
        return Tokens.withClassToken(classToken, patchEmbed.forward(map, pass), pass);
    }

    /** The tokens without the class token, as (N, dim, side, side). */
    Tensor toMap(Tensor tokens) {
        return toMap(tokens, side());
    }

    private static Tensor toMap(Tensor tokens, int side) {
        return tokens.slice(1, 1, tokens.size(1)).transpose(1, 2).reshape(tokens.size(0), tokens.size(2), side, side);
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
        scope.at("cpe").alias(numbered(root, "cpe", scale));
        Layer attention = Residual.of(NORM.at(scope.at("norm1"), dim()), attention(scope.at("factoratt_crpe")), path);
        Layer perceptron = Residual.of(NORM.at(scope.at("norm2"), dim()), perceptron(scope.at("mlp")), path);
        return Layer.sequence(positions, attention, perceptron);
    }

    Layer perceptron(Scope scope) {
        return Mlp.of(dim(), config.hidden(scale)).drop(config.projDropRate()).at(scope);
    }

    /**
     * Factorised attention: the values are summed up by the keys before the queries see them, which takes time linear
     * in the number of tokens.
     */
    Layer attention(Scope scope) {
        int heads = config.numHeads();
        Layer qkv = Linear.of(dim(), 3 * dim())
                .bias(config.qkvBias())
                .init(WEIGHTS, Init.ZEROS)
                .at(scope.at("qkv"));
        Layer proj = Linear.of(dim(), dim()).init(WEIGHTS, Init.ZEROS).at(scope.at("proj"));
        scope.at("crpe").alias(numbered(root, "crpe", scale));
        Layer drop = Drop.dropout(config.projDropRate());
        double scaling = 1 / Math.sqrt((double) dim() / heads);
        return (x, pass) -> {
            Tensor packed = Tokens.heads(qkv.forward(x, pass), 3, heads);
            Tensor query = packed.select(0, 0);
            Tensor value = packed.select(0, 2);
            Tensor summary = packed.select(0, 1).softmax(2).transpose(2, 3).matmul(value);
            Tensor seen = query.matmul(summary).mul(scaling).add(relative.of(query, value, pass));
            return pass.run(seen.transpose(1, 2).reshape(x.shape()), proj, drop);
        };
    }
}
