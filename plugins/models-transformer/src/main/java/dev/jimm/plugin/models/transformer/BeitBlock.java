package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.RelativePositions;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/**
 * A block of {@link Beit}: attention with a bias by relative position, then a perceptron, as scaled residual branches.
 *
 * @param index of the block, from 0
 * @param dropPath the rate of stochastic depth
 * @param positions of the class token and the patches, or {@code null} if the block has no bias of its own
 */
record BeitBlock(BeitConfig config, int index, double dropPath, RelativePositions positions) {
    static final Norm NORM = Norm.layer(1e-6);
    private static final double DEVIATION = 0.02;

    /** A part of the block that sees the bias which all blocks share: (heads, length, length), or {@code null}. */
    @FunctionalInterface
    interface Biased {
        Tensor forward(Tensor x, Tensor sharedBias, Pass pass);
    }

    /** (N, length, dim) to the same shape. */
    Biased at(Scope scope) {
        int dim = config.embedDim();
        Param attentionScale = scale(scope, "gamma_1");
        Param perceptronScale = scale(scope, "gamma_2");
        Layer norm = NORM.at(scope.at("norm1"), dim);
        Biased attention = attention(scope.at("attn"));
        Layer perceptron = Layer.sequence(NORM.at(scope.at("norm2"), dim), mlp(scope.at("mlp")));
        Layer path = Drop.path(dropPath);
        return (x, sharedBias, pass) -> {
            Tensor seen = attention.forward(norm.forward(x, pass), sharedBias, pass);
            Tensor mixed = x.add(path.forward(scaled(seen, attentionScale, pass), pass));
            Tensor result = perceptron.forward(mixed, pass);
            return mixed.add(path.forward(scaled(result, perceptronScale, pass), pass));
        };
    }

    private Param scale(Scope scope, String name) {
        return config.initValues() == null
                ? null
                : scope.weight(name, Init.constant(config.initValues()), config.embedDim());
    }

    private static Tensor scaled(Tensor x, Param scale, Pass pass) {
        return scale == null ? x : x.mul(pass.value(scale));
    }

    private Biased attention(Scope scope) {
        int dim = config.embedDim();
        int heads = config.numHeads();
        QueryValueBias qkvBias = config.qkvBias() ? QueryValueBias.at(scope, dim) : null;
        Param table = positions == null ? null : positions.table(scope, Init.ZEROS, heads);
        Layer qkv = QueryValueBias.projection(scope, dim, qkvBias);
        Layer proj = Linear.of(dim, dim).init(lastOfBranch(), Init.ZEROS).at(scope.at("proj"));
        Layer drop = Drop.dropout(config.projDropRate());
        double scale = 1 / Math.sqrt((double) dim / heads);
        return (x, sharedBias, pass) -> {
            Tensor packed = Tokens.heads(qkv.forward(x, pass), 3, heads);
            Tensor bias = bias(table, sharedBias, pass);
            double dropout = pass.training() ? config.attnDropRate() : 0;
            Tensor seen = packed.select(0, 0).attention(packed.select(0, 1), packed.select(0, 2), bias, dropout, scale);
            return pass.run(seen.transpose(1, 2).reshape(x.shape()), proj, drop);
        };
    }

    /** The block's own bias and the shared one, as far as there are any: (1, heads, length, length). */
    private Tensor bias(Param table, Tensor shared, Pass pass) {
        if (table == null) {
            return shared == null ? null : shared.unsqueeze(0);
        }
        Tensor own = positions.bias(pass.value(table), pass);
        return (shared == null ? own : own.add(shared)).unsqueeze(0);
    }

    private Layer mlp(Scope scope) {
        int dim = config.embedDim();
        int hidden = (int) (dim * config.mlpRatio());
        Layer drop = Drop.dropout(config.projDropRate());
        return Layer.sequence(
                Linear.of(dim, hidden)
                        .init(Init.truncatedNormal(DEVIATION), Init.ZEROS)
                        .at(scope.at("fc1")),
                Activation.GELU,
                drop,
                Linear.of(hidden, dim).init(lastOfBranch(), Init.ZEROS).at(scope.at("fc2")),
                drop);
    }

    /** Deeper branches start smaller: section 2.5 of the paper. */
    private Init lastOfBranch() {
        return Init.truncatedNormal(DEVIATION / Math.sqrt(2.0 * (index + 1)));
    }
}
