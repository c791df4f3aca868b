package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.ResNetConfig.Block.BASIC;
import static dev.jimm.plugin.models.cnn.ResNetConfig.Block.BOTTLENECK;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.cnn.ResNetConfig.AaLayer;
import dev.jimm.plugin.models.cnn.ResNetConfig.AttnLayer;
import dev.jimm.plugin.models.cnn.ResNetConfig.Block;
import dev.jimm.plugin.models.cnn.ResNetConfig.NormLayer;
import dev.jimm.plugin.models.cnn.ResNetConfig.StemType;
import java.util.Arrays;
import java.util.List;

/**
 * The named members of the family of {@link ResNet}.
 *
 * <p>The letters of the bag of tricks: c has a deep stem, d also averages its shortcuts, s has a stem twice as wide as
 * c, t a tiered stem and averaged shortcuts.
 */
final class ResNets {
    /** One thing in which an architecture differs from a plain ResNet. */
    @FunctionalInterface
    private interface Change {
        void apply(Draft draft);
    }

    private static final Change AVG_DOWN = draft -> draft.avgDown = true;
    private static final Change STEM_CONV = draft -> draft.replaceStemPool = true;
    private static final Change GROUP_NORM = draft -> draft.normLayer = NormLayer.GROUP;
    private static final Change AVERAGE = draft -> draft.aaLayer = AaLayer.AVG;
    private static final Change BLUR = draft -> draft.aaLayer = AaLayer.BLUR;
    private static final Change ECA = draft -> draft.attnLayer = AttnLayer.ECA;
    private static final Change SE = draft -> draft.attnLayer = AttnLayer.SE;
    private static final Change SENET_BLOCKS = draft -> {
        draft.blockReduceFirst = 2;
        draft.downKernelSize = 3;
    };

    // of each block: what pruning left of the outputs of its three convolutions
    private static final int[] PRUNED_50D = {
        47, 18, 19, 52, 22, 19, 64, 35, 19, 85, 37, 171,
        107, 80, 171, 120, 85, 171, 125, 87, 171, 198, 126, 818,
        255, 232, 818, 256, 233, 818, 253, 235, 818, 256, 225, 818,
        256, 239, 818, 492, 237, 2022, 512, 500, 2022, 512, 490, 2022
    };
    private static final int[] PRUNED_101D = {
        45, 25, 26, 53, 20, 26, 60, 27, 26,
        81, 24, 142, 93, 49, 142, 102, 54, 142,
        122, 78, 142, 101, 25, 278, 239, 160, 278,
        234, 156, 278, 250, 176, 278, 253, 191, 278,
        251, 175, 278, 230, 128, 278, 244, 154, 278,
        244, 159, 278, 238, 97, 278, 244, 149, 278,
        253, 181, 278, 245, 119, 278, 255, 216, 278,
        256, 201, 278, 253, 149, 278, 254, 141, 278,
        256, 190, 278, 256, 217, 278, 255, 156, 278,
        256, 155, 278, 256, 232, 278, 256, 214, 278,
        499, 289, 2042, 512, 512, 2042, 512, 502, 2042
    };

    private static final List<Block> MIXED = List.of(BASIC, BASIC, BOTTLENECK, BASIC);

    static final List<Architecture<?>> ALL = List.of(
            of("resnet10t", basic(1, 1, 1, 1), tieredStem(32), AVG_DOWN),
            of("resnet14t", bottleneck(1, 1, 1, 1), tieredStem(32), AVG_DOWN),
            of("resnet18", basic(2, 2, 2, 2)),
            of("resnet18d", basic(2, 2, 2, 2), deepStem(32), AVG_DOWN),
            of("resnet34", basic(3, 4, 6, 3)),
            of("resnet34d", basic(3, 4, 6, 3), deepStem(32), AVG_DOWN),
            of("resnet26", bottleneck(2, 2, 2, 2)),
            of("resnet26t", bottleneck(2, 2, 2, 2), tieredStem(32), AVG_DOWN),
            of("resnet26d", bottleneck(2, 2, 2, 2), deepStem(32), AVG_DOWN),
            of("resnet50", bottleneck(3, 4, 6, 3)),
            of("resnet50c", bottleneck(3, 4, 6, 3), deepStem(32)),
            of("resnet50d", bottleneck(3, 4, 6, 3), deepStem(32), AVG_DOWN),
            of("resnet50s", bottleneck(3, 4, 6, 3), deepStem(64)),
            of("resnet50t", bottleneck(3, 4, 6, 3), tieredStem(32), AVG_DOWN),
            of("resnet101", bottleneck(3, 4, 23, 3)),
            of("resnet101c", bottleneck(3, 4, 23, 3), deepStem(32)),
            of("resnet101d", bottleneck(3, 4, 23, 3), deepStem(32), AVG_DOWN),
            of("resnet101s", bottleneck(3, 4, 23, 3), deepStem(64)),
            of("resnet152", bottleneck(3, 8, 36, 3)),
            of("resnet152c", bottleneck(3, 8, 36, 3), deepStem(32)),
            of("resnet152d", bottleneck(3, 8, 36, 3), deepStem(32), AVG_DOWN),
            of("resnet152s", bottleneck(3, 8, 36, 3), deepStem(64)),
            of("resnet200", bottleneck(3, 24, 36, 3)),
            of("resnet200d", bottleneck(3, 24, 36, 3), deepStem(32), AVG_DOWN),
            of("wide_resnet50_2", bottleneck(3, 4, 6, 3), groups(1, 128)),
            of("wide_resnet101_2", bottleneck(3, 4, 23, 3), groups(1, 128)),
            of("resnet50_gn", bottleneck(3, 4, 6, 3), GROUP_NORM),
            of("resnext50_32x4d", bottleneck(3, 4, 6, 3), groups(32, 4)),
            of("resnext50d_32x4d", bottleneck(3, 4, 6, 3), groups(32, 4), deepStem(32), AVG_DOWN),
            of("resnext101_32x4d", bottleneck(3, 4, 23, 3), groups(32, 4)),
            of("resnext101_32x8d", bottleneck(3, 4, 23, 3), groups(32, 8)),
            of("resnext101_32x16d", bottleneck(3, 4, 23, 3), groups(32, 16)),
            of("resnext101_32x32d", bottleneck(3, 4, 23, 3), groups(32, 32)),
            of("resnext101_64x4d", bottleneck(3, 4, 23, 3), groups(64, 4)),
            of("ecaresnet26t", bottleneck(2, 2, 2, 2), tieredStem(32), AVG_DOWN, ECA),
            of("ecaresnet50d", bottleneck(3, 4, 6, 3), deepStem(32), AVG_DOWN, ECA),
            of("ecaresnet50d_pruned", bottleneck(3, 4, 6, 3), deepStem(32), AVG_DOWN, ECA, pruned(PRUNED_50D)),
            of("ecaresnet50t", bottleneck(3, 4, 6, 3), tieredStem(32), AVG_DOWN, ECA),
            of("ecaresnetlight", bottleneck(1, 1, 11, 3), stemWidth(32), AVG_DOWN, ECA),
            of("ecaresnet101d", bottleneck(3, 4, 23, 3), deepStem(32), AVG_DOWN, ECA),
            of("ecaresnet101d_pruned", bottleneck(3, 4, 23, 3), deepStem(32), AVG_DOWN, ECA, pruned(PRUNED_101D)),
            of("ecaresnet200d", bottleneck(3, 24, 36, 3), deepStem(32), AVG_DOWN, ECA),
            of("ecaresnet269d", bottleneck(3, 30, 48, 8), deepStem(32), AVG_DOWN, ECA),
            of("ecaresnext26t_32x4d", bottleneck(2, 2, 2, 2), groups(32, 4), tieredStem(32), AVG_DOWN, ECA),
            of("ecaresnext50t_32x4d", bottleneck(2, 2, 2, 2), groups(32, 4), tieredStem(32), AVG_DOWN, ECA),
            of("seresnet18", basic(2, 2, 2, 2), SE),
            of("seresnet34", basic(3, 4, 6, 3), SE),
            of("seresnet50", bottleneck(3, 4, 6, 3), SE),
            of("seresnet50t", bottleneck(3, 4, 6, 3), tieredStem(32), AVG_DOWN, SE),
            of("seresnet101", bottleneck(3, 4, 23, 3), SE),
            of("seresnet152", bottleneck(3, 8, 36, 3), SE),
            of("seresnet152d", bottleneck(3, 8, 36, 3), deepStem(32), AVG_DOWN, SE),
            of("seresnet200d", bottleneck(3, 24, 36, 3), deepStem(32), AVG_DOWN, SE),
            of("seresnet269d", bottleneck(3, 30, 48, 8), deepStem(32), AVG_DOWN, SE),
            of("seresnext26d_32x4d", bottleneck(2, 2, 2, 2), groups(32, 4), deepStem(32), AVG_DOWN, SE),
            of("seresnext26t_32x4d", bottleneck(2, 2, 2, 2), groups(32, 4), tieredStem(32), AVG_DOWN, SE),
            of("seresnext50_32x4d", bottleneck(3, 4, 6, 3), groups(32, 4), SE),
            of("seresnext101_32x4d", bottleneck(3, 4, 23, 3), groups(32, 4), SE),
            of("seresnext101_32x8d", bottleneck(3, 4, 23, 3), groups(32, 8), SE),
            of("seresnext101d_32x8d", bottleneck(3, 4, 23, 3), groups(32, 8), deepStem(32), AVG_DOWN, SE),
            of("seresnext101_64x4d", bottleneck(3, 4, 23, 3), groups(64, 4), SE),
            of("senet154", bottleneck(3, 8, 36, 3), groups(64, 4), deepStem(64), SENET_BLOCKS, SE),
            of("resnetblur18", basic(2, 2, 2, 2), BLUR),
            of("resnetblur50", bottleneck(3, 4, 6, 3), BLUR),
            of("resnetblur50d", bottleneck(3, 4, 6, 3), deepStem(32), AVG_DOWN, BLUR),
            of("resnetblur101d", bottleneck(3, 4, 23, 3), deepStem(32), AVG_DOWN, BLUR),
            of("resnetaa34d", basic(3, 4, 6, 3), deepStem(32), AVG_DOWN, AVERAGE),
            of("resnetaa50", bottleneck(3, 4, 6, 3), AVERAGE),
            of("resnetaa50d", bottleneck(3, 4, 6, 3), deepStem(32), AVG_DOWN, AVERAGE),
            of("resnetaa101d", bottleneck(3, 4, 23, 3), deepStem(32), AVG_DOWN, AVERAGE),
            of("seresnetaa50d", bottleneck(3, 4, 6, 3), deepStem(32), AVG_DOWN, AVERAGE, SE),
            of("seresnextaa101d_32x8d", bottleneck(3, 4, 23, 3), groups(32, 8), deepStem(32), AVG_DOWN, AVERAGE, SE),
            of("seresnextaa201d_32x8d", bottleneck(3, 24, 36, 4), groups(32, 8), deepStem(64), AVG_DOWN, AVERAGE, SE),
            of("resnetrs50", bottleneck(3, 4, 6, 3), deepStem(32), STEM_CONV, AVG_DOWN, se(0.25)),
            of("resnetrs101", bottleneck(3, 4, 23, 3), deepStem(32), STEM_CONV, AVG_DOWN, se(0.25)),
            of("resnetrs152", bottleneck(3, 8, 36, 3), deepStem(32), STEM_CONV, AVG_DOWN, se(0.25)),
            of("resnetrs200", bottleneck(3, 24, 36, 3), deepStem(32), STEM_CONV, AVG_DOWN, se(0.25)),
            of("resnetrs270", bottleneck(4, 29, 53, 4), deepStem(32), STEM_CONV, AVG_DOWN, se(0.25)),
            of("resnetrs350", bottleneck(4, 36, 72, 4), deepStem(32), STEM_CONV, AVG_DOWN, se(0.25)),
            of("resnetrs420", bottleneck(4, 44, 87, 4), deepStem(32), STEM_CONV, AVG_DOWN, se(0.25)),
            of("test_resnet", blocks(MIXED, 1, 1, 1, 1), deepStem(16), AVG_DOWN, channels(32, 48, 48, 96)));

    private ResNets() {}

    private static Architecture<?> of(String name, Change... changes) {
        Draft draft = new Draft();
        for (Change change : changes) {
            change.apply(draft);
        }
        return new Architecture<>(name, draft.config(), ResNet::build);
    }

    private static Change basic(int... layers) {
        return blocks(List.of(BASIC), layers);
    }

    private static Change bottleneck(int... layers) {
        return blocks(List.of(BOTTLENECK), layers);
    }

    private static Change blocks(List<Block> kinds, int... layers) {
        return draft -> {
            draft.block = kinds;
            draft.layers = list(layers);
        };
    }

    private static Change channels(int... values) {
        return draft -> draft.channels = list(values);
    }

    private static Change groups(int count, int width) {
        return draft -> {
            draft.cardinality = count;
            draft.baseWidth = width;
        };
    }

    private static Change stemWidth(int value) {
        return draft -> draft.stemWidth = value;
    }

    private static Change deepStem(int width) {
        return draft -> {
            draft.stemType = StemType.DEEP;
            draft.stemWidth = width;
        };
    }

    private static Change tieredStem(int width) {
        return draft -> {
            draft.stemType = StemType.DEEP_TIERED;
            draft.stemWidth = width;
        };
    }

    private static Change se(double ratio) {
        return draft -> {
            draft.attnLayer = AttnLayer.SE;
            draft.rdRatio = ratio;
        };
    }

    private static Change pruned(int... widths) {
        return draft -> {
            draft.prunedWidths = list(widths);
            draft.zeroInitLast = false;
        };
    }

    private static List<Integer> list(int... values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** A configuration in the making; starts as a plain ResNet. */
    private static final class Draft {
        private List<Block> block;
        private List<Integer> layers;
        private List<Integer> channels = list(64, 128, 256, 512);
        private int cardinality = 1;
        private int baseWidth = 64;
        private int stemWidth = 64;
        private StemType stemType = StemType.DEFAULT;
        private boolean replaceStemPool;
        private int blockReduceFirst = 1;
        private int downKernelSize = 1;
        private boolean avgDown;
        private NormLayer normLayer = NormLayer.BATCH;
        private AaLayer aaLayer = AaLayer.NONE;
        private AttnLayer attnLayer = AttnLayer.NONE;
        private double rdRatio = 1.0 / 16;
        private boolean zeroInitLast = true;
        private List<Integer> prunedWidths = List.of();

        ResNetConfig config() {
            return new ResNetConfig(
                    block,
                    layers,
                    channels,
                    cardinality,
                    baseWidth,
                    stemWidth,
                    stemType,
                    replaceStemPool,
                    blockReduceFirst,
                    downKernelSize,
                    avgDown,
                    Activation.RELU,
                    normLayer,
                    aaLayer,
                    attnLayer,
                    rdRatio,
                    zeroInitLast,
                    prunedWidths);
        }
    }
}
