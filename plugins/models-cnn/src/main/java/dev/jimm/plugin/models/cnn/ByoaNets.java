package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.ByobDraft.ECA;
import static dev.jimm.plugin.models.cnn.ByobDraft.MAX_POOL;
import static dev.jimm.plugin.models.cnn.ByobDraft.REGNET_Z;
import static dev.jimm.plugin.models.cnn.ByobDraft.SE;
import static dev.jimm.plugin.models.cnn.ByobDraft.SILU;
import static dev.jimm.plugin.models.cnn.ByobDraft.bottles;
import static dev.jimm.plugin.models.cnn.ByobDraft.features;
import static dev.jimm.plugin.models.cnn.ByobDraft.imgSize;
import static dev.jimm.plugin.models.cnn.ByobDraft.interleaved;
import static dev.jimm.plugin.models.cnn.ByobDraft.of;
import static dev.jimm.plugin.models.cnn.ByobDraft.stages;
import static dev.jimm.plugin.models.cnn.ByobDraft.stem;

import dev.jimm.api.model.Architecture;
import dev.jimm.plugin.models.cnn.ByobConfig.StemType;
import dev.jimm.plugin.models.cnn.ByobDraft.Change;
import java.util.List;

/** The named members of the family of {@link ByoaNet}. */
final class ByoaNets {
    private static final ByobSelfAttention BOTTLENECK = ByobSelfAttention.bottleneck();
    private static final ByobSelfAttention HALO_2 = ByobSelfAttention.halo(8, 2);
    private static final ByobSelfAttention HALO_3 = ByobSelfAttention.halo(8, 3);
    private static final ByobSelfAttention LAMBDA_9 = ByobSelfAttention.lambda(9);

    private static final Change TIERED = stem(StemType.TIERED, 64);
    private static final Change POOLED = Change.all(TIERED, MAX_POOL);

    static final List<Architecture<?>> ALL = List.of(
            of("botnet26t_256", depth26(BOTTLENECK, 0), POOLED, imgSize(256)),
            of("sebotnet33ts_256", depth33(BOTTLENECK), imgSize(256)),
            of("botnet50ts_256", depth50(BOTTLENECK, BOTTLENECK, BOTTLENECK, 4), POOLED, SILU, imgSize(256)),
            of("eca_botnext26ts_256", depth26(BOTTLENECK.headDim(16), 16), POOLED, SILU, ECA, imgSize(256)),
            of(
                    "halonet_h1",
                    stages(
                            List.of(ByobBlock.selfAttention(HALO_3, 3, 64, 1).stride(1)),
                            List.of(ByobBlock.selfAttention(HALO_3, 3, 128, 1)),
                            List.of(ByobBlock.selfAttention(HALO_3, 10, 256, 1)),
                            List.of(ByobBlock.selfAttention(HALO_3, 3, 512, 1))),
                    stem(StemType.CONV7X7, 64),
                    MAX_POOL),
            of("halonet26t", depth26(HALO_2, 0), POOLED),
            of("sehalonet33ts", depth33(HALO_3)),
            of("halonet50ts", depth50(HALO_3.heads(4), HALO_3, HALO_3, 4), POOLED, SILU),
            of("eca_halonext26ts", depth26(HALO_2.headDim(16), 16), POOLED, SILU, ECA),
            of("lambda_resnet26t", depth26(LAMBDA_9, 0), POOLED),
            of("lambda_resnet50ts", depth50(LAMBDA_9, LAMBDA_9, LAMBDA_9, 4), POOLED, SILU),
            of("lambda_resnet26rpt_256", depth26(ByobSelfAttention.lambda(null), 0), POOLED, imgSize(256)),
            of("haloregnetz_b", haloRegNetZ(ByobSelfAttention.halo(7, 2).qkRatio(0.33)), REGNET_Z, features(1536)),
            of(
                    "lamhalobotnet50ts_256",
                    depth50(ByobSelfAttention.lambda(13), HALO_3, BOTTLENECK, 2),
                    TIERED,
                    SILU,
                    imgSize(256)),
            of("halo2botnet50ts_256", depth50(HALO_3, HALO_3, BOTTLENECK, 2), TIERED, SILU, imgSize(256)));

    private ByoaNets() {}

    private static Change depth26(ByobSelfAttention layer, int groupSize) {
        return stages(
                bottles(2, 256, 1, groupSize, 0.25),
                bottles(2, 512, 2, groupSize, 0.25),
                interleaved(layer, 2, 2, 1024, groupSize, 0.25),
                List.of(ByobBlock.selfAttention(layer, 2, 2048, 0.25)));
    }

    private static Change depth33(ByobSelfAttention layer) {
        Change blocks = stages(
                bottles(2, 256, 1, 0, 0.25),
                interleaved(layer, 3, 3, 512, 0, 0.25),
                interleaved(layer, 3, 3, 1024, 0, 0.25),
                List.of(ByobBlock.selfAttention(layer, 2, 1536, 0.333)));
        return Change.all(blocks, TIERED, SILU, SE, features(1280));
    }

    /** @param every how many blocks of the second stage one has self-attention; in the later ones every second has */
    private static Change depth50(
            ByobSelfAttention second, ByobSelfAttention third, ByobSelfAttention fourth, int every) {
        return stages(
                bottles(3, 256, 1, 0, 0.25),
                interleaved(second, every, 4, 512, 0, 0.25),
                interleaved(third, 2, 6, 1024, 0, 0.25),
                interleaved(fourth, 2, 3, 2048, 0, 0.25));
    }

    private static Change haloRegNetZ(ByobSelfAttention layer) {
        return stages(
                bottles(2, 48, 2, 16, 3),
                bottles(6, 96, 2, 16, 3),
                interleaved(layer, 4, 12, 192, 16, 3),
                List.of(ByobBlock.selfAttention(layer, 2, 288, 3)));
    }
}
