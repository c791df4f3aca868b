package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.MobileNetDraft.TF;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.activation;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.all;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.antiAlias;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.epsilon;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.features;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.scale;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.stages;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.stem;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.width;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.cnn.MobileNetConfig.AaLayer;
import dev.jimm.plugin.models.cnn.MobileNetConfig.HeadLayer;
import dev.jimm.plugin.models.cnn.MobileNetDraft.Change;
import java.util.List;

/** The named members of the family of {@link MobileNetV3}. */
final class MobileNetV3s {
    private static final Change FIX_STEM = draft -> draft.fixStem = true;
    private static final Change HARD_GATE = draft -> draft.seGate = Activation.HARD_SIGMOID;
    private static final Change SQUEEZED_FROM_WIDENED = draft -> draft.seFromExp = true;
    private static final Change RELU_SQUEEZE = draft -> draft.seRelu = true;
    private static final Change SQUEEZED_TO_EIGHTS = draft -> draft.seDivisor = 8;
    private static final Change LAYER_SCALE = draft -> draft.layerScaleInitValue = 1e-5;

    /** What all networks of the kind of MobileNetV3 have in common. */
    static final Change V3 = all(
            stem(16, 3),
            activation(Activation.HARD_SWISH),
            head(HeadLayer.POOLED_BIAS),
            HARD_GATE,
            SQUEEZED_FROM_WIDENED,
            RELU_SQUEEZE,
            SQUEEZED_TO_EIGHTS);

    private static final Change LARGE = all(
            V3,
            stages(
                    "ds_r1_k3_s1_e1_c16_nre",
                    "ir_r1_k3_s2_e4_c24_nre ir_r1_k3_s1_e3_c24_nre",
                    "ir_r3_k5_s2_e3_c40_se0.25_nre",
                    "ir_r1_k3_s2_e6_c80 ir_r1_k3_s1_e2.5_c80 ir_r2_k3_s1_e2.3_c80",
                    "ir_r2_k3_s1_e6_c112_se0.25",
                    "ir_r3_k5_s2_e6_c160_se0.25",
                    "cn_r1_k1_s1_c960"));
    private static final Change LARGE_MINIMAL = all(
            V3,
            activation(Activation.RELU),
            stages(
                    "ds_r1_k3_s1_e1_c16",
                    "ir_r1_k3_s2_e4_c24 ir_r1_k3_s1_e3_c24",
                    "ir_r3_k3_s2_e3_c40",
                    "ir_r1_k3_s2_e6_c80 ir_r1_k3_s1_e2.5_c80 ir_r2_k3_s1_e2.3_c80",
                    "ir_r2_k3_s1_e6_c112",
                    "ir_r3_k3_s2_e6_c160",
                    "cn_r1_k1_s1_c960"));
    private static final Change SMALL = all(
            V3,
            features(1024),
            stages(
                    "ds_r1_k3_s2_e1_c16_se0.25_nre",
                    "ir_r1_k3_s2_e4.5_c24_nre ir_r1_k3_s1_e3.67_c24_nre",
                    "ir_r1_k5_s2_e4_c40_se0.25 ir_r2_k5_s1_e6_c40_se0.25",
                    "ir_r2_k5_s1_e3_c48_se0.25",
                    "ir_r3_k5_s2_e6_c96_se0.25",
                    "cn_r1_k1_s1_c576"));
    private static final Change SMALL_MINIMAL = all(
            V3,
            activation(Activation.RELU),
            features(1024),
            stages(
                    "ds_r1_k3_s2_e1_c16",
                    "ir_r1_k3_s2_e4.5_c24 ir_r1_k3_s1_e3.67_c24",
                    "ir_r1_k3_s2_e4_c40 ir_r2_k3_s1_e6_c40",
                    "ir_r2_k3_s1_e3_c48",
                    "ir_r3_k3_s2_e6_c96",
                    "cn_r1_k1_s1_c576"));
    // as timm had it before the authors' own weights: no shortcut in the first block, no bias in the head
    private static final Change RW = all(
            stem(16, 3),
            activation(Activation.HARD_SWISH),
            head(HeadLayer.POOLED),
            HARD_GATE,
            SQUEEZED_FROM_WIDENED,
            epsilon(1e-3),
            stages(
                    "ds_r1_k3_s1_e1_c16_nre_noskip",
                    "ir_r1_k3_s2_e4_c24_nre ir_r1_k3_s1_e3_c24_nre",
                    "ir_r3_k5_s2_e3_c40_se0.25_nre",
                    "ir_r1_k3_s2_e6_c80 ir_r1_k3_s1_e2.5_c80 ir_r2_k3_s1_e2.3_c80",
                    "ir_r2_k3_s1_e6_c112_se0.25",
                    "ir_r3_k5_s2_e6_c160_se0.25",
                    "cn_r1_k1_s1_c960"));

    private static final Change FBNET_V3 = all(
            activation(Activation.HARD_SWISH),
            head(HeadLayer.POOLED),
            features(1984),
            HARD_GATE,
            SQUEEZED_TO_EIGHTS,
            draft -> draft.roundLimit = 0.95);
    private static final Change FBNET_B = all(
            stem(16, 3),
            stages(
                    "ds_r2_k3_s1_e1_c16",
                    "ir_r1_k5_s2_e4_c24 ir_r3_k5_s1_e2_c24",
                    "ir_r1_k5_s2_e5_c40_se0.25 ir_r4_k5_s1_e3_c40_se0.25",
                    "ir_r1_k5_s2_e5_c72 ir_r4_k3_s1_e3_c72",
                    "ir_r1_k3_s1_e5_c120_se0.25 ir_r5_k5_s1_e3_c120_se0.25",
                    "ir_r1_k3_s2_e6_c184_se0.25 ir_r5_k5_s1_e4_c184_se0.25 ir_r1_k5_s1_e6_c224_se0.25",
                    "cn_r1_k1_s1_c1344"));
    private static final Change FBNET_D = all(
            stem(24, 3),
            stages(
                    "ds_r2_k3_s1_e1_c16",
                    "ir_r1_k3_s2_e5_c24 ir_r5_k3_s1_e2_c24",
                    "ir_r1_k5_s2_e4_c40_se0.25 ir_r4_k3_s1_e3_c40_se0.25",
                    "ir_r1_k3_s2_e5_c72 ir_r4_k3_s1_e3_c72",
                    "ir_r1_k3_s1_e5_c128_se0.25 ir_r6_k5_s1_e3_c128_se0.25",
                    "ir_r1_k3_s2_e6_c208_se0.25 ir_r5_k5_s1_e5_c208_se0.25 ir_r1_k5_s1_e6_c240_se0.25",
                    "cn_r1_k1_s1_c1440"));
    private static final Change FBNET_G = all(
            stem(32, 3),
            stages(
                    "ds_r3_k3_s1_e1_c24",
                    "ir_r1_k5_s2_e4_c40 ir_r4_k5_s1_e2_c40",
                    "ir_r1_k5_s2_e4_c56_se0.25 ir_r4_k5_s1_e3_c56_se0.25",
                    "ir_r1_k5_s2_e5_c104 ir_r4_k3_s1_e3_c104",
                    "ir_r1_k3_s1_e5_c160_se0.25 ir_r8_k5_s1_e3_c160_se0.25",
                    "ir_r1_k3_s2_e6_c264_se0.25 ir_r6_k5_s1_e5_c264_se0.25 ir_r2_k5_s1_e6_c288_se0.25",
                    "cn_r1_k1_s1_c1728"));

    private static final Change LCNET = all(
            stem(16, 3),
            activation(Activation.HARD_SWISH),
            head(HeadLayer.POOLED_BIAS),
            HARD_GATE,
            SQUEEZED_FROM_WIDENED,
            RELU_SQUEEZE,
            stages(
                    "dsa_r1_k3_s1_c32",
                    "dsa_r2_k3_s2_c64",
                    "dsa_r2_k3_s2_c128",
                    "dsa_r1_k3_s2_c256 dsa_r1_k5_s1_c256",
                    "dsa_r4_k5_s1_c256",
                    "dsa_r2_k5_s2_c512_se0.25"));

    private static final Change V4_SMALL = all(
            head(HeadLayer.POOLED_NORM),
            stages(
                    "cn_r1_k3_s2_e1_c32 cn_r1_k1_s1_e1_c32",
                    "cn_r1_k3_s2_e1_c96 cn_r1_k1_s1_e1_c64",
                    "uir_r1_a5_k5_s2_e3_c96 uir_r4_a0_k3_s1_e2_c96 uir_r1_a3_k0_s1_e4_c96",
                    "uir_r1_a3_k3_s2_e6_c128 uir_r1_a5_k5_s1_e4_c128 uir_r1_a0_k5_s1_e4_c128"
                            + " uir_r1_a0_k5_s1_e3_c128 uir_r2_a0_k3_s1_e4_c128",
                    "cn_r1_k1_s1_c960"));
    private static final Change V4_MEDIUM = all(
            head(HeadLayer.POOLED_NORM),
            stages(
                    "er_r1_k3_s2_e4_c48",
                    "uir_r1_a3_k5_s2_e4_c80 uir_r1_a3_k3_s1_e2_c80",
                    "uir_r1_a3_k5_s2_e6_c160 uir_r2_a3_k3_s1_e4_c160 uir_r1_a3_k5_s1_e4_c160"
                            + " uir_r1_a3_k3_s1_e4_c160 uir_r1_a3_k0_s1_e4_c160 uir_r1_a0_k0_s1_e2_c160"
                            + " uir_r1_a3_k0_s1_e4_c160",
                    "uir_r1_a5_k5_s2_e6_c256 uir_r1_a5_k5_s1_e4_c256 uir_r2_a3_k5_s1_e4_c256"
                            + " uir_r1_a0_k0_s1_e4_c256 uir_r1_a3_k0_s1_e4_c256 uir_r1_a3_k5_s1_e2_c256"
                            + " uir_r1_a5_k5_s1_e4_c256 uir_r2_a0_k0_s1_e4_c256 uir_r1_a5_k0_s1_e2_c256",
                    "cn_r1_k1_s1_c960"));
    private static final Change V4_LARGE = all(
            head(HeadLayer.POOLED_NORM),
            stem(24, 3),
            stages(
                    "er_r1_k3_s2_e4_c48",
                    "uir_r1_a3_k5_s2_e4_c96 uir_r1_a3_k3_s1_e4_c96",
                    "uir_r1_a3_k5_s2_e4_c192 uir_r3_a3_k3_s1_e4_c192 uir_r1_a3_k5_s1_e4_c192"
                            + " uir_r5_a5_k3_s1_e4_c192 uir_r1_a3_k0_s1_e4_c192",
                    "uir_r4_a5_k5_s2_e4_c512 uir_r1_a5_k0_s1_e4_c512 uir_r1_a5_k3_s1_e4_c512"
                            + " uir_r2_a5_k0_s1_e4_c512 uir_r1_a5_k3_s1_e4_c512 uir_r1_a5_k5_s1_e4_c512"
                            + " uir_r3_a5_k0_s1_e4_c512",
                    "cn_r1_k1_s1_c960"));
    private static final Change V4_HYBRID_MEDIUM = all(
            head(HeadLayer.POOLED_NORM),
            LAYER_SCALE,
            stages(
                    "er_r1_k3_s2_e4_c48",
                    "uir_r1_a3_k5_s2_e4_c80 uir_r1_a3_k3_s1_e2_c80",
                    "uir_r1_a3_k5_s2_e6_c160 uir_r1_a0_k0_s1_e2_c160 uir_r1_a3_k3_s1_e4_c160"
                            + " uir_r1_a3_k5_s1_e4_c160 mqa_r1_k3_h4_s1_v2_d64_c160 uir_r1_a3_k3_s1_e4_c160"
                            + " mqa_r1_k3_h4_s1_v2_d64_c160 uir_r1_a3_k0_s1_e4_c160 mqa_r1_k3_h4_s1_v2_d64_c160"
                            + " uir_r1_a3_k3_s1_e4_c160 mqa_r1_k3_h4_s1_v2_d64_c160 uir_r1_a3_k0_s1_e4_c160",
                    "uir_r1_a5_k5_s2_e6_c256 uir_r1_a5_k5_s1_e4_c256 uir_r2_a3_k5_s1_e4_c256"
                            + " uir_r1_a0_k0_s1_e2_c256 uir_r1_a3_k5_s1_e2_c256 uir_r1_a0_k0_s1_e2_c256"
                            + " uir_r1_a0_k0_s1_e4_c256 mqa_r1_k3_h4_s1_d64_c256 uir_r1_a3_k0_s1_e4_c256"
                            + " mqa_r1_k3_h4_s1_d64_c256 uir_r1_a5_k5_s1_e4_c256 mqa_r1_k3_h4_s1_d64_c256"
                            + " uir_r1_a5_k0_s1_e4_c256 mqa_r1_k3_h4_s1_d64_c256 uir_r1_a5_k0_s1_e4_c256",
                    "cn_r1_k1_s1_c960"));
    private static final Change V4_HYBRID_LARGE = all(
            head(HeadLayer.POOLED_NORM),
            LAYER_SCALE,
            stem(24, 3),
            activation(Activation.GELU),
            stages(
                    "er_r1_k3_s2_e4_c48",
                    "uir_r1_a3_k5_s2_e4_c96 uir_r1_a3_k3_s1_e4_c96",
                    "uir_r1_a3_k5_s2_e4_c192 uir_r3_a3_k3_s1_e4_c192 uir_r1_a3_k5_s1_e4_c192"
                            + " uir_r2_a5_k3_s1_e4_c192 mqa_r1_k3_h8_s1_v2_d48_c192 uir_r1_a5_k3_s1_e4_c192"
                            + " mqa_r1_k3_h8_s1_v2_d48_c192 uir_r1_a5_k3_s1_e4_c192 mqa_r1_k3_h8_s1_v2_d48_c192"
                            + " uir_r1_a5_k3_s1_e4_c192 mqa_r1_k3_h8_s1_v2_d48_c192 uir_r1_a3_k0_s1_e4_c192",
                    "uir_r4_a5_k5_s2_e4_c512 uir_r1_a5_k0_s1_e4_c512 uir_r1_a5_k3_s1_e4_c512"
                            + " uir_r2_a5_k0_s1_e4_c512 uir_r1_a5_k3_s1_e4_c512 uir_r1_a5_k5_s1_e4_c512"
                            + " mqa_r1_k3_h8_s1_d64_c512 uir_r1_a5_k0_s1_e4_c512 mqa_r1_k3_h8_s1_d64_c512"
                            + " uir_r1_a5_k0_s1_e4_c512 mqa_r1_k3_h8_s1_d64_c512 uir_r1_a5_k0_s1_e4_c512"
                            + " mqa_r1_k3_h8_s1_d64_c512 uir_r1_a5_k0_s1_e4_c512",
                    "cn_r1_k1_s1_c960"));

    static final List<Architecture<?>> ALL = List.of(
            of("mobilenetv3_large_075", LARGE, width(0.75)),
            of("mobilenetv3_large_100", LARGE),
            of("mobilenetv3_large_150d", LARGE, scale(1.5, 1.2)),
            of("mobilenetv3_small_050", SMALL, width(0.5), FIX_STEM),
            of("mobilenetv3_small_075", SMALL, width(0.75)),
            of("mobilenetv3_small_100", SMALL),
            of("mobilenetv3_rw", RW),
            of("tf_mobilenetv3_large_075", LARGE, width(0.75), TF),
            of("tf_mobilenetv3_large_100", LARGE, TF),
            of("tf_mobilenetv3_large_minimal_100", LARGE_MINIMAL, TF),
            of("tf_mobilenetv3_small_075", SMALL, width(0.75), TF),
            of("tf_mobilenetv3_small_100", SMALL, TF),
            of("tf_mobilenetv3_small_minimal_100", SMALL_MINIMAL, TF),
            of("fbnetv3_b", FBNET_V3, FBNET_B),
            of("fbnetv3_d", FBNET_V3, FBNET_D),
            of("fbnetv3_g", FBNET_V3, FBNET_G),
            of("lcnet_035", LCNET, width(0.35)),
            of("lcnet_050", LCNET, width(0.5)),
            of("lcnet_075", LCNET, width(0.75)),
            of("lcnet_100", LCNET),
            of("lcnet_150", LCNET, width(1.5)),
            of("mobilenetv4_conv_small_035", V4_SMALL, width(0.35), FIX_STEM),
            of("mobilenetv4_conv_small_050", V4_SMALL, width(0.5), FIX_STEM),
            of("mobilenetv4_conv_small", V4_SMALL),
            of("mobilenetv4_conv_medium", V4_MEDIUM),
            of("mobilenetv4_conv_large", V4_LARGE),
            of("mobilenetv4_hybrid_medium", V4_HYBRID_MEDIUM),
            of("mobilenetv4_hybrid_large", V4_HYBRID_LARGE),
            of("mobilenetv4_conv_aa_medium", V4_MEDIUM, antiAlias(AaLayer.AVG)),
            of("mobilenetv4_conv_blur_medium", V4_MEDIUM, antiAlias(AaLayer.BLUR)),
            of("mobilenetv4_conv_aa_large", V4_LARGE, antiAlias(AaLayer.AVG)),
            of("mobilenetv4_hybrid_medium_075", V4_HYBRID_MEDIUM, width(0.75), FIX_STEM),
            of("mobilenetv4_hybrid_large_075", V4_HYBRID_LARGE, width(0.75), FIX_STEM));

    private MobileNetV3s() {}

    private static Architecture<?> of(String name, Change... changes) {
        return new Architecture<>(name, MobileNetDraft.of(changes), MobileNetwork::build);
    }

    private static Change head(HeadLayer value) {
        return draft -> draft.headLayer = value;
    }
}
