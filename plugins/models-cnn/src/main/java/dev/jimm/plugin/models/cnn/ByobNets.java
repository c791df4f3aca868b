package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.ByobDraft.ECA;
import static dev.jimm.plugin.models.cnn.ByobDraft.GCA;
import static dev.jimm.plugin.models.cnn.ByobDraft.MAX_POOL;
import static dev.jimm.plugin.models.cnn.ByobDraft.REGNET_Z;
import static dev.jimm.plugin.models.cnn.ByobDraft.SE;
import static dev.jimm.plugin.models.cnn.ByobDraft.SILU;
import static dev.jimm.plugin.models.cnn.ByobDraft.attention;
import static dev.jimm.plugin.models.cnn.ByobDraft.bottlenecks;
import static dev.jimm.plugin.models.cnn.ByobDraft.bottles;
import static dev.jimm.plugin.models.cnn.ByobDraft.features;
import static dev.jimm.plugin.models.cnn.ByobDraft.imgSize;
import static dev.jimm.plugin.models.cnn.ByobDraft.of;
import static dev.jimm.plugin.models.cnn.ByobDraft.stage;
import static dev.jimm.plugin.models.cnn.ByobDraft.stages;
import static dev.jimm.plugin.models.cnn.ByobDraft.stem;

import dev.jimm.api.model.Architecture;
import dev.jimm.plugin.models.cnn.ByobBlock.Kind;
import dev.jimm.plugin.models.cnn.ByobConfig.AaLayer;
import dev.jimm.plugin.models.cnn.ByobConfig.AttnLayer;
import dev.jimm.plugin.models.cnn.ByobConfig.Downsample;
import dev.jimm.plugin.models.cnn.ByobConfig.HeadType;
import dev.jimm.plugin.models.cnn.ByobConfig.NormLayer;
import dev.jimm.plugin.models.cnn.ByobConfig.StemPool;
import dev.jimm.plugin.models.cnn.ByobConfig.StemType;
import dev.jimm.plugin.models.cnn.ByobDraft.Change;
import java.util.ArrayList;
import java.util.List;

/** The named members of the family of {@link ByobNet}. */
final class ByobNets {
    private static final List<Integer> RESNET_WIDTHS = List.of(256, 512, 1024, 2048);
    private static final List<Integer> WIDE_THIRD = List.of(256, 512, 1536, 1536);
    private static final List<Integer> RESNET_50 = List.of(3, 4, 6, 3);

    private static final Change RESNEXT_26 =
            Change.all(bottlenecks(32, List.of(2, 2, 2, 2), RESNET_WIDTHS), stem(StemType.TIERED, 64), MAX_POOL, SILU);
    private static final Change RESNET_32 =
            Change.all(bottlenecks(0, List.of(2, 3, 3, 2), WIDE_THIRD), stem(StemType.TIERED, 64), SILU);
    private static final Change RESNET_33 = Change.all(RESNET_32, features(1280));

    private static final Change EVO_NORM = draft -> draft.normLayer = NormLayer.EVO_S0A;
    private static final Change REGNET_Z_D8 = regNetZ(8, 1, 4, List.of(3, 6, 12, 3), List.of(64, 128, 256, 384), 1792);
    private static final Change REGNET_Z_B16 = regNetZ(16, 2, 3, List.of(2, 6, 12, 2), List.of(48, 96, 192, 288), 1536);
    private static final Change REGNET_Z_C16 = regNetZ(16, 2, 4, List.of(2, 6, 12, 2), List.of(48, 96, 192, 288), 1536);
    private static final Change TIERED_64 = stem(StemType.TIERED, 64);

    /** The image tower of CLIP up to its head: averages wherever a ResNet has a stride. */
    private static final Change CLIP = draft -> {
        draft.stemChs = List.of(32, 32, 64);
        draft.stemPool = StemPool.AVG2;
        draft.downsample = Downsample.AVG;
        draft.aaLayer = AaLayer.AVG;
    };

    private static final List<Integer> CLIP_101 = List.of(3, 4, 23, 3);
    private static final List<Integer> CLIP_50_X4 = List.of(4, 6, 10, 6);
    private static final List<Integer> CLIP_50_X16 = List.of(6, 8, 18, 8);
    private static final List<Integer> CLIP_50_X64 = List.of(3, 15, 36, 10);

    private static final List<Integer> REP_A = List.of(2, 4, 14, 1);
    private static final List<Integer> REP_B = List.of(4, 6, 16, 1);
    private static final List<Integer> REP_D = List.of(8, 14, 24, 1);

    static final List<Architecture<?>> ALL = List.of(
            of("gernet_l", genet(bottles(5, 640, 2, 1, 3), bottles(4, 640, 1, 1, 3)), features(2560)),
            of("gernet_m", genet(bottles(4, 640, 2, 1, 3), bottles(1, 640, 1, 1, 3)), features(2560)),
            of(
                    "gernet_s",
                    stages(
                            stage(Kind.BASIC, 1, 48, 2, 0, 1),
                            stage(Kind.BASIC, 3, 48, 2, 0, 1),
                            bottles(7, 384, 2, 0, 0.25),
                            bottles(2, 560, 2, 1, 3),
                            bottles(1, 256, 1, 1, 3)),
                    stem(StemType.CONV3X3, 13),
                    features(1920)),
            of("repvgg_a0", repVgg(48, REP_A, 1, 48, 96, 192, 1280)),
            of("repvgg_a1", repVgg(64, REP_A, 1, 64, 128, 256, 1280)),
            of("repvgg_a2", repVgg(64, REP_A, 1, 96, 192, 384, 1408)),
            of("repvgg_b0", repVgg(64, REP_B, 1, 64, 128, 256, 1280)),
            of("repvgg_b1", repVgg(64, REP_B, 1, 128, 256, 512, 2048)),
            of("repvgg_b1g4", repVgg(64, REP_B, 4, 128, 256, 512, 2048)),
            of("repvgg_b2", repVgg(64, REP_B, 1, 160, 320, 640, 2560)),
            of("repvgg_b2g4", repVgg(64, REP_B, 4, 160, 320, 640, 2560)),
            of("repvgg_b3", repVgg(64, REP_B, 1, 192, 384, 768, 2560)),
            of("repvgg_b3g4", repVgg(64, REP_B, 4, 192, 384, 768, 2560)),
            of("repvgg_d2se", repVgg(64, REP_D, 1, 160, 320, 640, 2560), SE, draft -> draft.rdDivisor = 1),
            of(
                    "resnet51q",
                    stages(
                            bottles(2, 256, 1, 32, 0.25),
                            bottles(4, 512, 2, 32, 0.25),
                            bottles(6, 1536, 2, 32, 0.25),
                            bottles(4, 1536, 2, 1, 1)),
                    stem(StemType.QUAD2, 128),
                    features(2048),
                    SILU),
            of(
                    "resnet61q",
                    stages(
                            stage(Kind.EDGE, 1, 256, 1, 0, 1),
                            bottles(4, 512, 2, 32, 0.25),
                            bottles(6, 1536, 2, 32, 0.25),
                            bottles(4, 1536, 2, 1, 1)),
                    stem(StemType.QUAD, 128),
                    features(2048),
                    SILU,
                    draft -> draft.extraConv = true),
            of("resnext26ts", RESNEXT_26),
            of("gcresnext26ts", RESNEXT_26, GCA),
            of("seresnext26ts", RESNEXT_26, SE),
            of("eca_resnext26ts", RESNEXT_26, ECA),
            of("bat_resnext26ts", RESNEXT_26, attention(AttnLayer.BAT)),
            of("resnet32ts", RESNET_32),
            of("resnet33ts", RESNET_33),
            of("gcresnet33ts", RESNET_33, GCA),
            of("seresnet33ts", RESNET_33, SE),
            of("eca_resnet33ts", RESNET_33, ECA),
            of("gcresnet50t", bottlenecks(0, RESNET_50, RESNET_WIDTHS), TIERED_64, GCA),
            of("gcresnext50ts", bottlenecks(32, RESNET_50, RESNET_WIDTHS), TIERED_64, MAX_POOL, SILU, GCA),
            of("regnetz_b16", REGNET_Z_B16),
            of("regnetz_c16", REGNET_Z_C16),
            of("regnetz_d32", regNetZ(32, 1, 4, List.of(3, 6, 12, 3), List.of(64, 128, 256, 384), 1792), TIERED_64),
            of("regnetz_d8", REGNET_Z_D8, TIERED_64),
            of("regnetz_e8", regNetZ(8, 1, 4, List.of(3, 8, 16, 3), List.of(96, 192, 384, 512), 2048), TIERED_64),
            of("regnetz_b16_evos", REGNET_Z_B16, EVO_NORM),
            of("regnetz_c16_evos", REGNET_Z_C16, EVO_NORM),
            of("regnetz_d8_evos", REGNET_Z_D8, stem(StemType.DEEP, 64), EVO_NORM),
            of("mobileone_s0", mobileOne(48, 4, 0, 48, 128, 256, 1024)),
            of("mobileone_s1", mobileOne(64, 1, 0, 96, 192, 512, 1280)),
            of("mobileone_s2", mobileOne(64, 1, 0, 96, 256, 640, 2048)),
            of("mobileone_s3", mobileOne(64, 1, 0, 128, 320, 768, 2048)),
            of("mobileone_s4", mobileOne(64, 1, 5, 192, 448, 896, 2048)),
            of("resnet50_clip", clip(RESNET_50, 1), attentionPool(224)),
            of("resnet101_clip", clip(CLIP_101, 1), attentionPool(224)),
            of("resnet50x4_clip", clip(CLIP_50_X4, 1.25), attentionPool(288)),
            of("resnet50x16_clip", clip(CLIP_50_X16, 1.5), attentionPool(384)),
            of("resnet50x64_clip", clip(CLIP_50_X64, 2), attentionPool(448)),
            of("resnet50_clip_gap", clip(RESNET_50, 1)),
            of("resnet101_clip_gap", clip(CLIP_101, 1)),
            of("resnet50x4_clip_gap", clip(CLIP_50_X4, 1.25)),
            of("resnet50x16_clip_gap", clip(CLIP_50_X16, 1.5)),
            of("resnet50x64_clip_gap", clip(CLIP_50_X64, 2)),
            of("resnet50_mlp", clip(RESNET_50, 1), draft -> {
                draft.headType = HeadType.MLP;
                draft.headHiddenSize = 1024;
            }),
            of(
                    "test_byobnet",
                    stages(
                            stage(Kind.EDGE, 1, 32, 2, 0, 0.5),
                            stage(Kind.DARK, 1, 64, 2, 0, 0.5),
                            stage(Kind.BASIC, 1, 128, 2, 32, 0.25),
                            bottles(1, 256, 2, 64, 0.25)),
                    stem(StemType.CONV3X3, 24),
                    SE,
                    draft -> {
                        draft.downsample = Downsample.AVG;
                        draft.rdRatio = 0.25;
                    }));

    private ByobNets() {}

    /** GENet: plain convolutions where maps are large, bottlenecks later, at last wide depthwise ones. */
    private static Change genet(List<ByobBlock> fourth, List<ByobBlock> fifth) {
        return stages(
                stage(Kind.BASIC, 1, 128, 2, 0, 1),
                stage(Kind.BASIC, 2, 192, 2, 0, 1),
                bottles(6, 640, 2, 0, 0.25),
                fourth,
                fifth);
    }

    /** RepVGG; of a grouped one every second block of a stage has groups. */
    private static Change repVgg(int stem, List<Integer> depths, int groups, int... channels) {
        List<List<ByobBlock>> stages = new ArrayList<>();
        for (int stage = 0; stage < channels.length; stage++) {
            ByobBlock plain = ByobBlock.of(Kind.REP, 1, channels[stage], 2);
            List<ByobBlock> blocks = new ArrayList<>();
            for (int i = 0; i < depths.get(stage); i++) {
                blocks.add(groups > 1 && i % 2 == 1 ? plain.groupSize(channels[stage] / groups) : plain);
            }
            stages.add(blocks);
        }
        return Change.all(stem(StemType.REP, stem), draft -> draft.blocks = stages);
    }

    /**
     * MobileOne: depthwise 3x3 and pointwise blocks in turn.
     *
     * @param squeezed how many pairs of the third stage, from its end, have channel attention; with some, so has the fourth
     */
    private static Change mobileOne(int stem, int branches, int squeezed, int... channels) {
        int[] depths = {2, 8, 10, 1};
        List<List<ByobBlock>> stages = new ArrayList<>();
        int inputs = stem;
        for (int stage = 0; stage < depths.length; stage++) {
            List<ByobBlock> blocks = new ArrayList<>();
            for (int i = 0; i < depths[stage]; i++) {
                boolean attends = stage == 2 ? i >= depths[stage] - squeezed : stage == 3 && squeezed > 0;
                AttnLayer attention = attends ? AttnLayer.SE : null;
                blocks.add(ByobBlock.of(Kind.ONE, 1, inputs, 2)
                        .groupSize(1)
                        .branches(3, branches)
                        .attention(attention));
                blocks.add(ByobBlock.of(Kind.ONE, 1, channels[stage], 2)
                        .branches(1, branches)
                        .attention(attention));
                inputs = channels[stage];
            }
            stages.add(blocks);
        }
        return Change.all(stem(StemType.ONE, stem), draft -> draft.blocks = stages);
    }

    /** @param ratio the width of a block's middle, relative to its inputs */
    private static Change regNetZ(
            int groupSize, int firstStride, double ratio, List<Integer> depths, List<Integer> channels, int features) {
        List<List<ByobBlock>> stages = new ArrayList<>();
        for (int i = 0; i < depths.size(); i++) {
            stages.add(bottles(depths.get(i), channels.get(i), i == 0 ? firstStride : 2, groupSize, ratio));
        }
        return Change.all(REGNET_Z, features(features), draft -> draft.blocks = stages);
    }

    private static Change clip(List<Integer> depths, double widthFactor) {
        return Change.all(bottlenecks(0, depths, RESNET_WIDTHS), CLIP, draft -> draft.widthFactor = widthFactor);
    }

    private static Change attentionPool(int imageSize) {
        return Change.all(imgSize(imageSize), draft -> draft.headType = HeadType.ATTN_ABS);
    }
}
