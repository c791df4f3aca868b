package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.NfNetConfig.AttnLayer.ECA;
import static dev.jimm.plugin.models.cnn.NfNetConfig.AttnLayer.SE;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.cnn.NfNetConfig.AttnLayer;
import dev.jimm.plugin.models.cnn.NfNetConfig.StemType;
import java.util.Arrays;
import java.util.List;

/**
 * The named members of the family of {@link NfNet}.
 *
 * <p>NFNet-F n is n + 1 times as deep as F0. The members named dm_ compute as DeepMind's weights want it, those named l
 * are timm's lighter ones: narrower blocks, smaller groups, SiLU.
 */
final class NfNets {
    /** One thing in which an architecture differs from NF-ResNet. */
    @FunctionalInterface
    private interface Change {
        void apply(Draft draft);
    }

    private static final Change DEEPMIND = draft -> {
        draft.gammaInAct = true;
        draft.samePadding = true;
        draft.skipinit = true;
    };

    static final List<Architecture<?>> ALL = List.of(
            of("dm_nfnet_f0", nfnet(1), DEEPMIND),
            of("dm_nfnet_f1", nfnet(2), DEEPMIND),
            of("dm_nfnet_f2", nfnet(3), DEEPMIND),
            of("dm_nfnet_f3", nfnet(4), DEEPMIND),
            of("dm_nfnet_f4", nfnet(5), DEEPMIND),
            of("dm_nfnet_f5", nfnet(6), DEEPMIND),
            of("dm_nfnet_f6", nfnet(7), DEEPMIND),
            of("nfnet_f0", nfnet(1)),
            of("nfnet_f1", nfnet(2)),
            of("nfnet_f2", nfnet(3)),
            of("nfnet_f3", nfnet(4)),
            of("nfnet_f4", nfnet(5)),
            of("nfnet_f5", nfnet(6)),
            of("nfnet_f6", nfnet(7)),
            of("nfnet_f7", nfnet(8)),
            of("nfnet_l0", nfnet(1), light(64), features(2304), attention(SE, 0.25)),
            of("eca_nfnet_l0", nfnet(1), light(64), features(2304), attention(ECA)),
            of("eca_nfnet_l1", nfnet(2), light(64), attention(ECA)),
            of("eca_nfnet_l2", nfnet(3), light(64), attention(ECA)),
            of("eca_nfnet_l3", nfnet(4), light(64), attention(ECA)),
            of("nf_regnet_b0", regnet(48, 104, 208, 440), depths(1, 3, 6, 6)),
            of("nf_regnet_b1", regnet(48, 104, 208, 440), depths(2, 4, 7, 7)),
            of("nf_regnet_b2", regnet(56, 112, 232, 488), depths(2, 4, 8, 8)),
            of("nf_regnet_b3", regnet(56, 128, 248, 528), depths(2, 5, 9, 9)),
            of("nf_regnet_b4", regnet(64, 144, 288, 616), depths(2, 6, 11, 11)),
            of("nf_regnet_b5", regnet(80, 168, 336, 704), depths(3, 7, 14, 14)),
            of("nf_resnet26", depths(2, 2, 2, 2)),
            of("nf_resnet50", depths(3, 4, 6, 3)),
            of("nf_resnet101", depths(3, 4, 23, 3)),
            of("nf_seresnet26", depths(2, 2, 2, 2), attention(SE, 1.0 / 16)),
            of("nf_seresnet50", depths(3, 4, 6, 3), attention(SE, 1.0 / 16)),
            of("nf_seresnet101", depths(3, 4, 23, 3), attention(SE, 1.0 / 16)),
            of("nf_ecaresnet26", depths(2, 2, 2, 2), attention(ECA)),
            of("nf_ecaresnet50", depths(3, 4, 6, 3), attention(ECA)),
            of("nf_ecaresnet101", depths(3, 4, 23, 3), attention(ECA)),
            of(
                    "test_nfnet",
                    nfnet(1),
                    light(8),
                    depths(1, 1, 1, 1),
                    channels(32, 64, 96, 128),
                    features(192),
                    attention(SE, 0.25)));

    private NfNets() {}

    private static Architecture<?> of(String name, Change... changes) {
        Draft draft = new Draft();
        for (Change change : changes) {
            change.apply(draft);
        }
        return new Architecture<>(name, draft.config(), NfNet::build);
    }

    private static Change nfnet(int depth) {
        return draft -> {
            draft.depths = list(depth, 2 * depth, 6 * depth, 3 * depth);
            draft.channels = list(256, 512, 1536, 1536);
            draft.stemType = StemType.DEEP_QUAD;
            draft.stemChs = 128;
            draft.groupSize = 128;
            draft.attnLayer = SE;
            draft.bottleRatio = 0.5;
            draft.numFeatures = 3072;
            draft.extraConv = true;
            draft.actLayer = Activation.GELU;
        };
    }

    private static Change light(int groupSize) {
        return draft -> {
            draft.groupSize = groupSize;
            draft.bottleRatio = 0.25;
            draft.actLayer = Activation.SILU;
        };
    }

    private static Change regnet(int... channels) {
        return draft -> {
            draft.channels = list(channels);
            draft.stemType = StemType.REGNET;
            draft.stemChs = 0;
            draft.groupSize = 8;
            draft.attnLayer = SE;
            draft.widthFactor = 0.75;
            draft.bottleRatio = 2.25;
            draft.numFeatures = 1280 * channels[3] / 440;
            draft.reg = true;
            draft.actLayer = Activation.SILU;
        };
    }

    private static Change depths(int... values) {
        return draft -> draft.depths = list(values);
    }

    private static Change channels(int... values) {
        return draft -> draft.channels = list(values);
    }

    private static Change features(int value) {
        return draft -> draft.numFeatures = value;
    }

    private static Change attention(AttnLayer kind) {
        return draft -> draft.attnLayer = kind;
    }

    private static Change attention(AttnLayer kind, double ratio) {
        return draft -> {
            draft.attnLayer = kind;
            draft.rdRatio = ratio;
        };
    }

    private static List<Integer> list(int... values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** A configuration in the making; starts as an NF-ResNet. */
    private static final class Draft {
        private List<Integer> depths;
        private List<Integer> channels = list(256, 512, 1024, 2048);
        private StemType stemType = StemType.RESNET;
        private int stemChs = 64;
        private int groupSize;
        private AttnLayer attnLayer = AttnLayer.NONE;
        private double rdRatio = 0.5;
        private double widthFactor = 1;
        private double bottleRatio = 0.25;
        private int numFeatures;
        private boolean reg;
        private boolean extraConv;
        private boolean gammaInAct;
        private boolean samePadding;
        private boolean skipinit;
        private Activation actLayer = Activation.RELU;

        NfNetConfig config() {
            return new NfNetConfig(
                    depths,
                    channels,
                    0.2,
                    stemType,
                    stemChs,
                    groupSize,
                    attnLayer,
                    2,
                    rdRatio,
                    widthFactor,
                    bottleRatio,
                    numFeatures,
                    8,
                    reg,
                    extraConv,
                    gammaInAct,
                    samePadding,
                    skipinit,
                    actLayer);
        }
    }
}
