package dev.jimm.plugin.models.mlp;

import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/**
 * A block of {@link MlpMixer}, in all its forms: (N, length, dim) to the same shape.
 *
 * @param length the number of tokens
 * @param dropPath the rate of stochastic depth
 */
record MlpMixerBlock(MlpMixerConfig config, int length, double dropPath) {
    private static final Init WEIGHTS = Init.xavierUniform();
    private static final Init NEAR_ZERO = Init.normal(1e-6);

    Layer at(Scope scope) {
        return switch (config.blockLayer()) {
            case MIXER -> mixer(scope);
            case RES -> res(scope);
            case SPATIAL_GATING -> spatialGating(scope);
        };
    }

    /** A perceptron over places, then one over channels: Tolstikhin et al. 2021 (arXiv 2105.01601). */
    private Layer mixer(Scope scope) {
        Layer norm1 = norm(scope.at("norm1"));
        Layer tokens = mlp(length, config.mlpRatioTokens(), scope.at("mlp_tokens"));
        Layer norm2 = norm(scope.at("norm2"));
        Layer channels = mlp(config.embedDim(), config.mlpRatio(), scope.at("mlp_channels"));
        return Layer.sequence(residual(norm1, overPlaces(tokens)), residual(norm2, channels));
    }

    /** A linear layer over places, then a perceptron over channels, each scaled: Touvron et al. 2021 (2105.03404). */
    private Layer res(Scope scope) {
        Layer ls1 = layerScale(scope, "ls1");
        Layer ls2 = layerScale(scope, "ls2");
        Layer norm1 = norm(scope.at("norm1"));
        Layer tokens = Linear.of(length, length).init(WEIGHTS, Init.ZEROS).at(scope.at("linear_tokens"));
        Layer norm2 = norm(scope.at("norm2"));
        Layer channels = mlp(config.embedDim(), config.mlpRatio(), scope.at("mlp_channels"));
        return Layer.sequence(residual(norm1, overPlaces(tokens), ls1), residual(norm2, channels, ls2));
    }

    /** One perceptron over channels, whose hidden values a gate mixes over places: Liu et al. 2021 (2105.08050). */
    private Layer spatialGating(Scope scope) {
        Layer norm = norm(scope.at("norm"));
        Scope mlp = scope.at("mlp_channels");
        int hidden = (int) (config.embedDim() * config.mlpRatio());
        Layer first =
                Linear.of(config.embedDim(), hidden).init(WEIGHTS, NEAR_ZERO).at(mlp.at("fc1"));
        Layer gate = spatialGate(hidden / 2, mlp.at("gate"));
        Layer second = Linear.of(hidden / 2, config.embedDim())
                .init(WEIGHTS, NEAR_ZERO)
                .at(mlp.at("fc2"));
        Layer drop = Drop.dropout(config.projDropRate());
        return residual(norm, first, config.actLayer(), drop, gate, second, drop);
    }

    /**
     * One half gates the other: (N, length, 2 width) to (N, length, width). The gate starts open: weights near 0, biases
     * at 1.
     */
    private Layer spatialGate(int width, Scope scope) {
        Layer norm = Norm.layer(1e-5).at(scope.at("norm"), width);
        Layer proj =
                overPlaces(Linear.of(length, length).init(NEAR_ZERO, Init.ONES).at(scope.at("proj")));
        return (x, pass) -> {
            Tensor[] halves = x.chunk(2, -1);
            return halves[0].mul(pass.run(halves[1], norm, proj));
        };
    }

    private Layer norm(Scope scope) {
        return config.norm().at(scope, config.embedDim());
    }

    /** @param dim of the axis that it mixes; the hidden width goes by the channels, whatever the axis */
    private Layer mlp(int dim, double ratio, Scope scope) {
        return Mlp.of(dim, (int) (config.embedDim() * ratio))
                .form(config.mlpLayer())
                .activation(config.actLayer())
                .drop(config.projDropRate())
                .init(WEIGHTS, NEAR_ZERO)
                .at(scope);
    }

    private Layer layerScale(Scope scope, String name) {
        Param scale = scope.weight(name, Init.constant(config.initValues()), config.embedDim());
        return (x, pass) -> x.mul(pass.value(scale));
    }

    /** Applies a layer of the last axis to the places: (N, length, width) to the same shape. */
    private static Layer overPlaces(Layer layer) {
        return (x, pass) -> layer.forward(x.transpose(1, 2), pass).transpose(1, 2);
    }

    private Layer residual(Layer... branch) {
        Layer steps = Layer.sequence(branch);
        Layer path = Drop.path(dropPath);
        return (x, pass) -> x.add(pass.run(x, steps, path));
    }
}
