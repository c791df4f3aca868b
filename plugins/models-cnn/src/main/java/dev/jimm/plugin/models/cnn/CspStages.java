package dev.jimm.plugin.models.cnn;

import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Pool2d;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.nn.SqueezeExcite;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.plugin.models.cnn.CspNetConfig.AttnLayer;
import dev.jimm.plugin.models.cnn.CspNetConfig.BlockType;
import dev.jimm.plugin.models.cnn.CspNetConfig.StageType;
import java.util.ArrayList;
import java.util.List;

/** The stages of a {@link CspNet} and the blocks in them. */
final class CspStages {
    /** From this dilation on, the convolution at a stage's beginning is dilated too. */
    private static final int DILATES_FIRST = 4;

    private final CspNetConfig config;

    CspStages(CspNetConfig config) {
        this.config = config;
    }

    /**
     * A stage and its place in the network.
     *
     * @param number counted from 0
     * @param dropPathRates one a block
     */
    record Stage(int number, int inputs, int stride, int dilation, double... dropPathRates) {
        int firstDilation() {
            return dilation < DILATES_FIRST ? 1 : 2;
        }

        /** Whether it changes the scale, or would if it were not dilated. */
        boolean rescales() {
            return stride > 1 || firstDilation() != dilation;
        }
    }

    Layer at(Scope scope, Stage stage) {
        return config.stageType() == StageType.DARK ? darkStage(scope, stage) : crossStage(scope, stage);
    }

    private Layer darkStage(Scope scope, Stage stage) {
        int outputs = outputs(stage);
        if (blockWidth(stage) != outputs) {
            throw new IllegalArgumentException("block-ratio must be 1 in stages of the type dark, is "
                    + CspNetConfig.of(config.blockRatio(), stage.number));
        }
        return Layer.sequence(down(scope.at("conv_down"), stage, outputs), blocks(scope.at("blocks"), stage));
    }

    /**
     * A stage of two paths, on one of which the blocks are. It is the first path where one convolution follows, the
     * second where two do.
     */
    private Layer crossStage(Scope scope, Stage stage) {
        int outputs = outputs(stage);
        int expanded = rounded(outputs, CspNetConfig.of(config.expandRatio(), stage.number));
        if (expanded != 2 * blockWidth(stage)) {
            throw new IllegalArgumentException("block-ratio must be half of expand-ratio, so that blocks are as wide as"
                    + " their path; stage " + stage.number + " has blocks of " + blockWidth(stage)
                    + " channels on one of two paths with " + expanded);
        }
        int downOutputs = config.downGrowth() || config.avgDown() ? outputs : stage.inputs;
        Layer down = stage.rescales() ? down(scope.at("conv_down"), stage, downOutputs) : Layer.IDENTITY;
        Conv2d expansion = Conv2d.of(stage.rescales() ? downOutputs : stage.inputs, expanded, 1);
        Scope expand = scope.at("conv_exp");
        Layer before = Layer.sequence(
                down, config.crossLinear() ? normed(expand, expansion, Init.ONES) : active(expand, expansion));
        boolean second = config.stageType() == StageType.CSP;
        Layer blocks = blocks(scope.at("blocks"), stage);
        Layer path = second
                ? Layer.sequence(
                        blocks, active(scope.at("conv_transition_b"), Conv2d.of(expanded / 2, expanded / 2, 1)))
                : blocks;
        Layer after = active(scope.at("conv_transition"), Conv2d.of(expanded, outputs, 1));
        return (x, pass) -> {
            Tensor[] halves = before.forward(x, pass).chunk(2, 1);
            int through = second ? 1 : 0;
            halves[through] = path.forward(halves[through], pass);
            return after.forward(halves[0].cat(1, halves[1]), pass);
        };
    }

    /** What changes the scale at the beginning of a stage. */
    private Layer down(Scope scope, Stage stage, int outputs) {
        int groups = groups(stage);
        if (config.avgDown()) {
            return Layer.sequence(
                    stage.stride == 2 ? Pool2d.average(2) : Layer.IDENTITY,
                    active(scope.at(1), Conv2d.of(stage.inputs, outputs, 1).groups(groups)));
        }
        Conv2d conv = Conv2d.of(stage.inputs, outputs, 3).stride(stage.stride);
        return active(scope, conv.dilation(stage.firstDilation()).groups(groups));
    }

    private Layer blocks(Scope scope, Stage stage) {
        List<Layer> blocks = new ArrayList<>();
        for (int i = 0; i < stage.dropPathRates.length; i++) {
            blocks.add(block(scope.at(i), stage, stage.dropPathRates[i]));
        }
        return Layer.sequence(blocks);
    }

    private Layer block(Scope scope, Stage stage, double dropPathRate) {
        int width = blockWidth(stage);
        int middle = rounded(width, CspNetConfig.of(config.bottleRatio(), stage.number));
        Layer branch = switch (config.blockType()) {
            case BOTTLE -> bottleneck(scope, stage, width, middle);
            case DARK ->
                Layer.sequence(
                        active(scope.at("conv1"), Conv2d.of(width, middle, 1)),
                        attention(scope.at("attn"), middle),
                        last(scope.at("conv2"), grouped(stage, middle, width)),
                        config.actLayer());
            case EDGE ->
                Layer.sequence(
                        active(scope.at("conv1"), grouped(stage, width, middle)),
                        attention(scope.at("attn"), middle),
                        last(scope.at("conv2"), Conv2d.of(middle, width, 1)),
                        config.actLayer());
        };
        Layer dropPath = Drop.path(dropPathRate);
        Layer result = config.blockType() == BlockType.BOTTLE ? config.actLayer() : Activation.IDENTITY;
        return (x, pass) -> result.forward(pass.run(x, branch, dropPath).add(x), pass);
    }

    private Layer bottleneck(Scope scope, Stage stage, int width, int middle) {
        return Layer.sequence(
                active(scope.at("conv1"), Conv2d.of(width, middle, 1)),
                active(scope.at("conv2"), grouped(stage, middle, middle)),
                attention(scope.at("attn2"), middle),
                last(scope.at("conv3"), Conv2d.of(middle, width, 1)));
    }

    private Conv2d grouped(Stage stage, int in, int out) {
        return Conv2d.of(in, out, 3).dilation(stage.dilation).groups(groups(stage));
    }

    private Layer attention(Scope scope, int width) {
        return config.attnLayer() == AttnLayer.NONE
                ? Layer.IDENTITY
                : SqueezeExcite.of(width)
                        .ratio(config.rdRatio())
                        .activations(config.actLayer(), Activation.SIGMOID)
                        .init(Init.kaimingNormalFanOut(), Init.ZEROS)
                        .at(scope);
    }

    /** A convolution, its norm and the activation. */
    Layer active(Scope scope, Conv2d conv) {
        return Layer.sequence(normed(scope, conv, Init.ONES), config.actLayer());
    }

    /** The convolution and norm at the end of a branch. */
    private Layer last(Scope scope, Conv2d conv) {
        return normed(scope, conv, config.zeroInitLast() ? Init.ZEROS : Init.ONES);
    }

    private static Layer normed(Scope scope, Conv2d conv, Init scale) {
        return Layer.sequence(
                conv.init(Init.kaimingNormalFanOut()).at(scope.at("conv")),
                Norm.batch().at(scope.at("bn"), conv.out(), scale));
    }

    private int outputs(Stage stage) {
        return config.outChannels().get(stage.number);
    }

    private int blockWidth(Stage stage) {
        return rounded(outputs(stage), CspNetConfig.of(config.blockRatio(), stage.number));
    }

    private int groups(Stage stage) {
        return CspNetConfig.of(config.groups(), stage.number);
    }

    private static int rounded(int channels, double ratio) {
        return (int) Math.rint(channels * ratio);
    }
}
