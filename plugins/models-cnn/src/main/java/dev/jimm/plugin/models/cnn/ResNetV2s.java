package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.cnn.ResNetV2Config.ConvLayer;
import dev.jimm.plugin.models.cnn.ResNetV2Config.NormLayer;
import dev.jimm.plugin.models.cnn.ResNetV2Config.StemType;
import java.util.Arrays;
import java.util.List;

/**
 * The named members of the family of {@link ResNetV2}: BiT, whose names end in the multiple of the width, and networks
 * with plain convolutions. The letter d means a deep stem and averaged shortcuts, t a tiered stem and the same shortcuts.
 */
final class ResNetV2s {
    /** One thing in which an architecture differs from a plain bottleneck network. */
    @FunctionalInterface
    private interface Change {
        void apply(Draft draft);
    }

    private static final Change D = draft -> {
        draft.stemType = StemType.DEEP;
        draft.avgDown = true;
    };
    private static final Change T = draft -> {
        draft.stemType = StemType.TIERED;
        draft.avgDown = true;
    };

    static final List<Architecture<?>> ALL = List.of(
            of("resnetv2_50x1_bit", bottleneck(3, 4, 6, 3), bit(1)),
            of("resnetv2_50x3_bit", bottleneck(3, 4, 6, 3), bit(3)),
            of("resnetv2_101x1_bit", bottleneck(3, 4, 23, 3), bit(1)),
            of("resnetv2_101x3_bit", bottleneck(3, 4, 23, 3), bit(3)),
            of("resnetv2_152x2_bit", bottleneck(3, 8, 36, 3), bit(2)),
            of("resnetv2_152x4_bit", bottleneck(3, 8, 36, 3), bit(4)),
            of("resnetv2_18", basic(2, 2, 2, 2)),
            of("resnetv2_18d", basic(2, 2, 2, 2), D),
            of("resnetv2_34", basic(3, 4, 6, 3)),
            of("resnetv2_34d", basic(3, 4, 6, 3), D),
            of("resnetv2_50", bottleneck(3, 4, 6, 3)),
            of("resnetv2_50d", bottleneck(3, 4, 6, 3), D),
            of("resnetv2_50t", bottleneck(3, 4, 6, 3), T),
            of("resnetv2_101", bottleneck(3, 4, 23, 3)),
            of("resnetv2_101d", bottleneck(3, 4, 23, 3), D),
            of("resnetv2_152", bottleneck(3, 8, 36, 3)),
            of("resnetv2_152d", bottleneck(3, 8, 36, 3), D),
            of("resnetv2_50d_gn", bottleneck(3, 4, 6, 3), D, norm(NormLayer.GROUP)),
            of("resnetv2_50d_evos", bottleneck(3, 4, 6, 3), D, norm(NormLayer.EVO)),
            of("resnetv2_50d_frn", bottleneck(3, 4, 6, 3), D, norm(NormLayer.FILTER_RESPONSE)));

    private ResNetV2s() {}

    private static Architecture<?> of(String name, Change... changes) {
        Draft draft = new Draft();
        for (Change change : changes) {
            change.apply(draft);
        }
        return new Architecture<>(name, draft.config(), ResNetV2::build);
    }

    private static Change bottleneck(int... layers) {
        return draft -> draft.layers = list(layers);
    }

    private static Change basic(int... layers) {
        return draft -> {
            draft.basic = true;
            draft.layers = list(layers);
            draft.channels = list(64, 128, 256, 512);
            draft.bottleRatio = 1;
        };
    }

    private static Change bit(int widthFactor) {
        return draft -> {
            draft.widthFactor = widthFactor;
            draft.stemType = StemType.FIXED;
            draft.convLayer = ConvLayer.STANDARDIZED;
            draft.normLayer = NormLayer.GROUP;
        };
    }

    private static Change norm(NormLayer kind) {
        return draft -> draft.normLayer = kind;
    }

    private static List<Integer> list(int... values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** A configuration in the making; starts as a network of bottlenecks with batch norm. */
    private static final class Draft {
        private boolean basic;
        private List<Integer> layers;
        private List<Integer> channels = list(256, 512, 1024, 2048);
        private int widthFactor = 1;
        private StemType stemType = StemType.DEFAULT;
        private boolean avgDown;
        private double bottleRatio = 0.25;
        private ConvLayer convLayer = ConvLayer.PLAIN;
        private NormLayer normLayer = NormLayer.BATCH;

        ResNetV2Config config() {
            return new ResNetV2Config(
                    basic,
                    layers,
                    channels,
                    widthFactor,
                    64,
                    stemType,
                    avgDown,
                    bottleRatio,
                    convLayer,
                    normLayer,
                    Activation.RELU,
                    false);
        }
    }
}
