package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Attention;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.LayerScale;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.plugin.models.transformer.VisionTransformerConfig.AttnLayer;
import dev.jimm.plugin.models.transformer.VisionTransformerConfig.BlockFn;
import java.util.ArrayList;
import java.util.List;

/**
 * A block of a vision transformer, in all its forms: (N, length, dim) to the same shape.
 *
 * @param index of the block, from 0
 * @param dropPath the rate of stochastic depth
 */
record VisionTransformerBlock(VisionTransformerConfig config, int index, double dropPath) {
    private static final Init WEIGHTS = Init.truncatedNormal(0.02);

    /** Joins what attention and perceptron made side by side. */
    @FunctionalInterface
    private interface JointOutput {
        Tensor forward(Tensor mixed, Tensor hidden, Pass pass);
    }

    Layer at(Scope scope) {
        return switch (config.blockFn()) {
            case BLOCK -> normFirst(scope);
            case RES_POST -> normLast(scope);
            case PARALLEL_THINGS -> parallelThings(scope);
            case PARALLEL_SCALING, DIFF_PARALLEL_SCALING -> parallelScaling(scope);
        };
    }

    /** Attention, then perceptron, each a normalised residual branch: Dosovitskiy et al. 2020 (arXiv 2010.11929). */
    private Layer normFirst(Scope scope) {
        Layer attention = Layer.sequence(
                norm(scope.at("norm1")), attention(scope.at("attn")), layerScale(scope.at("ls1")), Drop.path(dropPath));
        Layer perceptron = Layer.sequence(
                norm(scope.at("norm2")), mlp(scope.at("mlp")), layerScale(scope.at("ls2")), Drop.path(dropPath));
        return residual(List.of(attention), List.of(perceptron));
    }

    /** Norms at the end of the branches instead; they start at the scale that other forms give the branches. */
    private Layer normLast(Scope scope) {
        Init scale = config.initValues() == null ? Init.ONES : Init.constant(config.initValues());
        Layer attention = Layer.sequence(
                attention(scope.at("attn")),
                config.norm().at(scope.at("norm1"), config.embedDim(), scale),
                Drop.path(dropPath));
        Layer perceptron = Layer.sequence(
                mlp(scope.at("mlp")),
                config.norm().at(scope.at("norm2"), config.embedDim(), scale),
                Drop.path(dropPath));
        return residual(List.of(attention), List.of(perceptron));
    }

    /** Two attentions side by side, then two perceptrons: Touvron et al. 2022 (arXiv 2203.09795). */
    private Layer parallelThings(Scope scope) {
        List<Layer> attentions = new ArrayList<>();
        List<Layer> perceptrons = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Scope at = scope.at("attns").at(i);
            attentions.add(Layer.sequence(
                    norm(at.at("norm")), attention(at.at("attn")), layerScale(at.at("ls")), Drop.path(dropPath)));
        }
        for (int i = 0; i < 2; i++) {
            Scope at = scope.at("ffns").at(i);
            perceptrons.add(Layer.sequence(
                    norm(at.at("norm")), mlp(at.at("mlp")), layerScale(at.at("ls")), Drop.path(dropPath)));
        }
        return residual(attentions, perceptrons);
    }

    private static Layer residual(List<Layer> attentions, List<Layer> perceptrons) {
        return (x, pass) -> {
            Tensor sum = x;
            for (Layer attention : attentions) {
                sum = sum.add(attention.forward(x, pass));
            }
            Tensor mixed = sum;
            for (Layer perceptron : perceptrons) {
                sum = sum.add(perceptron.forward(mixed, pass));
            }
            return sum;
        };
    }

    /**
     * Attention and perceptron side by side, their first projections in one: Dehghani et al. 2023 (arXiv 2302.05442).
     */
    private Layer parallelScaling(Scope scope) {
        boolean differential = config.blockFn() == BlockFn.DIFF_PARALLEL_SCALING;
        int dim = config.embedDim();
        int width = config.mlpWidth();
        Param mlpBias = config.qkvBias() ? null : scope.weight("mlp_bias", Init.ZEROS, width);
        DifferentialHeads pairs = differential ? new DifferentialHeads(scope, config, index) : null;
        Layer inNorm = norm(scope.at("in_norm"));
        Layer inProj = linear(dim, width + 3 * dim, config.qkvBias()).at(scope.at("in_proj"));
        int headDim = differential ? pairs.queryChannels() : dim / config.numHeads();
        Layer queryNorm = qkNorm(scope.at("q_norm"), headDim);
        Layer keyNorm = qkNorm(scope.at("k_norm"), headDim);
        Layer subNorm = differential ? pairs.subNorm(scope) : Layer.IDENTITY;
        JointOutput output = differential ? fusedOutput(scope) : separateOutput(scope);
        Layer scale = layerScale(scope.at("ls"));
        Layer path = Drop.path(dropPath);
        Layer hiddenDrop = Drop.dropout(config.projDropRate());
        return (x, pass) -> {
            Tensor y = pass.run(x, inNorm, inProj);
            Tensor hidden = y.slice(2, 0, width);
            hidden = mlpBias == null ? hidden : hidden.add(pass.value(mlpBias));
            hidden = pass.run(hidden, config.actLayer(), hiddenDrop);
            Tensor[] qkv = y.slice(2, width, width + 3L * dim).chunk(3, 2);
            Tensor query = queryNorm.forward(qkv[0].reshape(x.size(0), x.size(1), dim / headDim, headDim), pass);
            Tensor key = keyNorm.forward(qkv[1].reshape(query.shape()), pass);
            Tensor mixed = differential
                    ? pairs.attend(query, key, qkv[2], subNorm, pass)
                    : attend(query, key, qkv[2], pass.training() ? config.attnDropRate() : 0);
            return x.add(pass.run(output.forward(mixed, hidden, pass), scale, path));
        };
    }

    private static Tensor attend(Tensor query, Tensor key, Tensor value, double dropout) {
        Tensor values = value.reshape(query.shape()).transpose(1, 2);
        double scale = 1 / Math.sqrt(query.size(3));
        Tensor heads = query.transpose(1, 2).attention(key.transpose(1, 2), values, null, dropout, scale);
        return heads.transpose(1, 2).reshape(value.shape());
    }

    private JointOutput fusedOutput(Scope scope) {
        int dim = config.embedDim();
        Layer proj = linear(dim + config.mlpWidth(), dim, config.projBias()).at(scope.at("out_proj"));
        return (mixed, hidden, pass) -> proj.forward(mixed.cat(2, hidden), pass);
    }

    private JointOutput separateOutput(Scope scope) {
        int dim = config.embedDim();
        Layer attention = linear(dim, dim, config.projBias()).at(scope.at("attn_out_proj"));
        Layer perceptron = linear(config.mlpWidth(), dim, config.projBias()).at(scope.at("mlp_out_proj"));
        return (mixed, hidden, pass) -> attention.forward(mixed, pass).add(perceptron.forward(hidden, pass));
    }

    private Layer attention(Scope scope) {
        if (config.attnLayer() == AttnLayer.DIFF) {
            return differentialAttention(scope);
        }
        return Attention.of(config.embedDim(), config.numHeads())
                .qkvBias(config.qkvBias())
                .qkNorm(config.qkNorm() ? config.norm() : null)
                .scaleNorm(config.scaleAttnNorm() ? config.norm() : null)
                .projBias(config.projBias())
                .drop(config.attnDropRate(), config.projDropRate())
                .at(scope);
    }

    private Layer differentialAttention(Scope scope) {
        int dim = config.embedDim();
        DifferentialHeads pairs = new DifferentialHeads(scope, config, index);
        int headDim = pairs.queryChannels();
        Layer packed = linear(dim, 3 * dim, config.qkvBias()).at(scope.at("qkv"));
        Layer queryNorm = qkNorm(scope.at("q_norm"), headDim);
        Layer keyNorm = qkNorm(scope.at("k_norm"), headDim);
        Layer norm = config.scaleAttnNorm() ? norm(scope.at("norm")) : Layer.IDENTITY;
        Layer proj = linear(dim, dim, config.projBias()).at(scope.at("proj"));
        Layer subNorm = pairs.subNorm(scope);
        Layer drop = Drop.dropout(config.projDropRate());
        return (x, pass) -> {
            Tensor[] qkv = packed.forward(x, pass).chunk(3, 2);
            Tensor query = queryNorm.forward(qkv[0].reshape(x.size(0), x.size(1), dim / headDim, headDim), pass);
            Tensor key = keyNorm.forward(qkv[1].reshape(query.shape()), pass);
            return pass.run(pairs.attend(query, key, qkv[2], subNorm, pass), norm, proj, drop);
        };
    }

    private Layer mlp(Scope scope) {
        return Mlp.of(config.embedDim(), config.mlpWidth())
                .form(config.mlpLayer())
                .activation(config.actLayer())
                .norm(config.scaleMlpNorm() ? config.norm() : null)
                .bias(config.projBias())
                .drop(config.projDropRate())
                .at(scope);
    }

    private Layer norm(Scope scope) {
        return config.norm().at(scope, config.embedDim());
    }

    private Layer qkNorm(Scope scope, int channels) {
        Norm norm = config.norm();
        return config.qkNorm() ? norm.at(scope, channels) : Layer.IDENTITY;
    }

    private Layer layerScale(Scope scope) {
        return config.initValues() == null
                ? Layer.IDENTITY
                : new LayerScale(config.embedDim(), config.initValues()).at(scope);
    }

    private static Linear linear(int in, int out, boolean bias) {
        return Linear.of(in, out).bias(bias).init(WEIGHTS, Init.ZEROS);
    }
}
