package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.cnn.RegNetConfig.Downsample;
import dev.jimm.plugin.models.cnn.RegNetConfig.NormLayer;
import java.util.List;

/** The named members of the family of {@link RegNet}: the letter, and the hundreds of millions of multiplications. */
final class RegNets {
    /** One thing in which an architecture differs from RegNetX. */
    @FunctionalInterface
    private interface Change {
        void apply(Draft draft);
    }

    private static final Change Y = draft -> draft.seRatio = 0.25;
    private static final Change TORCHVISION_GROUPS = draft -> draft.groupMinRatio = 0.9;
    private static final Change SILU = draft -> draft.actLayer = Activation.SILU;
    private static final Change GROUP_NORM = draft -> draft.normLayer = NormLayer.GROUP;
    private static final Change PRE_ACTIVATED = draft -> draft.preact = true;
    private static final Change AVG_DOWN = draft -> draft.downsample = Downsample.AVG;
    private static final Change Z = draft -> {
        draft.bottleRatio = 4;
        draft.seRatio = 0.25;
        draft.downsample = Downsample.NONE;
        draft.linearOut = true;
        draft.actLayer = Activation.SILU;
        draft.zeroInitLast = false;
    };

    static final List<Architecture<?>> ALL = List.of(
            of("regnetx_002", widths(13, 24, 36.44, 2.49), groups(8)),
            of("regnetx_004", widths(22, 24, 24.48, 2.54), groups(16)),
            of("regnetx_004_tv", widths(22, 24, 24.48, 2.54), groups(16), TORCHVISION_GROUPS),
            of("regnetx_006", widths(16, 48, 36.97, 2.24), groups(24)),
            of("regnetx_008", widths(16, 56, 35.73, 2.28), groups(16)),
            of("regnetx_016", widths(18, 80, 34.01, 2.25), groups(24)),
            of("regnetx_032", widths(25, 88, 26.31, 2.25), groups(48)),
            of("regnetx_040", widths(23, 96, 38.65, 2.43), groups(40)),
            of("regnetx_064", widths(17, 184, 60.83, 2.07), groups(56)),
            of("regnetx_080", widths(23, 80, 49.56, 2.88), groups(120)),
            of("regnetx_120", widths(19, 168, 73.36, 2.37), groups(112)),
            of("regnetx_160", widths(22, 216, 55.59, 2.1), groups(128)),
            of("regnetx_320", widths(23, 320, 69.86, 2.0), groups(168)),
            of("regnety_002", widths(13, 24, 36.44, 2.49), groups(8), Y),
            of("regnety_004", widths(16, 48, 27.89, 2.09), groups(8), Y),
            of("regnety_006", widths(15, 48, 32.54, 2.32), groups(16), Y),
            of("regnety_008", widths(14, 56, 38.84, 2.4), groups(16), Y),
            of("regnety_008_tv", widths(14, 56, 38.84, 2.4), groups(16), Y, TORCHVISION_GROUPS),
            of("regnety_016", widths(27, 48, 20.71, 2.65), groups(24), Y),
            of("regnety_032", widths(21, 80, 42.63, 2.66), groups(24), Y),
            of("regnety_040", widths(22, 96, 31.41, 2.24), groups(64), Y),
            of("regnety_064", widths(25, 112, 33.22, 2.27), groups(72), Y),
            of("regnety_080", widths(17, 192, 76.82, 2.19), groups(56), Y),
            of("regnety_080_tv", widths(17, 192, 76.82, 2.19), groups(56), Y, TORCHVISION_GROUPS),
            of("regnety_120", widths(19, 168, 73.36, 2.37), groups(112), Y),
            of("regnety_160", widths(18, 200, 106.23, 2.48), groups(112), Y),
            of("regnety_320", widths(20, 232, 115.89, 2.53), groups(232), Y),
            of("regnety_640", widths(20, 352, 147.48, 2.4), groups(328), Y),
            of("regnety_1280", widths(27, 456, 160.83, 2.52), groups(264), Y),
            of("regnety_2560", widths(27, 640, 230.83, 2.53), groups(373), Y),
            of("regnety_040_sgn", widths(22, 96, 31.41, 2.24), groups(64), Y, SILU, GROUP_NORM),
            of("regnetv_040", widths(22, 96, 31.41, 2.24), groups(64), Y, SILU, PRE_ACTIVATED),
            of("regnetv_064", widths(25, 112, 33.22, 2.27), groups(72), Y, SILU, PRE_ACTIVATED, AVG_DOWN),
            of("regnetz_005", widths(21, 16, 10.7, 2.51), groups(4), Z, features(1024)),
            of("regnetz_040", widths(28, 48, 14.5, 2.226), groups(8), Z),
            of("regnetz_040_h", widths(28, 48, 14.5, 2.226), groups(8), Z, features(1536)));

    private RegNets() {}

    private static Architecture<?> of(String name, Change... changes) {
        Draft draft = new Draft();
        for (Change change : changes) {
            change.apply(draft);
        }
        return new Architecture<>(name, draft.config(), RegNet::build);
    }

    private static Change widths(int depth, int w0, double wa, double wm) {
        return draft -> {
            draft.depth = depth;
            draft.w0 = w0;
            draft.wa = wa;
            draft.wm = wm;
        };
    }

    private static Change groups(int size) {
        return draft -> draft.groupSize = size;
    }

    private static Change features(int count) {
        return draft -> draft.numFeatures = count;
    }

    /** A configuration in the making; starts as a RegNetX without widths. */
    private static final class Draft {
        private int depth;
        private int w0;
        private double wa;
        private double wm;
        private int groupSize;
        private double bottleRatio = 1;
        private double seRatio;
        private double groupMinRatio;
        private Downsample downsample = Downsample.CONV;
        private boolean linearOut;
        private boolean preact;
        private int numFeatures;
        private Activation actLayer = Activation.RELU;
        private NormLayer normLayer = NormLayer.BATCH;
        private boolean zeroInitLast = true;

        RegNetConfig config() {
            return new RegNetConfig(
                    depth,
                    w0,
                    wa,
                    wm,
                    groupSize,
                    bottleRatio,
                    seRatio,
                    groupMinRatio,
                    32,
                    downsample,
                    linearOut,
                    preact,
                    numFeatures,
                    actLayer,
                    normLayer,
                    16,
                    zeroInitLast);
        }
    }
}
