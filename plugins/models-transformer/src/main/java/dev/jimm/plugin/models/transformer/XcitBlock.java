package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/** The two kinds of blocks of {@link Xcit}. */
final class XcitBlock {
    private static final Init WEIGHTS = Init.truncatedNormal(0.02);

    private XcitBlock() {}

    /**
     * Channels attend to each other, neighbours mix, each place is changed by itself: (N, H, W, dim) to the same shape.
     */
    static Layer ofPatches(XcitConfig config, double dropPath, Scope scope) {
        int dim = config.embedDim();
        Layer path = Drop.path(dropPath);
        Param attentionScale = scale(config, scope, "gamma1");
        Param neighboursScale = scale(config, scope, "gamma3");
        Param perceptronScale = scale(config, scope, "gamma2");
        Layer attention = Layer.sequence(
                Xcit.NORM.at(scope.at("norm1"), dim), crossCovarianceAttention(config, scope.at("attn")));
        Layer neighbours =
                Layer.sequence(Xcit.NORM.at(scope.at("norm3"), dim), localPatchInteraction(dim, scope.at("local_mp")));
        Layer perceptron = Layer.sequence(
                Xcit.NORM.at(scope.at("norm2"), dim),
                Mlp.of(dim, config.mlpWidth()).drop(config.projDropRate()).at(scope.at("mlp")));
        return Layer.sequence(
                Residual.scaled(attention, attentionScale, path),
                Residual.scaled(neighbours, neighboursScale, path),
                Residual.scaled(perceptron, perceptronScale, path));
    }

    private static Param scale(XcitConfig config, Scope scope, String name) {
        return scope.weight(name, Init.constant(config.eta()), config.embedDim());
    }

    /**
     * Attention between the channels of a head instead of between places: (N, H, W, dim) to the same shape. Its cost
     * grows with the number of places, not with its square.
     */
    private static Layer crossCovarianceAttention(XcitConfig config, Scope scope) {
        int dim = config.embedDim();
        int heads = config.numHeads();
        Param temperature = scope.weight("temperature", Init.ONES, heads, 1, 1);
        Layer qkv = Linear.of(dim, 3 * dim)
                .bias(config.qkvBias())
                .init(WEIGHTS, Init.ZEROS)
                .at(scope.at("qkv"));
        Layer proj = Linear.of(dim, dim).init(WEIGHTS, Init.ZEROS).at(scope.at("proj"));
        Layer weightDrop = Drop.dropout(config.attnDropRate());
        Layer drop = Drop.dropout(config.projDropRate());
        return (x, pass) -> {
            Tensor packed = qkv.forward(x, pass) // (N, H, W, 3 dim) to (3, N, heads, channels, places)
                    .reshape(x.size(0), x.size(1) * x.size(2), 3, heads, dim / heads)
                    .permute(2, 0, 3, 4, 1);
            Tensor query = Tokens.unitLength(packed.select(0, 0)); // over all places
            Tensor key = Tokens.unitLength(packed.select(0, 1));
            Tensor covariance = query.matmul(key.transpose(2, 3)).mul(pass.value(temperature));
            Tensor weights = weightDrop.forward(covariance.softmax(3), pass);
            Tensor mixed = weights.matmul(packed.select(0, 2));
            return pass.run(mixed.permute(0, 3, 1, 2).reshape(x.shape()), proj, drop);
        };
    }

    /** Neighbouring places see each other, each channel by itself: (N, H, W, dim) to the same shape. */
    private static Layer localPatchInteraction(int dim, Scope scope) {
        Conv2d depthwise = Conv2d.of(dim, dim, 3).groups(dim).withBias();
        Layer maps = Layer.sequence(
                depthwise.at(scope.at("conv1")),
                Activation.GELU,
                Norm.batch().at(scope.at("bn"), dim),
                depthwise.at(scope.at("conv2")));
        return (x, pass) -> maps.forward(x.permute(0, 3, 1, 2), pass).permute(0, 2, 3, 1);
    }

    /**
     * The class token looks at all patches, and its perceptron changes it alone: (N, 1 + patches, dim) to the same
     * shape. As in the authors' code the second residual counts the patches twice.
     *
     * @param projDrop dropout of the results of attention and perceptron, and of hidden values
     */
    static Layer ofToken(XcitConfig config, double projDrop, Scope scope) {
        int dim = config.embedDim();
        Param attentionScale = scale(config, scope, "gamma1");
        Param perceptronScale = scale(config, scope, "gamma2");
        Layer attentionNorm = Xcit.NORM.at(scope.at("norm1"), dim);
        Layer attention = new ClassAttention(dim, config.numHeads(), config.qkvBias(), config.attnDropRate(), projDrop)
                .at(scope.at("attn"));
        Layer norm = Xcit.NORM.at(scope.at("norm2"), dim);
        Layer perceptron = Mlp.of(dim, config.mlpWidth()).drop(projDrop).at(scope.at("mlp"));
        return (x, pass) -> {
            Tensor seen = attentionNorm.forward(x, pass);
            Tensor attended = attention.forward(seen, pass).cat(1, patches(seen));
            Tensor sum = x.add(attended.mul(pass.value(attentionScale)));
            Tensor normed = config.tokensNorm()
                    ? norm.forward(sum, pass)
                    : norm.forward(sum.slice(1, 0, 1), pass).cat(1, patches(sum));
            Tensor token = perceptron.forward(normed.slice(1, 0, 1), pass).mul(pass.value(perceptronScale));
            return normed.add(token.cat(1, patches(normed)));
        };
    }

    private static Tensor patches(Tensor tokens) {
        return tokens.slice(1, 1, tokens.size(1));
    }
}
