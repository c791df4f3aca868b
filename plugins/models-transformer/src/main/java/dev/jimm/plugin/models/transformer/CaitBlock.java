package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/** The two kinds of blocks of {@link Cait}: each an attention, then a perceptron, as scaled residual branches. */
final class CaitBlock {
    private static final Init WEIGHTS = Init.truncatedNormal(0.02);

    private CaitBlock() {}

    /** All patches attend to all patches: (N, patches, dim) to the same shape. */
    static Layer ofPatches(CaitConfig config, double dropPath, Scope scope) {
        int dim = config.embedDim();
        Layer path = Drop.path(dropPath);
        Param[] scales = scales(config, scope);
        Layer attention = Layer.sequence(Cait.NORM.at(scope.at("norm1"), dim), talkingHeads(config, scope.at("attn")));
        Layer perceptron = Layer.sequence(
                Cait.NORM.at(scope.at("norm2"), dim),
                Mlp.of(dim, (int) (dim * config.mlpRatio()))
                        .drop(config.projDropRate())
                        .at(scope.at("mlp")));
        return Layer.sequence(
                Residual.scaled(attention, scales[0], path), Residual.scaled(perceptron, scales[1], path));
    }

    /** The first token attends to all; only it changes: (N, 1 + patches, dim) to the same shape. */
    static Layer ofToken(CaitConfig config, Scope scope) {
        int dim = config.embedDim();
        Param[] scales = scales(config, scope);
        Layer norm = Cait.NORM.at(scope.at("norm1"), dim);
        Layer attention = new ClassAttention(dim, config.numHeads(), config.qkvBias(), 0, 0).at(scope.at("attn"));
        Layer perceptron = Residual.scaled(
                Layer.sequence(
                        Cait.NORM.at(scope.at("norm2"), dim),
                        Mlp.of(dim, (int) (dim * config.mlpRatioTokenOnly())).at(scope.at("mlp"))),
                scales[1],
                Layer.IDENTITY);
        return (x, pass) -> {
            Tensor seen = pass.run(x, norm, attention).mul(pass.value(scales[0]));
            Tensor token = perceptron.forward(x.slice(1, 0, 1).add(seen), pass);
            return token.cat(1, x.slice(1, 1, x.size(1)));
        };
    }

    private static Param[] scales(CaitConfig config, Scope scope) {
        Init start = Init.constant(config.initValues());
        return new Param[] {
            scope.weight("gamma_1", start, config.embedDim()), scope.weight("gamma_2", start, config.embedDim())
        };
    }

    /**
     * Attention whose heads are mixed before and after the softmax: Shazeer et al. 2020 (arXiv 2003.02436), (N, length,
     * dim) to the same shape.
     */
    private static Layer talkingHeads(CaitConfig config, Scope scope) {
        int dim = config.embedDim();
        int heads = config.numHeads();
        Layer qkv = linear(dim, 3 * dim).bias(config.qkvBias()).at(scope.at("qkv"));
        Layer proj = linear(dim, dim).at(scope.at("proj"));
        Layer mixLogits = linear(heads, heads).at(scope.at("proj_l"));
        Layer mixWeights = linear(heads, heads).at(scope.at("proj_w"));
        Layer weightDrop = Drop.dropout(config.attnDropRate());
        Layer drop = Drop.dropout(config.projDropRate());
        double scale = 1 / Math.sqrt((double) dim / heads);
        return (x, pass) -> {
            Tensor packed = Tokens.heads(qkv.forward(x, pass), 3, heads);
            Tensor logits =
                    packed.select(0, 0).mul(scale).matmul(packed.select(0, 1).transpose(2, 3));
            // a linear layer over the heads needs them on the last axis: (N, query, key, heads)
            Tensor weights = mixLogits.forward(logits.permute(0, 2, 3, 1), pass).softmax(2);
            Tensor mixed = weightDrop.forward(mixWeights.forward(weights, pass).permute(0, 3, 1, 2), pass);
            Tensor values = mixed.matmul(packed.select(0, 2)).transpose(1, 2).reshape(x.shape());
            return pass.run(values, proj, drop);
        };
    }

    private static Linear linear(int in, int out) {
        return Linear.of(in, out).init(WEIGHTS, Init.ZEROS);
    }
}
