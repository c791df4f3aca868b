package dev.jimm.core.model;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Attention;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * The smallest models that have everything that training must get right: convolutions, batch norm with running statistics, drop path,
 * dropout, a linear classifier ({@code tiny_conv}), and layer norm and attention between them ({@code tiny_hybrid}).
 */
public final class TinyFamily implements ModelProvider {
    /**
     * The options.
     *
     * @param width channels, a multiple of 4
     * @param attention whether a transformer block follows the convolutions
     */
    public record Options(int width, boolean attention) {
        public Options {
            if (width < 4 || width % 4 != 0) {
                throw new IllegalArgumentException("width must be a multiple of 4, is " + width);
            }
        }
    }

    @Override
    public String family() {
        return "tiny";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return List.of(
                new Architecture<>("tiny_conv", new Options(8, false), TinyFamily::build),
                new Architecture<>("tiny_hybrid", new Options(8, true), TinyFamily::build));
    }

    /** A hybrid model for the tests of the engine. */
    public static Model hybrid(double drop) {
        Options options = new Options(8, true);
        return new Architecture<>("tiny_hybrid", options, TinyFamily::build)
                .build(new ModelOptions(3, 3, drop, drop, null, 32));
    }

    private static Model build(Options options, ModelOptions common, Scope root) {
        int width = options.width();
        Layer stem = Layer.sequence(
                Conv2d.of(common.channels(), width, 3).stride(2).at(root.at("stem")),
                Norm.batch().at(root.at("bn"), width),
                Activation.RELU);
        Layer block = residual(
                Layer.sequence(
                        Conv2d.of(width, width, 3).groups(2).withBias().at(root.at("conv")),
                        Norm.batch().at(root.at("bn2"), width),
                        Activation.GELU),
                common.dropPathRate());
        Layer tokens = options.attention() ? transformer(root, width, common) : Layer.IDENTITY;
        ClassifierHead head = ClassifierHead.at(root.at("fc"), width, common, GlobalPool.AVG);
        return Model.builder(root)
                .features((x, pass) -> {
                    Tensor early = pass.tap("stem", stem.forward(x, pass));
                    return pass.run(early, block, tokens);
                })
                .head(head)
                .featureCount(width)
                .featureInfo(List.of(new FeatureInfo("stem", width, 2)))
                .classifier("fc")
                .noWeightDecay("conv.weight")
                .build();
    }

    private static Layer residual(Layer branch, double dropPath) {
        Layer drop = Drop.path(dropPath);
        return (x, pass) -> x.add(pass.run(x, branch, drop));
    }

    private static Layer transformer(Scope root, int width, ModelOptions common) {
        Layer attention = residual(
                Layer.sequence(
                        Norm.layer(1e-6).at(root.at("norm1"), width),
                        Attention.of(width, 2)
                                .qkvBias(true)
                                .drop(0, common.dropRate())
                                .at(root.at("attn"))),
                common.dropPathRate());
        Layer mlp = residual(
                Layer.sequence(
                        Norm.layer(1e-6).at(root.at("norm2"), width),
                        Mlp.of(width, 2 * width).at(root.at("mlp"))),
                common.dropPathRate());
        return (x, pass) -> pass.run(x.flatten(2).transpose(1, 2), attention, mlp)
                .transpose(1, 2)
                .reshape(x.shape());
    }
}
