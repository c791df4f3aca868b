package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.cnn.CspNetConfig.AttnLayer;
import dev.jimm.plugin.models.cnn.CspNetConfig.BlockType;
import dev.jimm.plugin.models.cnn.CspNetConfig.StageType;
import java.util.Arrays;
import java.util.List;

/** The named members of the family of {@link CspNet}. */
final class CspNets {
    /** One thing in which an architecture differs from a plain one. */
    @FunctionalInterface
    private interface Change {
        void apply(Draft draft);
    }

    private static final Change STEM_7X7 = stem(7, 4, 64);
    private static final Change STEM_DEEP = stem(3, 4, 32, 32, 64);
    private static final Change AVG_DOWN = draft -> draft.avgDown = true;
    private static final Change SE = draft -> draft.attnLayer = AttnLayer.SE;
    private static final Change SE_QUARTER = draft -> {
        draft.attnLayer = AttnLayer.SE;
        draft.rdRatio = 0.25;
    };
    private static final Change EDGE = draft -> {
        draft.blockType = BlockType.EDGE;
        draft.bottleRatio = List.of(1.5);
    };

    /** The cs3 stages of YOLOv5, of width and depth 1. */
    private static final Change CS3 = draft -> {
        stem(3, 2, 32, 64).apply(draft);
        stages(StageType.CS3, BlockType.DARK, 3, 6, 9, 3).apply(draft);
        ratios(1, 0.5, 1).apply(draft);
        draft.outChannels = List.of(128, 256, 512, 1024);
        draft.actLayer = Activation.SILU;
    };

    /** A stem of one convolution, which does what YOLOv5's rearranging of pixels did. */
    private static final Change FOCUS = draft -> {
        stem(6, 2, 64).apply(draft);
        draft.stemPadding = 2;
    };

    private static final Change SMALL = scale(0.5, 0.5);
    private static final Change MEDIUM = scale(0.75, 0.67);
    private static final Change EXTRA = scale(1.25, 1.33);

    static final List<Architecture<?>> ALL = List.of(
            of("cspresnet50", STEM_7X7, residual(128, 256, 512, 1024), ratios(2, 1, 0.5)),
            of("cspresnet50d", STEM_DEEP, residual(128, 256, 512, 1024), ratios(2, 1, 0.5)),
            of("cspresnet50w", STEM_DEEP, residual(256, 512, 1024, 2048), ratios(1, 0.5, 0.25)),
            of("cspresnext50", STEM_7X7, residual(256, 512, 1024, 2048), ratios(1, 0.5, 1), groups(32)),
            of("cspdarknet53", darkNet(StageType.CSP, 1, 2, 8, 8, 4), crossDark()),
            of("darknet17", darkNet(StageType.DARK, 1, 1, 1, 1, 1)),
            of("darknet21", darkNet(StageType.DARK, 1, 1, 1, 2, 2)),
            of("sedarknet21", darkNet(StageType.DARK, 1, 1, 1, 2, 2), SE),
            of("darknet53", darkNet(StageType.DARK, 1, 2, 8, 8, 4)),
            of("darknetaa53", darkNet(StageType.DARK, 1, 2, 8, 8, 4), AVG_DOWN),
            of("cs3darknet_s", CS3, SMALL),
            of("cs3darknet_m", CS3, MEDIUM),
            of("cs3darknet_l", CS3),
            of("cs3darknet_x", CS3, EXTRA),
            of("cs3darknet_focus_s", CS3, FOCUS, SMALL),
            of("cs3darknet_focus_m", CS3, FOCUS, MEDIUM),
            of("cs3darknet_focus_l", CS3, FOCUS),
            of("cs3darknet_focus_x", CS3, FOCUS, EXTRA),
            of("cs3sedarknet_l", CS3, SE_QUARTER),
            of("cs3sedarknet_x", CS3, EXTRA, SE),
            of("cs3sedarknet_xdw", CS3, crossDepthwise(), SE),
            of("cs3edgenet_x", CS3, EXTRA, EDGE),
            of("cs3se_edgenet_x", CS3, EXTRA, EDGE, SE_QUARTER));

    private CspNets() {}

    private static Architecture<?> of(String name, Change... changes) {
        Draft draft = new Draft();
        for (Change change : changes) {
            change.apply(draft);
        }
        return new Architecture<>(name, draft.config(), CspNet::build);
    }

    private static Change stem(int kernel, int stride, int... channels) {
        return draft -> {
            draft.stemKernelSize = kernel;
            draft.stemStride = stride;
            draft.stemChannels = list(channels);
        };
    }

    private static Change stages(StageType stage, BlockType block, int... depth) {
        return draft -> {
            draft.stageType = stage;
            draft.blockType = block;
            draft.depth = list(depth);
        };
    }

    /** The widths of both paths, of the blocks and inside of the blocks, as parts of the wider thing around them. */
    private static Change ratios(double expand, double block, double bottle) {
        return draft -> {
            draft.expandRatio = List.of(expand);
            draft.blockRatio = List.of(block);
            draft.bottleRatio = List.of(bottle);
        };
    }

    private static Change groups(int... values) {
        return draft -> draft.groups = list(values);
    }

    /** The cross stages of the ResNets. */
    private static Change residual(int... channels) {
        return draft -> {
            stages(StageType.CSP, BlockType.BOTTLE, 3, 3, 5, 2).apply(draft);
            draft.outChannels = list(channels);
            draft.stemPool = true;
            draft.stride = List.of(1, 2);
            draft.crossLinear = true;
        };
    }

    private static Change darkNet(StageType stage, int... depth) {
        return draft -> {
            stem(3, 1, 32).apply(draft);
            stages(stage, BlockType.DARK, depth).apply(draft);
            ratios(1, 1, 0.5).apply(draft);
            draft.outChannels = List.of(64, 128, 256, 512, 1024);
        };
    }

    /** The widths of a DarkNet whose first cross stage has two full paths, the others two halves. */
    private static Change crossDark() {
        return draft -> {
            draft.expandRatio = List.of(2.0, 1.0);
            draft.blockRatio = List.of(1.0, 0.5);
            draft.bottleRatio = List.of(0.5, 1.0);
            draft.downGrowth = true;
        };
    }

    /** Despite its name of the plain cross stages, with bottlenecks; depthwise in the last two stages. */
    private static Change crossDepthwise() {
        return draft -> {
            stages(StageType.CSP, BlockType.BOTTLE, 3, 6, 12, 4).apply(draft);
            ratios(1, 0.5, 0.5).apply(draft);
            groups(1, 1, 256, 512).apply(draft);
            draft.outChannels = List.of(256, 512, 1024, 2048);
        };
    }

    private static Change scale(double width, double depth) {
        return draft -> {
            draft.stemChannels = scaled(draft.stemChannels, width);
            draft.outChannels = scaled(draft.outChannels, width);
            draft.depth = scaled(draft.depth, depth);
        };
    }

    private static List<Integer> scaled(List<Integer> values, double factor) {
        return values.stream().map(value -> (int) (value * factor)).toList();
    }

    private static List<Integer> list(int... values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** A configuration in the making. */
    private static final class Draft {
        private List<Integer> stemChannels;
        private int stemKernelSize;
        private int stemStride;
        private int stemPadding = -1;
        private boolean stemPool;
        private List<Integer> depth;
        private List<Integer> outChannels;
        private List<Integer> stride = List.of(2);
        private List<Integer> groups = List.of(1);
        private List<Double> blockRatio;
        private List<Double> bottleRatio;
        private List<Double> expandRatio;
        private boolean crossLinear;
        private boolean downGrowth;
        private boolean avgDown;
        private StageType stageType;
        private BlockType blockType;
        private AttnLayer attnLayer = AttnLayer.NONE;
        private double rdRatio = 1.0 / 16;
        private Activation actLayer = Activation.LEAKY_RELU;

        CspNetConfig config() {
            return new CspNetConfig(
                    stemChannels,
                    stemKernelSize,
                    stemStride,
                    stemPadding,
                    stemPool,
                    depth,
                    outChannels,
                    stride,
                    groups,
                    blockRatio,
                    bottleRatio,
                    expandRatio,
                    crossLinear,
                    downGrowth,
                    avgDown,
                    stageType,
                    blockType,
                    attnLayer,
                    rdRatio,
                    actLayer,
                    true);
        }
    }
}
