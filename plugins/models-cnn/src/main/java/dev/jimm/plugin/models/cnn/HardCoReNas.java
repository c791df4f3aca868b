package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.MobileNetDraft.stages;
import static dev.jimm.plugin.models.cnn.MobileNetDraft.stem;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * HardCoRe-NAS: networks of the kind of {@link MobileNetV3} that a search found under a hard limit of latency.
 *
 * <p>HardCoRe-NAS: Hard Constrained diffeRentiable Neural Architecture Search, Nayman et al. 2021 (arXiv 2102.11646).
 * Names of tensors are those of timm's {@code hardcorenas.py}.
 */
public final class HardCoReNas implements ModelProvider {
    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            of(
                    "hardcorenas_a",
                    "ds_r1_k3_s1_e1_c16_nre",
                    "ir_r1_k5_s2_e3_c24_nre ir_r1_k5_s1_e3_c24_nre_se0.25",
                    "ir_r1_k5_s2_e3_c40_nre ir_r1_k5_s1_e6_c40_nre_se0.25",
                    "ir_r2_k5_s2_e6_c80_se0.25",
                    "ir_r2_k5_s1_e6_c112_se0.25",
                    "ir_r2_k5_s2_e6_c192_se0.25",
                    "cn_r1_k1_s1_c960"),
            of(
                    "hardcorenas_b",
                    "ds_r1_k3_s1_e1_c16_nre",
                    "ir_r1_k5_s2_e3_c24_nre ir_r1_k5_s1_e3_c24_nre_se0.25 ir_r1_k3_s1_e3_c24_nre",
                    "ir_r3_k5_s2_e3_c40_nre",
                    "ir_r2_k5_s2_e3_c80 ir_r2_k3_s1_e3_c80",
                    "ir_r1_k5_s1_e3_c112 ir_r3_k3_s1_e3_c112",
                    "ir_r2_k5_s2_e6_c192_se0.25 ir_r1_k3_s1_e3_c192_se0.25",
                    "cn_r1_k1_s1_c960"),
            of(
                    "hardcorenas_c",
                    "ds_r1_k3_s1_e1_c16_nre",
                    "ir_r1_k5_s2_e3_c24_nre ir_r1_k5_s1_e3_c24_nre_se0.25",
                    "ir_r4_k5_s2_e3_c40_nre",
                    "ir_r1_k5_s2_e4_c80 ir_r1_k5_s1_e6_c80_se0.25 ir_r2_k3_s1_e3_c80",
                    "ir_r1_k5_s1_e6_c112_se0.25 ir_r3_k3_s1_e3_c112",
                    "ir_r2_k5_s2_e6_c192_se0.25 ir_r1_k3_s1_e3_c192_se0.25",
                    "cn_r1_k1_s1_c960"),
            of(
                    "hardcorenas_d",
                    "ds_r1_k3_s1_e1_c16_nre",
                    "ir_r2_k5_s2_e3_c24_nre_se0.25",
                    "ir_r1_k5_s2_e3_c40_nre_se0.25 ir_r1_k5_s1_e4_c40_nre_se0.25 ir_r1_k3_s1_e3_c40_nre_se0.25",
                    "ir_r1_k5_s2_e4_c80_se0.25 ir_r3_k3_s1_e3_c80_se0.25",
                    "ir_r1_k3_s1_e4_c112_se0.25 ir_r1_k5_s1_e4_c112_se0.25 ir_r1_k3_s1_e3_c112_se0.25"
                            + " ir_r1_k5_s1_e3_c112_se0.25",
                    "ir_r3_k5_s2_e6_c192_se0.25 ir_r1_k3_s1_e6_c192_se0.25",
                    "cn_r1_k1_s1_c960"),
            of(
                    "hardcorenas_e",
                    "ds_r1_k3_s1_e1_c16_nre",
                    "ir_r2_k5_s2_e3_c24_nre_se0.25",
                    "ir_r1_k5_s2_e6_c40_nre_se0.25 ir_r2_k5_s1_e4_c40_nre_se0.25 ir_r1_k3_s1_e3_c40_nre_se0.25",
                    "ir_r1_k5_s2_e4_c80_se0.25 ir_r1_k3_s1_e6_c80_se0.25",
                    "ir_r3_k5_s1_e6_c112_se0.25 ir_r1_k5_s1_e3_c112_se0.25",
                    "ir_r3_k5_s2_e6_c192_se0.25 ir_r1_k3_s1_e6_c192_se0.25",
                    "cn_r1_k1_s1_c960"),
            of(
                    "hardcorenas_f",
                    "ds_r1_k3_s1_e1_c16_nre",
                    "ir_r2_k5_s2_e3_c24_nre_se0.25",
                    "ir_r2_k5_s2_e6_c40_nre_se0.25",
                    "ir_r2_k5_s2_e6_c80_se0.25 ir_r2_k3_s1_e3_c80_se0.25",
                    "ir_r1_k3_s1_e6_c112_se0.25 ir_r2_k5_s1_e6_c112_se0.25 ir_r1_k3_s1_e3_c112_se0.25",
                    "ir_r2_k5_s2_e6_c192_se0.25 ir_r2_k3_s1_e6_c192_se0.25",
                    "cn_r1_k1_s1_c960"));

    private static Architecture<?> of(String name, String... blocks) {
        MobileNetConfig config = MobileNetDraft.of(MobileNetV3s.V3, stem(32, 3), stages(blocks));
        return new Architecture<>(name, config, MobileNetwork::build);
    }

    @Override
    public String family() {
        return "hardcorenas";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(HardCoReNas.class.getResourceAsStream("hardcorenas.json"));
    }
}
