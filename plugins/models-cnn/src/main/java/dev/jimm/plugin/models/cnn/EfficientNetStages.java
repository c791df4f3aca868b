package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.MobileNetDraft.activation;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.all;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.features;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.scaledFeatures;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.stages;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.stem;

import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.cnn.MobileNetConfig.DepthTrunc;
import dev.jimm.plugin.models.cnn.MobileNetDraft.Change;

/** What the members of the family of {@link EfficientNet} are scaled from: the stages of each paper. */
final class EfficientNetStages {
    private static final Change SILU = activation(Activation.SILU);
    private static final Change RELU6 = activation(Activation.RELU6);
    private static final Change FIX_STEM = draft -> draft.fixStem = true;
    static final Change FIX_STEM_AND_ENDS = all(FIX_STEM, draft -> draft.fixFirstLast = true);
    private static final Change ROUND_DEPTH = draft -> draft.depthTrunc = DepthTrunc.ROUND;
    private static final Change NEAREST_WIDTH = draft -> draft.roundLimit = 0;

    static final Change MNASNET = stages(
            "ds_r1_k3_s1_c16_noskip",
            "ir_r3_k3_s2_e3_c24",
            "ir_r3_k5_s2_e3_c40",
            "ir_r3_k5_s2_e6_c80",
            "ir_r2_k3_s1_e6_c96",
            "ir_r4_k5_s2_e6_c192",
            "ir_r1_k3_s1_e6_c320_noskip");
    static final Change SEMNASNET = stages(
            "ds_r1_k3_s1_e1_c16_noskip",
            "ir_r2_k3_s2_e6_c24",
            "ir_r3_k5_s2_e3_c40_se0.25",
            "ir_r4_k3_s2_e6_c80",
            "ir_r2_k3_s1_e6_c112_se0.25",
            "ir_r3_k5_s2_e6_c160_se0.25",
            "ir_r1_k3_s1_e6_c320");
    static final Change MNASNET_SMALL = all(
            stages(
                    "ds_r1_k3_s1_c8",
                    "ir_r1_k3_s2_e3_c16",
                    "ir_r2_k3_s2_e6_c16",
                    "ir_r4_k5_s2_e6_c32_se0.25",
                    "ir_r3_k3_s1_e6_c32_se0.25",
                    "ir_r3_k5_s2_e6_c88_se0.25",
                    "ir_r1_k3_s1_e6_c144"),
            stem(8, 3));
    static final Change MOBILENET_V1 = all(
            stages(
                    "dsa_r1_k3_s1_c64",
                    "dsa_r2_k3_s2_c128",
                    "dsa_r2_k3_s2_c256",
                    "dsa_r6_k3_s2_c512",
                    "dsa_r2_k3_s2_c1024"),
            RELU6,
            features(0));
    static final Change MOBILENET_V2 = all(
            stages(
                    "ds_r1_k3_s1_c16",
                    "ir_r2_k3_s2_e6_c24",
                    "ir_r3_k3_s2_e6_c32",
                    "ir_r4_k3_s2_e6_c64",
                    "ir_r3_k3_s1_e6_c96",
                    "ir_r3_k3_s2_e6_c160",
                    "ir_r1_k3_s1_e6_c320"),
            RELU6);
    static final Change FBNET_C = all(
            stages(
                    "ir_r1_k3_s1_e1_c16",
                    "ir_r1_k3_s2_e6_c24 ir_r2_k3_s1_e1_c24",
                    "ir_r1_k5_s2_e6_c32 ir_r1_k5_s1_e3_c32 ir_r1_k5_s1_e6_c32 ir_r1_k3_s1_e6_c32",
                    "ir_r1_k5_s2_e6_c64 ir_r1_k5_s1_e3_c64 ir_r2_k5_s1_e6_c64",
                    "ir_r3_k5_s1_e6_c112 ir_r1_k5_s1_e3_c112",
                    "ir_r4_k5_s2_e6_c184",
                    "ir_r1_k3_s1_e6_c352"),
            stem(16, 3),
            features(1984));
    static final Change SINGLE_PATH = stages(
            "ds_r1_k3_s1_c16_noskip",
            "ir_r3_k3_s2_e3_c24",
            "ir_r1_k5_s2_e6_c40 ir_r3_k3_s1_e3_c40",
            "ir_r1_k5_s2_e6_c80 ir_r3_k3_s1_e3_c80",
            "ir_r1_k5_s1_e6_c96 ir_r3_k5_s1_e3_c96",
            "ir_r4_k5_s2_e6_c192",
            "ir_r1_k3_s1_e6_c320_noskip");
    private static final Change B_STAGES = stages(
            "ds_r1_k3_s1_e1_c16_se0.25",
            "ir_r2_k3_s2_e6_c24_se0.25",
            "ir_r2_k5_s2_e6_c40_se0.25",
            "ir_r3_k3_s2_e6_c80_se0.25",
            "ir_r3_k5_s1_e6_c112_se0.25",
            "ir_r4_k5_s2_e6_c192_se0.25",
            "ir_r1_k3_s1_e6_c320_se0.25");
    static final Change B = all(B_STAGES, SILU, scaledFeatures(1280));
    static final Change TINYNET = all(B_STAGES, SILU, FIX_STEM, ROUND_DEPTH);
    static final Change LITE = all(
            stages(
                    "ds_r1_k3_s1_e1_c16",
                    "ir_r2_k3_s2_e6_c24",
                    "ir_r2_k5_s2_e6_c40",
                    "ir_r3_k3_s2_e6_c80",
                    "ir_r3_k5_s1_e6_c112",
                    "ir_r4_k5_s2_e6_c192",
                    "ir_r1_k3_s1_e6_c320"),
            RELU6,
            FIX_STEM_AND_ENDS);
    static final Change EDGE = all(
            // timm says: fc makes up for a width that TensorFlow's definition takes from elsewhere than the stem
            stages(
                    "er_r1_k3_s1_e4_c24_fc24_noskip",
                    "er_r2_k3_s2_e8_c32",
                    "er_r4_k3_s2_e8_c48",
                    "ir_r5_k5_s2_e8_c96",
                    "ir_r4_k5_s1_e8_c144",
                    "ir_r2_k5_s2_e8_c192"),
            scaledFeatures(1280));
    static final Change CONDCONV = all(
            stages(
                    "ds_r1_k3_s1_e1_c16_se0.25",
                    "ir_r2_k3_s2_e6_c24_se0.25",
                    "ir_r2_k5_s2_e6_c40_se0.25",
                    "ir_r3_k3_s2_e6_c80_se0.25",
                    "ir_r3_k5_s1_e6_c112_se0.25_cc4",
                    "ir_r4_k5_s2_e6_c192_se0.25_cc4",
                    "ir_r1_k3_s1_e6_c320_se0.25_cc4"),
            SILU,
            scaledFeatures(1280));
    static final Change V2_BASE = all(
            stages(
                    "cn_r1_k3_s1_e1_c16_skip",
                    "er_r2_k3_s2_e4_c32",
                    "er_r2_k3_s2_e4_c48",
                    "ir_r3_k3_s2_e4_c96_se0.25",
                    "ir_r5_k3_s1_e6_c112_se0.25",
                    "ir_r8_k3_s2_e6_c192_se0.25"),
            SILU,
            NEAREST_WIDTH,
            scaledFeatures(1280));
    static final Change V2_S = all(
            stages(
                    "cn_r2_k3_s1_e1_c24_skip",
                    "er_r4_k3_s2_e4_c48",
                    "er_r4_k3_s2_e4_c64",
                    "ir_r6_k3_s2_e4_c128_se0.25",
                    "ir_r9_k3_s1_e6_c160_se0.25",
                    "ir_r15_k3_s2_e6_c256_se0.25"),
            SILU,
            stem(24, 3),
            scaledFeatures(1280));
    // after the figures of the paper, before its code was there
    static final Change V2_RW = all(
            stages(
                    "er_r2_k3_s1_e1_c24",
                    "er_r4_k3_s2_e4_c48",
                    "er_r4_k3_s2_e4_c64",
                    "ir_r6_k3_s2_e4_c128_se0.25",
                    "ir_r9_k3_s1_e6_c160_se0.25",
                    "ir_r15_k3_s2_e6_c272_se0.25"),
            SILU,
            stem(24, 3),
            scaledFeatures(1792));
    static final Change V2_M = all(
            stages(
                    "cn_r3_k3_s1_e1_c24_skip",
                    "er_r5_k3_s2_e4_c48",
                    "er_r5_k3_s2_e4_c80",
                    "ir_r7_k3_s2_e4_c160_se0.25",
                    "ir_r14_k3_s1_e6_c176_se0.25",
                    "ir_r18_k3_s2_e6_c304_se0.25",
                    "ir_r5_k3_s1_e6_c512_se0.25"),
            SILU,
            stem(24, 3));
    static final Change V2_L = all(
            stages(
                    "cn_r4_k3_s1_e1_c32_skip",
                    "er_r7_k3_s2_e4_c64",
                    "er_r7_k3_s2_e4_c96",
                    "ir_r10_k3_s2_e4_c192_se0.25",
                    "ir_r19_k3_s1_e6_c224_se0.25",
                    "ir_r25_k3_s2_e6_c384_se0.25",
                    "ir_r7_k3_s1_e6_c640_se0.25"),
            SILU);
    static final Change V2_XL = all(
            stages(
                    "cn_r4_k3_s1_e1_c32_skip",
                    "er_r8_k3_s2_e4_c64",
                    "er_r8_k3_s2_e4_c96",
                    "ir_r16_k3_s2_e4_c192_se0.25",
                    "ir_r24_k3_s1_e6_c256_se0.25",
                    "ir_r32_k3_s2_e6_c512_se0.25",
                    "ir_r8_k3_s1_e6_c640_se0.25"),
            SILU);
    static final Change X = all(
            stages(
                    "ds_r1_k3_s1_e1_c16_se0.25_d1",
                    "er_r2_k3_s2_e6_c24_se0.25_nre",
                    "er_r2_k5_s2_e6_c40_se0.25_nre",
                    "ir_r3_k3_s2_e6_c80_se0.25",
                    "ir_r3_k5_s1_e6_c112_se0.25",
                    "ir_r4_k5_s2_e6_c192_se0.25",
                    "ir_r1_k3_s1_e6_c320_se0.25"),
            SILU,
            scaledFeatures(1280));
    static final Change H = all(
            stages(
                    "ds_r1_k3_s1_e1_c16_se0.25_d1",
                    "er_r2_k3_s2_e4_c24_se0.25_nre",
                    "er_r2_k5_s2_e4_c40_se0.25_nre",
                    "ir_r3_k3_s2_e4_c80_se0.25",
                    "ir_r3_k5_s1_e6_c112_se0.25",
                    "ir_r4_k5_s2_e6_c192_se0.25",
                    "ir_r1_k3_s1_e6_c320_se0.25"),
            SILU,
            scaledFeatures(1280));
    static final Change MIXNET_S = all(
            stages(
                    "ds_r1_k3_s1_e1_c16",
                    "ir_r1_k3_a1.1_p1.1_s2_e6_c24 ir_r1_k3_a1.1_p1.1_s1_e3_c24",
                    "ir_r1_k3.5.7_s2_e6_c40_se0.5_nsw ir_r3_k3.5_a1.1_p1.1_s1_e6_c40_se0.5_nsw",
                    "ir_r1_k3.5.7_p1.1_s2_e6_c80_se0.25_nsw ir_r2_k3.5_p1.1_s1_e6_c80_se0.25_nsw",
                    "ir_r1_k3.5.7_a1.1_p1.1_s1_e6_c120_se0.5_nsw ir_r2_k3.5.7.9_a1.1_p1.1_s1_e3_c120_se0.5_nsw",
                    "ir_r1_k3.5.7.9.11_s2_e6_c200_se0.5_nsw ir_r2_k3.5.7.9_p1.1_s1_e6_c200_se0.5_nsw"),
            stem(16, 3),
            features(1536));
    static final Change MIXNET_M = all(
            stages(
                    "ds_r1_k3_s1_e1_c24",
                    "ir_r1_k3.5.7_a1.1_p1.1_s2_e6_c32 ir_r1_k3_a1.1_p1.1_s1_e3_c32",
                    "ir_r1_k3.5.7.9_s2_e6_c40_se0.5_nsw ir_r3_k3.5_a1.1_p1.1_s1_e6_c40_se0.5_nsw",
                    "ir_r1_k3.5.7_s2_e6_c80_se0.25_nsw ir_r3_k3.5.7.9_a1.1_p1.1_s1_e6_c80_se0.25_nsw",
                    "ir_r1_k3_s1_e6_c120_se0.5_nsw ir_r3_k3.5.7.9_a1.1_p1.1_s1_e3_c120_se0.5_nsw",
                    "ir_r1_k3.5.7.9_s2_e6_c200_se0.5_nsw ir_r3_k3.5.7.9_p1.1_s1_e6_c200_se0.5_nsw"),
            ROUND_DEPTH,
            stem(24, 3),
            features(1536));
    static final Change EDGETPU = stages(
            "cn_r1_k1_s1_c16",
            "er_r1_k3_s2_e8_c32 er_r3_k3_s1_e4_c32",
            "er_r1_k3_s2_e8_c48 er_r3_k3_s1_e4_c48",
            "ir_r1_k3_s2_e8_c96 ir_r3_k3_s1_e4_c96",
            "ir_r1_k3_s1_e8_c96_noskip ir_r3_k3_s1_e4_c96",
            "ir_r1_k5_s2_e8_c160 ir_r3_k5_s1_e4_c160",
            "ir_r1_k3_s1_e8_c192");
    static final Change TEST = all(
            stages(
                    "cn_r1_k3_s1_e1_c16_skip",
                    "er_r1_k3_s2_e4_c24",
                    "er_r1_k3_s2_e4_c32",
                    "ir_r1_k3_s2_e4_c48_se0.25",
                    "ir_r1_k3_s2_e4_c64_se0.25"),
            SILU,
            NEAREST_WIDTH,
            stem(24, 3),
            scaledFeatures(256));

    // of each block: its widened, its squeezed and its output channels
    static final int[] PRUNED_B1 = {
        32, 8, 16, 16, 4, 16, 48, 4, 12, 62, 6, 12, 48, 6, 12, 70, 6, 35, 61, 10, 35, 51, 10, 35, 175, 10, 74, 188, 20,
        74, 137, 20, 74, 164, 20, 74, 399, 20, 67, 201, 28, 67, 160, 28, 67, 213, 28, 67, 637, 27, 192, 806, 48, 192,
        798, 48, 192, 891, 48, 192, 990, 48, 192, 1152, 48, 320, 1912, 80, 320
    };
    static final int[] PRUNED_B2 = {
        32, 8, 16, 16, 4, 16, 54, 4, 17, 69, 6, 17, 61, 6, 17, 86, 6, 42, 72, 12, 42, 98, 12, 42, 245, 12, 85, 274, 22,
        85, 254, 22, 85, 292, 22, 85, 502, 22, 116, 315, 30, 116, 354, 30, 116, 443, 30, 116, 719, 30, 208, 1148, 52,
        208, 1160, 52, 208, 1182, 52, 208, 1228, 52, 208, 1248, 52, 352, 2112, 88, 352
    };
    static final int[] PRUNED_B3 = {
        40, 10, 24, 24, 6, 24, 27, 6, 12, 49, 8, 12, 48, 8, 12, 83, 8, 40, 90, 12, 40, 85, 12, 40, 215, 12, 93, 261, 24,
        93, 219, 24, 93, 254, 24, 93, 236, 24, 93, 480, 24, 120, 235, 34, 120, 217, 34, 120, 226, 33, 120, 340, 34, 120,
        802, 34, 232, 1030, 58, 232, 924, 58, 232, 1016, 58, 232, 1130, 58, 232, 1266, 58, 232, 1392, 58, 384, 2301, 96,
        384
    };

    private EfficientNetStages() {}

    /** The second version of MobileNet-EdgeTPU, of the given widths. */
    static Change edgetpu(int groupSize, int... c) {
        String grouped = "er_r1_k3_s1_e4_gs" + groupSize + "_c";
        return stages(
                "cn_r1_k1_s1_c" + c[0],
                "er_r1_k3_s2_e8_c" + c[1] + " " + grouped + c[1],
                "er_r1_k3_s2_e8_c" + c[2] + " " + grouped + c[2] + " er_r1_k3_s1_e4_c" + c[2] + " " + grouped + c[2],
                "er_r1_k3_s2_e8_c" + c[3] + " ir_r3_k3_s1_e4_c" + c[3],
                "ir_r1_k3_s1_e8_c" + c[4] + " ir_r3_k3_s1_e4_c" + c[4],
                "ir_r1_k3_s2_e8_c" + c[5] + " ir_r3_k3_s1_e4_c" + c[5],
                "ir_r1_k3_s1_e8_c" + c[6]);
    }
}
