package dev.jimm.plugin.models.cnn;

import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.CondConv2d;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.MixedConv2d;
import dev.jimm.api.nn.MultiQueryAttention2d;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.plugin.models.cnn.MobileStages.Step;
import java.util.List;

/** Builds the blocks that {@link MobileStages} works out. */
final class MobileBlocks {
    private final MobileNetConfig config;
    private final MobileLayers layers;
    private final double dropPathRate;

    MobileBlocks(MobileNetConfig config, MobileLayers layers, double dropPathRate) {
        this.config = config;
        this.layers = layers;
        this.dropPathRate = dropPathRate;
    }

    Layer at(Scope scope, Step step) {
        Layer branch = switch (step.block().kind()) {
            case CN -> convolution(scope, step);
            case DS, DSA -> depthwiseSeparable(scope, step);
            case IR -> step.block().experts() > 0 ? routed(scope, step) : invertedResidual(scope, step);
            case ER -> edgeResidual(scope, step);
            case UIR -> universal(scope, step);
            case MQA -> attention(scope, step);
        };
        if (!step.hasShortcut()) {
            return branch;
        }
        Layer dropPath = Drop.path(dropPathRate * step.position());
        return (x, pass) -> pass.run(x, branch, dropPath).add(x);
    }

    private Layer convolution(Scope scope, Step step) {
        int kernel = step.block().kernel("k");
        Conv2d conv = Conv2d.of(step.inputs(), step.outputs(), kernel).groups(layers.groups(step, step.inputs()));
        return layers.strided(scope, "conv", "bn1", conv, step);
    }

    private Layer depthwiseSeparable(Scope scope, Step step) {
        boolean active = step.block().kind() == MobileBlock.Kind.DSA;
        return Layer.sequence(
                spaceToDepth(scope, step),
                depthwise(scope, "bn1", step),
                layers.squeeze(scope.at("se"), step),
                layers.pointwise(
                        scope.at("conv_pw"),
                        step.middle(),
                        step.outputs(),
                        step.block().pointwiseKernel("p")),
                layers.norm(scope.at("bn2"), step.outputs(), active ? layers.activation(step) : Activation.IDENTITY));
    }

    private Layer invertedResidual(Scope scope, Step step) {
        int inputs = step.spaceToDepth() ? 4 * step.inputs() : step.inputs();
        return Layer.sequence(
                spaceToDepth(scope, step),
                layers.pointwise(
                        scope.at("conv_pw"), inputs, step.middle(), step.block().pointwiseKernel("a")),
                layers.norm(scope.at("bn1"), step.middle(), layers.activation(step)),
                depthwise(scope, "bn2", step),
                layers.squeeze(scope.at("se"), step),
                projection(scope, "bn3", step));
    }

    private Layer edgeResidual(Scope scope, Step step) {
        Conv2d expansion = Conv2d.of(step.inputs(), step.middle(), step.block().kernel("k"))
                .groups(layers.groups(step, step.middle()));
        return Layer.sequence(
                layers.strided(scope, "conv_exp", "bn1", expansion, step),
                layers.squeeze(scope.at("se"), step),
                projection(scope, "bn2", step));
    }

    /** An inverted residual whose three convolutions mix experts, one mix a sample. */
    private Layer routed(Scope scope, Step step) {
        int middle = step.middle();
        int experts = step.block().experts() * config.expertsMultiplier();
        Conv2d depthwise = Conv2d.of(middle, middle, step.block().kernel("k"))
                .groups(layers.groups(step, middle))
                .stride(layers.convolved(step.stride()))
                .dilation(step.dilation());
        CondConv2d.Routed expand = experts(scope.at("conv_pw"), Conv2d.of(step.inputs(), middle, 1), experts);
        Layer first = layers.norm(scope.at("bn1"), middle, layers.activation(step));
        CondConv2d.Routed filter = experts(scope.at("conv_dw"), depthwise, experts);
        Layer second = layers.norm(scope.at("bn2"), middle, layers.activation(step));
        Layer antiAlias = layers.antiAlias(scope.at("aa"), middle, step.stride());
        Layer squeeze = layers.squeeze(scope.at("se"), step);
        CondConv2d.Routed project = experts(scope.at("conv_pwl"), Conv2d.of(middle, step.outputs(), 1), experts);
        Layer third = layers.norm(scope.at("bn3"), step.outputs(), Activation.IDENTITY);
        double bound = 1 / Math.sqrt(step.inputs() + experts);
        Layer routing = Linear.of(step.inputs(), experts)
                .init(Init.uniform(-bound, bound), Init.ZEROS)
                .at(scope.at("routing_fn"));
        return (x, pass) -> {
            Tensor mix = routing.forward(x.mean(2, 3), pass).sigmoid();
            Tensor expanded = first.forward(expand.forward(x, mix, pass), pass);
            Tensor filtered = pass.run(filter.forward(expanded, mix, pass), second, antiAlias, squeeze);
            return third.forward(project.forward(filtered, mix, pass), pass);
        };
    }

    private CondConv2d.Routed experts(Scope scope, Conv2d conv, int experts) {
        return new CondConv2d(layers.configured(conv), experts).at(scope);
    }

    private Layer universal(Scope scope, Step step) {
        int start = step.block().kernel("a");
        int middle = step.block().kernel("k");
        int end = step.block().kernel("p");
        // the stride belongs to the middle convolution, or else to the first that there is
        int startStride = middle == 0 ? step.stride() : 1;
        int endStride = middle == 0 && start == 0 ? step.stride() : 1;
        Activation activation = layers.activation(step);
        return Layer.sequence(
                wherever(scope.at("dw_start"), step, step.inputs(), start, startStride, Activation.IDENTITY),
                plain(scope.at("pw_exp"), step.inputs(), step.middle(), activation),
                wherever(scope.at("dw_mid"), step, step.middle(), middle, step.stride(), activation),
                layers.squeeze(scope.at("se"), step),
                plain(scope.at("pw_proj"), step.middle(), step.outputs(), Activation.IDENTITY),
                wherever(scope.at("dw_end"), step, step.outputs(), end, endStride, Activation.IDENTITY),
                layers.layerScale(scope.at("layer_scale"), step));
    }

    /** A depthwise convolution of a universal block; without a kernel there is none. */
    private Layer wherever(Scope scope, Step step, int channels, int kernel, int stride, Activation activation) {
        if (kernel == 0) {
            return Layer.IDENTITY;
        }
        Conv2d conv = Conv2d.of(channels, channels, kernel).groups(layers.groups(step, channels));
        return layers.strided(scope, "conv", "bn", conv, stride, step.dilation(), activation);
    }

    private Layer plain(Scope scope, int in, int out, Activation activation) {
        return Layer.sequence(
                layers.conv(scope.at("conv"), Conv2d.of(in, out, 1)), layers.norm(scope.at("bn"), out, activation));
    }

    private Layer attention(Scope scope, Step step) {
        MobileBlock block = step.block();
        Conv2d down = layers.configured(Conv2d.of(step.inputs(), step.inputs(), block.kernel("k"))
                .groups(step.inputs())
                .stride(block.keyStride())
                .dilation(step.dilation()));
        Layer norm = layers.norm(scope.at("norm"), step.inputs(), Activation.IDENTITY);
        Layer attention = new MultiQueryAttention2d(
                        step.inputs(),
                        step.outputs(),
                        block.heads(),
                        block.headDim(),
                        block.keyStride() > 1 ? down : null,
                        (at, channels, scale) -> layers.norm(at, channels, Activation.IDENTITY))
                .at(scope.at("attn"));
        return Layer.sequence(norm, attention, layers.layerScale(scope.at("layer_scale"), step));
    }

    private Layer projection(Scope scope, String norm, Step step) {
        return Layer.sequence(
                layers.pointwise(
                        scope.at("conv_pwl"),
                        step.middle(),
                        step.outputs(),
                        step.block().pointwiseKernel("p")),
                layers.norm(scope.at(norm), step.outputs(), Activation.IDENTITY));
    }

    /** The depthwise convolution {@code conv_dw} with the block's stride, its norm and activation. */
    private Layer depthwise(Scope scope, String norm, Step step) {
        int channels = step.middle();
        List<Integer> kernels = step.block().kernel();
        if (kernels.size() == 1) {
            // over what was taken from space to depth, half a kernel reaches as far
            int kernel = step.spaceToDepth() ? (kernels.get(0) + 1) / 2 : kernels.get(0);
            Conv2d conv = Conv2d.of(channels, channels, kernel).groups(layers.groups(step, channels));
            return layers.strided(scope, "conv_dw", norm, kernel == 2 ? conv.same() : conv, step);
        }
        Layer mixed = MixedConv2d.at(
                scope.at("conv_dw"),
                channels,
                channels,
                kernels,
                (at, in, out, kernel) -> layers.conv(
                        at,
                        Conv2d.of(in, out, kernel)
                                .groups(in)
                                .stride(layers.convolved(step.stride()))
                                .dilation(step.dilation())));
        return Layer.sequence(
                mixed,
                layers.norm(scope.at(norm), channels, layers.activation(step)),
                layers.antiAlias(scope.at("aa"), channels, step.stride()));
    }

    private Layer spaceToDepth(Scope scope, Step step) {
        int channels = 4 * step.inputs();
        return step.spaceToDepth()
                ? Layer.sequence(
                        layers.conv(
                                scope.at("conv_s2d"),
                                Conv2d.of(step.inputs(), channels, 2).stride(2).same()),
                        layers.norm(scope.at("bn_s2d"), channels, layers.activation(step)))
                : Layer.IDENTITY;
    }
}
