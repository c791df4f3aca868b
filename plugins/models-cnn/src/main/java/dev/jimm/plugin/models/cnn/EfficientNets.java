package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.EfficientNetStages.B;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.CONDCONV;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.EDGE;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.EDGETPU;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.FBNET_C;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.FIX_STEM_AND_ENDS;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.H;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.LITE;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.MIXNET_M;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.MIXNET_S;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.MNASNET;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.MNASNET_SMALL;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.MOBILENET_V1;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.MOBILENET_V2;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.PRUNED_B1;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.PRUNED_B2;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.PRUNED_B3;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.SEMNASNET;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.SINGLE_PATH;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.TEST;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.TINYNET;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.V2_BASE;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.V2_L;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.V2_M;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.V2_RW;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.V2_S;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.V2_XL;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.X;
import static dev.jimm.plugin.models.cnn.EfficientNetStages.edgetpu;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.TF;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.antiAlias;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.features;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.norm;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.pruned;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.scale;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.stem;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.width;

import dev.jimm.api.model.Architecture;
import dev.jimm.plugin.models.cnn.MobileNetConfig.AaLayer;
import dev.jimm.plugin.models.cnn.MobileNetConfig.NormLayer;
import dev.jimm.plugin.models.cnn.MobileNetConfig.SeLayer;
import dev.jimm.plugin.models.cnn.MobileNetDraft.Change;
import java.util.List;

/**
 * The named members of the family of {@link EfficientNet}. Those whose names begin with tf have TensorFlow's padding and
 * epsilon, for weights that were trained there.
 */
final class EfficientNets {
    private static final Change TWICE_THE_EXPERTS = draft -> draft.expertsMultiplier = 2;
    private static final Change GLOBAL_CONTEXT = draft -> draft.seLayer = SeLayer.GC;

    static final List<Architecture<?>> ALL = List.of(
            of("mnasnet_050", MNASNET, width(0.5)),
            of("mnasnet_075", MNASNET, width(0.75)),
            of("mnasnet_100", MNASNET),
            of("mnasnet_140", MNASNET, width(1.4)),
            of("semnasnet_050", SEMNASNET, width(0.5)),
            of("semnasnet_075", SEMNASNET, width(0.75)),
            of("semnasnet_100", SEMNASNET),
            of("semnasnet_140", SEMNASNET, width(1.4)),
            of("mnasnet_small", MNASNET_SMALL),
            of("mobilenetv1_100", MOBILENET_V1),
            of("mobilenetv1_100h", MOBILENET_V1, features(1024)),
            of("mobilenetv1_125", MOBILENET_V1, width(1.25)),
            of("mobilenetv2_035", MOBILENET_V2, width(0.35)),
            of("mobilenetv2_050", MOBILENET_V2, width(0.5)),
            of("mobilenetv2_075", MOBILENET_V2, width(0.75)),
            of("mobilenetv2_100", MOBILENET_V2),
            of("mobilenetv2_140", MOBILENET_V2, width(1.4), features(1792)),
            of("mobilenetv2_110d", MOBILENET_V2, scale(1.1, 1.2), FIX_STEM_AND_ENDS),
            of("mobilenetv2_120d", MOBILENET_V2, scale(1.2, 1.4), FIX_STEM_AND_ENDS),
            // its pretrained weights were trained with bn-eps 0.001, which timm sets when it loads them
            of("fbnetc_100", FBNET_C),
            of("spnasnet_100", SINGLE_PATH),
            of("efficientnet_b0", B),
            of("efficientnet_b1", B, scale(1, 1.1)),
            of("efficientnet_b2", B, scale(1.1, 1.2)),
            of("efficientnet_b3", B, scale(1.2, 1.4)),
            of("efficientnet_b4", B, scale(1.4, 1.8)),
            of("efficientnet_b5", B, scale(1.6, 2.2)),
            of("efficientnet_b6", B, scale(1.8, 2.6)),
            of("efficientnet_b7", B, scale(2, 3.1)),
            of("efficientnet_b8", B, scale(2.2, 3.6)),
            of("efficientnet_l2", B, scale(4.3, 5.3)),
            of("efficientnet_b0_gn", B, norm(NormLayer.GROUP, 8)),
            of("efficientnet_b0_g8_gn", B, groups(8, 8), norm(NormLayer.GROUP, 8)),
            // in spite of its name, with batch norm, as in timm
            of("efficientnet_b0_g16_evos", B, groups(16, 16)),
            of("efficientnet_b3_gn", B, scale(1.2, 1.4), groups(0, 16), norm(NormLayer.GROUP, 16)),
            of("efficientnet_b3_g8_gn", B, scale(1.2, 1.4), groups(8, 16), norm(NormLayer.GROUP, 16)),
            of("efficientnet_blur_b0", B, antiAlias(AaLayer.BLUR)),
            of("efficientnet_es", EDGE),
            of("efficientnet_es_pruned", EDGE),
            of("efficientnet_em", EDGE, scale(1, 1.1)),
            of("efficientnet_el", EDGE, scale(1.2, 1.4)),
            of("efficientnet_el_pruned", EDGE, scale(1.2, 1.4)),
            of("efficientnet_cc_b0_4e", CONDCONV),
            of("efficientnet_cc_b0_8e", CONDCONV, TWICE_THE_EXPERTS),
            of("efficientnet_cc_b1_8e", CONDCONV, TWICE_THE_EXPERTS, scale(1, 1.1)),
            of("efficientnet_lite0", LITE),
            of("efficientnet_lite1", LITE, scale(1, 1.1)),
            of("efficientnet_lite2", LITE, scale(1.1, 1.2)),
            of("efficientnet_lite3", LITE, scale(1.2, 1.4)),
            of("efficientnet_lite4", LITE, scale(1.4, 1.8)),
            of("efficientnet_b1_pruned", B, TF, scale(1, 1.1), pruned(PRUNED_B1)),
            of("efficientnet_b2_pruned", B, TF, scale(1.1, 1.2), pruned(PRUNED_B2)),
            of("efficientnet_b3_pruned", B, TF, scale(1.2, 1.4), pruned(PRUNED_B3)),
            of("efficientnetv2_rw_t", V2_S, scale(0.8, 0.9)),
            of("gc_efficientnetv2_rw_t", V2_S, scale(0.8, 0.9), GLOBAL_CONTEXT),
            of("efficientnetv2_rw_s", V2_RW),
            of("efficientnetv2_rw_m", V2_RW, scale(1.2, 1.2, 1.2, 1.2, 1.2, 1.6, 1.6)),
            of("efficientnetv2_s", V2_S),
            of("efficientnetv2_m", V2_M),
            of("efficientnetv2_l", V2_L),
            of("efficientnetv2_xl", V2_XL),
            of("tf_efficientnet_b0", B, TF),
            of("tf_efficientnet_b1", B, TF, scale(1, 1.1)),
            of("tf_efficientnet_b2", B, TF, scale(1.1, 1.2)),
            of("tf_efficientnet_b3", B, TF, scale(1.2, 1.4)),
            of("tf_efficientnet_b4", B, TF, scale(1.4, 1.8)),
            of("tf_efficientnet_b5", B, TF, scale(1.6, 2.2)),
            of("tf_efficientnet_b6", B, TF, scale(1.8, 2.6)),
            of("tf_efficientnet_b7", B, TF, scale(2, 3.1)),
            of("tf_efficientnet_b8", B, TF, scale(2.2, 3.6)),
            of("tf_efficientnet_l2", B, TF, scale(4.3, 5.3)),
            of("tf_efficientnet_es", EDGE, TF),
            of("tf_efficientnet_em", EDGE, TF, scale(1, 1.1)),
            of("tf_efficientnet_el", EDGE, TF, scale(1.2, 1.4)),
            of("tf_efficientnet_cc_b0_4e", CONDCONV, TF),
            of("tf_efficientnet_cc_b0_8e", CONDCONV, TF, TWICE_THE_EXPERTS),
            of("tf_efficientnet_cc_b1_8e", CONDCONV, TF, TWICE_THE_EXPERTS, scale(1, 1.1)),
            of("tf_efficientnet_lite0", LITE, TF),
            of("tf_efficientnet_lite1", LITE, TF, scale(1, 1.1)),
            of("tf_efficientnet_lite2", LITE, TF, scale(1.1, 1.2)),
            of("tf_efficientnet_lite3", LITE, TF, scale(1.2, 1.4)),
            of("tf_efficientnet_lite4", LITE, TF, scale(1.4, 1.8)),
            of("tf_efficientnetv2_s", V2_S, TF),
            of("tf_efficientnetv2_m", V2_M, TF),
            of("tf_efficientnetv2_l", V2_L, TF),
            of("tf_efficientnetv2_xl", V2_XL, TF),
            of("tf_efficientnetv2_b0", V2_BASE, TF),
            of("tf_efficientnetv2_b1", V2_BASE, TF, scale(1, 1.1)),
            of("tf_efficientnetv2_b2", V2_BASE, TF, scale(1.1, 1.2)),
            of("tf_efficientnetv2_b3", V2_BASE, TF, scale(1.2, 1.4)),
            of("efficientnet_x_b3", X, scale(1.2, 1.4)),
            of("efficientnet_x_b5", X, scale(1.6, 2.2)),
            of("efficientnet_h_b5", H, scale(1.92, 2.2)),
            of("mixnet_s", MIXNET_S),
            of("mixnet_m", MIXNET_M),
            of("mixnet_l", MIXNET_M, width(1.3)),
            of("mixnet_xl", MIXNET_M, scale(1.6, 1.2)),
            of("mixnet_xxl", MIXNET_M, scale(2.4, 1.3)),
            of("tf_mixnet_s", MIXNET_S, TF),
            of("tf_mixnet_m", MIXNET_M, TF),
            of("tf_mixnet_l", MIXNET_M, TF, width(1.3)),
            of("tinynet_a", TINYNET, scale(1, 1.2)),
            of("tinynet_b", TINYNET, scale(0.75, 1.1)),
            of("tinynet_c", TINYNET, scale(0.54, 0.85)),
            of("tinynet_d", TINYNET, scale(0.54, 0.695)),
            of("tinynet_e", TINYNET, scale(0.51, 0.6)),
            of("mobilenet_edgetpu_100", EDGETPU),
            of("mobilenet_edgetpu_v2_xs", edgetpu(64, 16, 32, 48, 96, 144, 160, 192)),
            of("mobilenet_edgetpu_v2_s", edgetpu(64, 24, 48, 64, 128, 160, 192, 256), stem(64, 5)),
            of("mobilenet_edgetpu_v2_m", edgetpu(64, 32, 64, 80, 160, 192, 240, 320), stem(64, 5), features(1344)),
            of("mobilenet_edgetpu_v2_l", edgetpu(128, 32, 64, 96, 192, 240, 256, 384), stem(64, 7), features(1408)),
            of("test_efficientnet", TEST),
            of("test_efficientnet_gn", TEST, norm(NormLayer.GROUP, 8)),
            of("test_efficientnet_ln", TEST, norm(NormLayer.LAYER, 8)),
            of("test_efficientnet_evos", TEST, norm(NormLayer.EVO, 8)));

    private EfficientNets() {}

    private static Architecture<?> of(String name, Change... changes) {
        return new Architecture<>(name, MobileNetDraft.of(changes), MobileNetwork::build);
    }

    private static Change groups(int size, int divisor) {
        return draft -> {
            draft.groupSize = size;
            draft.channelDivisor = divisor;
        };
    }
}
