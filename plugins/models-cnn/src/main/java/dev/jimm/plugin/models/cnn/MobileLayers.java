package dev.jimm.plugin.models.cnn;

import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.BlurPool;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.EvoNorm;
import dev.jimm.api.nn.GlobalContext;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.LayerScale;
import dev.jimm.api.nn.MixedConv2d;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Pool2d;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.nn.SqueezeExcite;
import dev.jimm.plugin.models.cnn.MobileNetConfig.AaLayer;
import dev.jimm.plugin.models.cnn.MobileNetConfig.PadType;
import dev.jimm.plugin.models.cnn.MobileNetConfig.SeLayer;
import dev.jimm.plugin.models.cnn.MobileStages.Step;
import java.util.List;

/** The layers that blocks are made of, as the configuration wants them. */
final class MobileLayers {
    private static final double MOMENTUM = 0.1;
    private static final double LAYER_EPSILON = 1e-5;

    private final MobileNetConfig config;

    MobileLayers(MobileNetConfig config) {
        this.config = config;
    }

    /** A convolution without stride; with several kernels, a mixed one. */
    Layer pointwise(Scope scope, int in, int out, List<Integer> kernels) {
        return kernels.size() == 1
                ? conv(scope, Conv2d.of(in, out, kernels.get(0)))
                : MixedConv2d.at(scope, in, out, kernels, (at, i, o, kernel) -> conv(at, Conv2d.of(i, o, kernel)));
    }

    /** A convolution with the stride and dilation of its block, its norm and activation. */
    Layer strided(Scope scope, String name, String norm, Conv2d conv, Step step) {
        return strided(scope, name, norm, conv, step.stride(), step.dilation(), activation(step));
    }

    /** A convolution, its norm and activation; if there is a stride, it can be replaced by what prevents aliasing. */
    Layer strided(Scope scope, String name, String norm, Conv2d conv, int stride, int dilation, Activation activation) {
        return Layer.sequence(
                conv(scope.at(name), conv.stride(convolved(stride)).dilation(dilation)),
                norm(scope.at(norm), conv.out(), activation),
                antiAlias(scope.at("aa"), conv.out(), stride));
    }

    /** What is left of a stride for the convolution, where {@link #antiAlias} follows. */
    int convolved(int stride) {
        return config.aaLayer() == AaLayer.NONE ? stride : 1;
    }

    /** What down-samples in place of a convolution's stride, if anything does. */
    Layer antiAlias(Scope scope, int channels, int stride) {
        if (convolved(stride) == stride) {
            return Layer.IDENTITY;
        }
        return config.aaLayer() == AaLayer.AVG ? Pool2d.average(stride) : BlurPool.zeroPadded(scope, channels, stride);
    }

    /** The block's channel attention, if it has one. */
    Layer squeeze(Scope scope, Step step) {
        if (step.squeezed() == 0) {
            return Layer.IDENTITY;
        }
        Init init = config.pruned() ? Init.torchDefault() : Init.kaimingNormalFanOut();
        Init biasInit = config.pruned() ? null : Init.ZEROS;
        Activation activation = config.seRelu() ? Activation.RELU : activation(step);
        return config.seLayer() == SeLayer.GC
                ? new GlobalContext(step.middle(), step.squeezed(), activation, init, biasInit).at(scope)
                : SqueezeExcite.of(step.middle())
                        .reduced(step.squeezed())
                        .names("conv_reduce", "conv_expand")
                        .activations(activation, config.seGate())
                        .init(init, biasInit)
                        .at(scope);
    }

    Activation activation(Step step) {
        return step.block().activation(config.actLayer());
    }

    /** The number of groups of the block's grouped convolution. */
    int groups(Step step, int channels) {
        int size = step.block().groupSize(config.groupSize());
        if (size > 0 && channels % size != 0) {
            throw new IllegalArgumentException(
                    "group-size " + size + " does not divide the " + channels + " channels of a convolution");
        }
        return size == 0 ? 1 : channels / size;
    }

    /** A convolution with the network's padding and initial values. */
    Layer conv(Scope scope, Conv2d conv) {
        return configured(conv).at(scope);
    }

    /** With the network's padding and initial values. */
    Conv2d configured(Conv2d conv) {
        Conv2d padded = config.padType() == PadType.SAME ? conv.same() : conv;
        if (config.pruned()) {
            // pruning replaces the convolutions, in timm by fresh ones with PyTorch's initial values
            return padded;
        }
        return GroupedInit.kaimingNormalFanOut(padded);
    }

    /** The network's norm, followed by an activation. */
    Layer norm(Scope scope, int channels, Activation activation) {
        return switch (config.normLayer()) {
            case BATCH -> Layer.sequence(Norm.batch(config.bnEps(), MOMENTUM).at(scope, channels), activation);
            case GROUP -> Layer.sequence(Norm.group(normGroups(scope, channels)).at(scope, channels), activation);
            case LAYER -> Layer.sequence(Norm.layerOfMaps(LAYER_EPSILON).at(scope, channels), activation);
            case EVO ->
                activation == Activation.IDENTITY
                        ? EvoNorm.affine(scope, channels)
                        : EvoNorm.at(scope, channels, normGroups(scope, channels));
        };
    }

    private int normGroups(Scope scope, int channels) {
        return Widths.normGroups(scope, channels, config.normGroupSize());
    }

    Layer layerScale(Scope scope, Step step) {
        return config.layerScaleInitValue() == 0
                ? Layer.IDENTITY
                : new LayerScale(step.outputs(), config.layerScaleInitValue()).ofMaps(scope);
    }
}
