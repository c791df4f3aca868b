package dev.jimm.plugin.models.cnn;

import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.FusedConv2d;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.plugin.models.cnn.ByobBlock.Kind;
import java.util.ArrayList;
import java.util.List;

/** Builds the blocks of a {@link ByobNet}. */
final class ByobBlocks {
    /** RepVGG's norms start small, so that the sum of the branches does. */
    private static final Init SMALL_SCALE = (values, shape, random) -> {
        Init.normal(0.1).fill(values, shape, random);
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.1f;
        }
    };

    /**
     * One block's place in the network.
     *
     * @param begins whether the stride of its stage is here, be it that dilation has taken its place
     * @param firstDilation that of its first 3x3 convolution, and of its shortcut
     * @param mapSize the height and width of the map that it gets, 0 where the image size is not known
     */
    record Step(
            ByobBlock block,
            int inputs,
            int outputs,
            boolean begins,
            int stride,
            int firstDilation,
            int dilation,
            int mapSize,
            double dropPathRate) {
        boolean keepsShape() {
            return inputs == outputs && !begins;
        }

        /** The width of its middle. */
        int middle(int relativeTo) {
            return Widths.rounded(relativeTo * block.bottleRatio());
        }
    }

    private final ByobConfig config;
    private final ByobLayers layers;
    private final Activation activation;

    ByobBlocks(ByobConfig config, ByobLayers layers) {
        this.config = config;
        this.layers = layers;
        activation = config.actLayer();
    }

    Layer at(Scope scope, Step step) {
        return switch (step.block.kind()) {
            case REP -> rep(scope, step);
            case ONE -> one(scope, step);
            default -> residual(scope, step);
        };
    }

    /** A branch and, where there is one, a shortcut, which is declared first. */
    private Layer residual(Scope scope, Step step) {
        boolean hasShortcut = step.keepsShape() || config.downsample() != ByobConfig.Downsample.NONE;
        Layer shortcut = hasShortcut ? shortcut(scope.at("shortcut"), step) : null;
        Init lastScale = hasShortcut && config.zeroInitLast() ? Init.ZEROS : Init.ONES;
        Layer branch = Layer.sequence(branch(scope, step, lastScale), Drop.path(step.dropPathRate));
        Layer last = config.linearOut() ? Layer.IDENTITY : activation;
        if (!hasShortcut) {
            return Layer.sequence(branch, last);
        }
        return (x, pass) -> last.forward(branch.forward(x, pass).add(shortcut.forward(x, pass)), pass);
    }

    private Layer shortcut(Scope scope, Step step) {
        Conv2d conv = Conv2d.of(step.inputs, step.outputs, 1);
        if (step.keepsShape()) {
            return Layer.IDENTITY;
        }
        if (config.downsample() == ByobConfig.Downsample.CONV1X1) {
            return layers.strided(scope, conv.stride(step.stride), Activation.IDENTITY);
        }
        return Layer.sequence(
                ShortcutPool.average(step.stride, step.firstDilation),
                layers.convNorm(scope.at("conv"), conv, Activation.IDENTITY));
    }

    private Layer branch(Scope scope, Step step, Init lastScale) {
        return switch (step.block.kind()) {
            case BASIC -> basic(scope, step, lastScale);
            case BOTTLE -> bottle(scope, step, lastScale);
            case DARK -> dark(scope, step, lastScale);
            case EDGE -> edge(scope, step, lastScale);
            case SELF_ATTN -> selfAttention(scope, step, lastScale);
            case REP, ONE -> throw new IllegalStateException(step.block.kind() + " has no residual branch");
        };
    }

    private Layer basic(Scope scope, Step step, Init lastScale) {
        int middle = step.middle(step.outputs);
        return Layer.sequence(
                layers.strided(
                        scope.at("conv1_kxk"),
                        Conv2d.of(step.inputs, middle, 3).stride(step.stride).dilation(step.firstDilation),
                        activation),
                layers.convNorm(
                        scope.at("conv2_kxk"),
                        Conv2d.of(middle, step.outputs, 3)
                                .dilation(step.dilation)
                                .groups(step.block.groups(middle)),
                        Activation.IDENTITY,
                        lastScale),
                layers.attention(scope.at("attn_last"), step.block, step.outputs));
    }

    private Layer bottle(Scope scope, Step step, Init lastScale) {
        int middle = step.middle(config.bottleIn() ? step.inputs : step.outputs);
        return Layer.sequence(
                layers.convNorm(scope.at("conv1_1x1"), Conv2d.of(step.inputs, middle, 1), activation),
                layers.strided(scope.at("conv2_kxk"), grouped(step, middle), activation),
                config.extraConv()
                        ? layers.convNorm(
                                scope.at("conv2b_kxk"),
                                grouped(step, middle).stride(1).dilation(step.dilation),
                                activation)
                        : Layer.IDENTITY,
                layers.attention(scope.at("attn"), step.block, middle),
                layers.convNorm(
                        scope.at("conv3_1x1"), Conv2d.of(middle, step.outputs, 1), Activation.IDENTITY, lastScale));
    }

    /** The 3x3 convolution that carries the block's stride and groups. */
    private static Conv2d grouped(Step step, int middle) {
        return Conv2d.of(middle, middle, 3)
                .stride(step.stride)
                .dilation(step.firstDilation)
                .groups(step.block.groups(middle));
    }

    private Layer dark(Scope scope, Step step, Init lastScale) {
        int middle = step.middle(step.outputs);
        Conv2d last = Conv2d.of(middle, step.outputs, 3)
                .stride(step.stride)
                .dilation(step.firstDilation)
                .groups(step.block.groups(middle));
        return Layer.sequence(
                layers.convNorm(scope.at("conv1_1x1"), Conv2d.of(step.inputs, middle, 1), activation),
                layers.strided(scope.at("conv2_kxk"), last, Activation.IDENTITY, lastScale),
                layers.attention(scope.at("attn_last"), step.block, step.outputs));
    }

    private Layer edge(Scope scope, Step step, Init lastScale) {
        int middle = step.middle(step.outputs);
        Conv2d first = Conv2d.of(step.inputs, middle, 3)
                .stride(step.stride)
                .dilation(step.firstDilation)
                .groups(step.block.groups(middle));
        return Layer.sequence(
                layers.strided(scope.at("conv1_kxk"), first, activation),
                layers.attention(scope.at("attn"), step.block, middle),
                layers.convNorm(
                        scope.at("conv2_1x1"), Conv2d.of(middle, step.outputs, 1), Activation.IDENTITY, lastScale));
    }

    private Layer selfAttention(Scope scope, Step step, Init lastScale) {
        int middle = step.middle(config.bottleIn() ? step.inputs : step.outputs);
        // with one more convolution, that one has the stride
        int stride = config.extraConv() ? 1 : step.stride;
        int size = step.mapSize * stride / step.stride;
        return Layer.sequence(
                layers.convNorm(scope.at("conv1_1x1"), Conv2d.of(step.inputs, middle, 1), activation),
                config.extraConv()
                        ? layers.strided(scope.at("conv2_kxk"), grouped(step, middle), activation)
                        : Layer.IDENTITY,
                step.block.selfAttn().at(scope.at("self_attn"), middle, stride, size),
                layers.norm(scope.at("post_attn"), middle, activation, Init.ONES),
                layers.convNorm(
                        scope.at("conv3_1x1"), Conv2d.of(middle, step.outputs, 1), Activation.IDENTITY, lastScale));
    }

    /** One of the convolutions that a rep or one block has side by side. */
    private record Branch(String name, Conv2d conv) {}

    private Layer rep(Scope scope, Step step) {
        Conv2d point = pointwise(step);
        Conv2d kernel = Conv2d.of(step.inputs, step.outputs, 3)
                .stride(step.stride)
                .dilation(step.firstDilation)
                .groups(point.groups());
        List<Branch> branches = List.of(new Branch("conv_kxk", kernel), new Branch("conv_1x1", point));
        return branched(scope, step, kernel, branches);
    }

    private Layer one(Scope scope, Step step) {
        Conv2d point = pointwise(step);
        // as in timm it is not dilated where the stride of its stage is taken away
        Conv2d kernel = Conv2d.of(step.inputs, step.outputs, step.block.kernelSize())
                .stride(step.stride)
                .groups(point.groups());
        List<Branch> branches = new ArrayList<>();
        for (int i = 0; i < step.block.convBranches(); i++) {
            branches.add(new Branch("conv_kxk." + i, kernel));
        }
        if (step.block.kernelSize() > 1) {
            branches.add(new Branch("conv_scale", point));
        }
        return branched(scope, step, kernel, branches);
    }

    private static Conv2d pointwise(Step step) {
        return Conv2d.of(step.inputs, step.outputs, 1).stride(step.stride).groups(step.block.groups(step.inputs));
    }

    /** The sum of convolutions and, if the shape allows it, of the input, all with norms of their own. */
    private Layer branched(Scope scope, Step step, Conv2d whole, List<Branch> branches) {
        if (scope.table().isFused()) {
            return fused(scope, step, whole, branches);
        }
        boolean rep = step.block.kind() == Kind.REP;
        Norm norm = rep ? Norm.batch(1e-5, 0.1, Init.normal(0.1)) : Norm.batch();
        Init scale = rep ? SMALL_SCALE : Init.ONES;
        Layer identity = step.keepsShape() ? norm.at(scope.at("identity"), step.outputs, scale) : null;
        List<Layer> parts = new ArrayList<>();
        for (Branch branch : branches) {
            Scope at = scope.at(branch.name);
            parts.add(Layer.sequence(
                    ByobLayers.conv(at.at("conv"), branch.conv), norm.at(at.at("bn"), step.outputs, scale)));
        }
        Layer dropPath = identity == null ? Layer.IDENTITY : Drop.path(step.dropPathRate);
        Layer attention = layers.attention(scope.at("attn"), step.block, step.outputs);
        return (x, pass) -> {
            Tensor sum = parts.get(0).forward(x, pass);
            for (Layer part : parts.subList(1, parts.size())) {
                sum = sum.add(part.forward(x, pass));
            }
            Tensor dropped = dropPath.forward(sum, pass);
            Tensor result = identity == null ? dropped : dropped.add(identity.forward(x, pass));
            return pass.run(result, attention, activation);
        };
    }

    /** The one convolution that the branches amount to. */
    private Layer fused(Scope scope, Step step, Conv2d whole, List<Branch> branches) {
        FusedConv2d conv = FusedConv2d.of(GroupedInit.kaimingNormalFanOut(whole));
        for (Branch branch : branches) {
            conv = conv.branch(scope, branch.name + ".conv", branch.name + ".bn", branch.conv.kernel());
        }
        conv = step.keepsShape() ? conv.identity(scope, "identity") : conv;
        // timm makes it last, so that it follows the attention in the state dict
        Layer attention = layers.attention(scope.at("attn"), step.block, step.outputs);
        return Layer.sequence(conv.at(scope.at("reparam_conv")), attention, activation);
    }
}
