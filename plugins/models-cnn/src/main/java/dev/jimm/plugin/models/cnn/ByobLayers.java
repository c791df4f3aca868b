package dev.jimm.plugin.models.cnn;

import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.BilinearAttention;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.EfficientChannelAttention;
import dev.jimm.api.nn.EvoNorm;
import dev.jimm.api.nn.GlobalContext;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Pool2d;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.nn.SqueezeExcite;
import dev.jimm.plugin.models.cnn.ByobConfig.AaLayer;
import dev.jimm.plugin.models.cnn.ByobConfig.NormLayer;

/** The layers that the blocks of a {@link ByobNet} are made of, as its configuration wants them. */
final class ByobLayers {
    private static final int GLOBAL_CONTEXT_REDUCTION = 8;
    private static final int BILINEAR_REDUCTION = 4;
    private static final int BILINEAR_GROUPS = 2;
    private static final double BILINEAR_DROP_RATE = 0.2;

    private final ByobConfig config;

    ByobLayers(ByobConfig config) {
        this.config = config;
    }

    static Layer conv(Scope scope, Conv2d conv) {
        return GroupedInit.kaimingNormalFanOut(conv).at(scope);
    }

    /** A convolution {@code conv}, its norm {@code bn} and an activation. */
    Layer convNorm(Scope scope, Conv2d conv, Activation activation) {
        return convNorm(scope, conv, activation, Init.ONES);
    }

    /** @param scale the initial values of the norm's weight */
    Layer convNorm(Scope scope, Conv2d conv, Activation activation, Init scale) {
        return Layer.sequence(conv(scope.at("conv"), conv), norm(scope.at("bn"), conv.out(), activation, scale));
    }

    /** As {@link #convNorm}; where the network prevents aliasing, a stride becomes an average. */
    Layer strided(Scope scope, Conv2d conv, Activation activation) {
        return strided(scope, conv, activation, Init.ONES);
    }

    Layer strided(Scope scope, Conv2d conv, Activation activation, Init scale) {
        int stride = conv.stride();
        return stride == 1 || config.aaLayer() == AaLayer.NONE
                ? convNorm(scope, conv, activation, scale)
                : Layer.sequence(convNorm(scope, conv.stride(1), activation, scale), Pool2d.average(stride));
    }

    /** The network's norm, followed by an activation. */
    Layer norm(Scope scope, int channels, Activation activation, Init scale) {
        if (config.normLayer() == NormLayer.BATCH) {
            return Layer.sequence(Norm.batch().at(scope, channels, scale), activation);
        }
        int groups = Widths.normGroups(scope, channels, config.normGroupSize());
        return EvoNorm.dividing(scope, channels, groups, activation != Activation.IDENTITY, scale);
    }

    /** The channel attention of a block. */
    Layer attention(Scope scope, ByobBlock block, int channels) {
        Init init = Init.kaimingNormalFanOut();
        return switch (block.attnLayer() == null ? config.attnLayer() : block.attnLayer()) {
            case NONE -> Layer.IDENTITY;
            case SE ->
                SqueezeExcite.of(channels)
                        .reduced(Widths.rounded(channels * config.rdRatio(), config.rdDivisor(), 0))
                        .init(init, Init.ZEROS)
                        .at(scope);
            case ECA -> EfficientChannelAttention.at(scope, EfficientChannelAttention.kernel(channels));
            case GCA -> {
                int reduced = Widths.rounded((double) channels / GLOBAL_CONTEXT_REDUCTION, 1, 0);
                yield new GlobalContext(channels, reduced, Activation.RELU, init, Init.ZEROS).addingAt(scope);
            }
            case BAT -> {
                int reduced = Widths.rounded((double) channels / BILINEAR_REDUCTION);
                yield new BilinearAttention(channels, reduced, config.attnBlocks(), BILINEAR_GROUPS, BILINEAR_DROP_RATE)
                        .at(scope);
            }
        };
    }
}
