package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Mlp;
import dev.jimm.plugin.models.transformer.VisionTransformerConfig.AttnLayer;
import dev.jimm.plugin.models.transformer.VisionTransformerConfig.BlockFn;
import dev.jimm.plugin.models.transformer.VisionTransformerConfig.Builder;
import dev.jimm.plugin.models.transformer.VisionTransformerConfig.GlobalPool;
import java.util.List;
import java.util.stream.Stream;

/** The table of architectures: sizes by name, then what a line of work changes, then one line an architecture. */
final class VisionTransformers {
    static final List<Architecture<?>> ALL = Stream.of(
                    plain(),
                    averagePooled(),
                    contrastive(),
                    experiments(),
                    dino(),
                    siglip(),
                    siglipAveraged(),
                    withRegisters(),
                    others())
            .flatMap(List::stream)
            .toList();

    private VisionTransformers() {}

    private static Architecture<?> vit(String name, Builder config) {
        return new Architecture<>(name, config.build(), VisionTransformer::build);
    }

    private static Builder tiny(int image, int patch) {
        return VisionTransformerConfig.of(image, patch, 192, 12, 3);
    }

    private static Builder wee(int image, int depth) {
        return VisionTransformerConfig.of(image, 16, 256, depth, 4).mlpRatio(5);
    }

    private static Builder little(int image) {
        return VisionTransformerConfig.of(image, 16, 320, 14, 5).mlpRatio(5.6);
    }

    private static Builder small(int image, int patch) {
        return VisionTransformerConfig.of(image, patch, 384, 12, 6);
    }

    private static Builder medium(int image, int patch) {
        return VisionTransformerConfig.of(image, patch, 512, 12, 8);
    }

    private static Builder mediumDeep(int image) {
        return VisionTransformerConfig.of(image, 16, 512, 20, 8);
    }

    private static Builder betwixt(int image, int patch) {
        return VisionTransformerConfig.of(image, patch, 640, 12, 10);
    }

    private static Builder base(int image, int patch) {
        return VisionTransformerConfig.of(image, patch, 768, 12, 12);
    }

    private static Builder plus(int image, int patch) {
        return VisionTransformerConfig.of(image, patch, 896, 12, 14);
    }

    private static Builder so150m(int image) {
        return VisionTransformerConfig.of(image, 16, 896, 18, 14).mlpRatio(2.572);
    }

    private static Builder so150m2(int image) {
        return VisionTransformerConfig.of(image, 16, 832, 21, 13).mlpRatio(34.0 / 13);
    }

    private static Builder large(int image, int patch) {
        return VisionTransformerConfig.of(image, patch, 1024, 24, 16);
    }

    private static Builder so400m(int image, int patch) {
        return VisionTransformerConfig.of(image, patch, 1152, 27, 16).mlpRatio(3.7362);
    }

    private static Builder huge(int image, int patch) {
        return VisionTransformerConfig.of(image, patch, 1280, 32, 16);
    }

    private static Builder giant(int image, int patch) {
        return VisionTransformerConfig.of(image, patch, 1408, 40, 16).mlpRatio(48.0 / 11);
    }

    private static Builder giantWide(int image, int patch, int heads) {
        return VisionTransformerConfig.of(image, patch, 1536, 40, heads);
    }

    private static Builder gigantic(int image, int patch) {
        return VisionTransformerConfig.of(image, patch, 1664, 48, 16).mlpRatio(64.0 / 13);
    }

    private static Builder averaged(Builder size) {
        return size.noClassToken().globalPool(GlobalPool.AVG);
    }

    private static Builder gap(Builder size) {
        return averaged(size).normBeforePool();
    }

    private static Builder gapScaled(Builder size) {
        return gap(size).noQkvBias().initValues(1e-6);
    }

    private static Builder clip(Builder size) {
        return size.preNorm().normEps(1e-5);
    }

    private static Builder quickGelu(Builder size) {
        return clip(size).actLayer(Activation.QUICK_GELU);
    }

    private static Builder scaled(Builder size) {
        return size.initValues(1e-5);
    }

    private static Builder parallelThings(Builder size) {
        return scaled(size).blockFn(BlockFn.PARALLEL_THINGS);
    }

    private static Builder eva(Builder size) {
        return size.globalPool(GlobalPool.AVG);
    }

    private static Builder normLast(Builder size) {
        return scaled(averaged(size)).noQkvBias().blockFn(BlockFn.RES_POST);
    }

    private static Builder scaling(Builder size) {
        return size.blockFn(BlockFn.PARALLEL_SCALING);
    }

    private static Builder differentialScaling(Builder size) {
        return size.blockFn(BlockFn.DIFF_PARALLEL_SCALING);
    }

    private static Builder xp(Builder size) {
        Builder norms = size.preNorm().rmsNorm().qkNorm();
        return scaling(norms).noEmbedClass().noQkvBias();
    }

    private static Builder swiGlu(Builder size) {
        return size.mlpRatio(2.66667 * 2).mlpLayer(Mlp.Form.SWIGLU_PACKED).actLayer(Activation.SILU);
    }

    private static Builder registers(int count, Builder size) {
        return size.regTokens(count).noEmbedClass();
    }

    private static Builder averagedRegisters(int count, Builder size) {
        return scaled(registers(count, averaged(size)));
    }

    private static Builder differential(Builder size) {
        return size.attnLayer(AttnLayer.DIFF);
    }

    private static Builder tips(Builder size) {
        return registers(1, size).initValues(1);
    }

    private static Builder mapped(Builder size) {
        return size.noClassToken().globalPool(GlobalPool.MAP);
    }

    private static Builder tanhGelu(Builder size) {
        return size.actLayer(Activation.GELU_TANH);
    }

    private static Builder beit3(Builder size) {
        return size.globalPool(GlobalPool.AVG).scaleNorms().normEps(1e-5);
    }

    private static Builder so150m2Registers(int image) {
        return scaled(averaged(so150m2(image))).noQkvBias().regTokens(1);
    }

    private static Builder aim(int image, int dim, int heads, double mlpRatio) {
        Builder size = VisionTransformerConfig.of(image, 14, dim, 24, heads).mlpRatio(mlpRatio);
        Builder norms = gap(size).rmsNorm().normEps(1e-5).embedNorm();
        return norms.noQkvBias().noProjBias().mlpLayer(Mlp.Form.SWIGLU).actLayer(Activation.SILU);
    }

    private static Builder test(int dim, int depth, int heads, double mlpRatio) {
        return VisionTransformerConfig.of(160, 16, dim, depth, heads).mlpRatio(mlpRatio);
    }

    private static Builder testRegisters(int dim, int depth, int heads, double mlpRatio) {
        return scaled(averaged(test(dim, depth, heads, mlpRatio))).regTokens(1);
    }

    private static List<Architecture<?>> plain() {
        return List.of(
                vit("vit_tiny_patch16_224", tiny(224, 16)),
                vit("vit_tiny_patch16_384", tiny(384, 16)),
                vit("vit_small_patch32_224", small(224, 32)),
                vit("vit_small_patch32_384", small(384, 32)),
                vit("vit_small_patch16_224", small(224, 16)),
                vit("vit_small_patch16_384", small(384, 16)),
                vit("vit_small_patch8_224", small(224, 8)),
                vit("vit_base_patch32_224", base(224, 32)),
                vit("vit_base_patch32_384", base(384, 32)),
                vit("vit_base_patch16_224", base(224, 16)),
                vit("vit_base_patch16_384", base(384, 16)),
                vit("vit_base_patch8_224", base(224, 8)),
                vit("vit_large_patch32_224", large(224, 32)),
                vit("vit_large_patch32_384", large(384, 32)),
                vit("vit_large_patch16_224", large(224, 16)),
                vit("vit_large_patch16_384", large(384, 16)),
                vit("vit_large_patch14_224", large(224, 14)),
                vit("vit_huge_patch14_224", huge(224, 14)),
                vit("vit_giant_patch14_224", giant(224, 14)),
                vit("vit_gigantic_patch14_224", gigantic(224, 14)),
                vit("vit_base_patch16_224_miil", base(224, 16).noQkvBias()));
    }

    private static List<Architecture<?>> averagePooled() {
        return List.of(
                vit("vit_medium_patch16_gap_240", gapScaled(medium(240, 16))),
                vit("vit_medium_patch16_gap_256", gapScaled(medium(256, 16))),
                vit("vit_medium_patch16_gap_384", gapScaled(medium(384, 16))),
                vit("vit_betwixt_patch16_gap_256", gapScaled(betwixt(256, 16))),
                vit("vit_base_patch16_gap_224", gap(VisionTransformerConfig.of(224, 16, 768, 12, 16))),
                vit("vit_huge_patch14_gap_224", gap(huge(224, 14))),
                vit("vit_huge_patch16_gap_448", gap(huge(448, 16))),
                vit("vit_giant_patch16_gap_224", gap(giant(224, 16))));
    }

    private static List<Architecture<?>> contrastive() {
        return List.of(
                vit("vit_xsmall_patch16_clip_224", clip(VisionTransformerConfig.of(224, 16, 256, 10, 4))),
                vit("vit_medium_patch32_clip_224", clip(medium(224, 32))),
                vit("vit_medium_patch16_clip_224", clip(medium(224, 16))),
                vit("vit_betwixt_patch32_clip_224", clip(betwixt(224, 32))),
                vit("vit_base_patch32_clip_224", clip(base(224, 32))),
                vit("vit_base_patch32_clip_256", clip(base(256, 32))),
                vit("vit_base_patch32_clip_384", clip(base(384, 32))),
                vit("vit_base_patch32_clip_448", clip(base(448, 32))),
                vit("vit_base_patch16_clip_224", clip(base(224, 16))),
                vit("vit_base_patch16_clip_384", clip(base(384, 16))),
                vit("vit_base_patch16_plus_clip_240", clip(plus(240, 16))),
                vit("vit_large_patch14_clip_224", clip(large(224, 14))),
                vit("vit_large_patch14_clip_336", clip(large(336, 14))),
                vit("vit_huge_patch14_clip_224", clip(huge(224, 14))),
                vit("vit_huge_patch14_clip_336", clip(huge(336, 14))),
                vit("vit_huge_patch14_clip_378", clip(huge(378, 14))),
                vit("vit_giant_patch14_clip_224", clip(giant(224, 14))),
                vit("vit_gigantic_patch14_clip_224", clip(gigantic(224, 14))),
                vit("vit_gigantic_patch14_clip_378", clip(gigantic(378, 14))),
                vit("vit_base_patch32_clip_quickgelu_224", quickGelu(base(224, 32))),
                vit("vit_base_patch16_clip_quickgelu_224", quickGelu(base(224, 16))),
                vit("vit_large_patch14_clip_quickgelu_224", quickGelu(large(224, 14))),
                vit("vit_large_patch14_clip_quickgelu_336", quickGelu(large(336, 14))),
                vit("vit_huge_patch14_clip_quickgelu_224", quickGelu(huge(224, 14))),
                vit("vit_huge_patch14_clip_quickgelu_378", quickGelu(huge(378, 14))),
                vit("vit_gigantic_patch14_clip_quickgelu_224", quickGelu(gigantic(224, 14))));
    }

    private static List<Architecture<?>> experiments() {
        return List.of(
                vit("vit_base_patch32_plus_256", scaled(plus(256, 32))),
                vit("vit_base_patch16_plus_240", scaled(plus(240, 16))),
                vit("vit_base_patch16_rpn_224", normLast(base(224, 16))),
                vit("vit_small_patch16_36x1_224", scaled(VisionTransformerConfig.of(224, 16, 384, 36, 6))),
                vit("vit_small_patch16_18x2_224", parallelThings(VisionTransformerConfig.of(224, 16, 384, 18, 6))),
                vit("vit_base_patch16_18x2_224", parallelThings(VisionTransformerConfig.of(224, 16, 768, 18, 12))),
                vit("eva_large_patch14_196", eva(large(196, 14))),
                vit("eva_large_patch14_336", eva(large(336, 14))),
                vit("flexivit_small", small(240, 16).noEmbedClass()),
                vit("flexivit_base", base(240, 16).noEmbedClass()),
                vit("flexivit_large", large(240, 16).noEmbedClass()),
                vit("vit_base_patch16_xp_224", xp(base(224, 16))),
                vit("vit_large_patch14_xp_224", xp(large(224, 14))),
                vit("vit_huge_patch14_xp_224", xp(huge(224, 14))));
    }

    private static List<Architecture<?>> dino() {
        return List.of(
                vit("vit_small_patch14_dinov2", scaled(small(518, 14))),
                vit("vit_base_patch14_dinov2", scaled(base(518, 14))),
                vit("vit_large_patch14_dinov2", scaled(large(518, 14))),
                vit("vit_giant_patch14_dinov2", scaled(swiGlu(giantWide(518, 14, 24)))),
                vit("vit_small_patch14_reg4_dinov2", scaled(registers(4, small(518, 14)))),
                vit("vit_base_patch14_reg4_dinov2", scaled(registers(4, base(518, 14)))),
                vit("vit_large_patch14_reg4_dinov2", scaled(registers(4, large(518, 14)))),
                vit("vit_giant_patch14_reg4_dinov2", scaled(registers(4, swiGlu(giantWide(518, 14, 24))))),
                vit("vit_base_patch14_reg1_tipsv2", tips(base(448, 14))),
                vit("vit_large_patch14_reg1_tipsv2", tips(large(448, 14))),
                vit("vit_so400m_patch14_reg1_tipsv2", tips(so400m(448, 14)).mlpRatio(4304.0 / 1152)),
                vit("vit_giant_patch14_reg1_tipsv2", tips(swiGlu(giantWide(448, 14, 24)))));
    }

    private static List<Architecture<?>> siglip() {
        return List.of(
                vit("vit_base_patch32_siglip_256", tanhGelu(mapped(base(256, 32)))),
                vit("vit_base_patch16_siglip_224", mapped(base(224, 16))),
                vit("vit_base_patch16_siglip_256", mapped(base(256, 16))),
                vit("vit_base_patch16_siglip_384", mapped(base(384, 16))),
                vit("vit_base_patch16_siglip_512", mapped(base(512, 16))),
                vit("vit_large_patch16_siglip_256", mapped(large(256, 16))),
                vit("vit_large_patch16_siglip_384", mapped(large(384, 16))),
                vit("vit_large_patch16_siglip_512", tanhGelu(mapped(large(512, 16)))),
                vit("vit_so400m_patch14_siglip_224", mapped(so400m(224, 14))),
                vit("vit_so400m_patch14_siglip_378", mapped(so400m(378, 14))),
                vit("vit_so400m_patch14_siglip_384", mapped(so400m(384, 14))),
                vit("vit_so400m_patch16_siglip_256", tanhGelu(mapped(so400m(256, 16)))),
                vit("vit_so400m_patch16_siglip_384", tanhGelu(mapped(so400m(384, 16)))),
                vit("vit_so400m_patch16_siglip_512", tanhGelu(mapped(so400m(512, 16)))),
                vit("vit_giantopt_patch16_siglip_256", tanhGelu(mapped(giantWide(256, 16, 16)))),
                vit("vit_giantopt_patch16_siglip_384", tanhGelu(mapped(giantWide(384, 16, 16)))));
    }

    private static List<Architecture<?>> siglipAveraged() {
        return List.of(
                vit("vit_base_patch32_siglip_gap_256", tanhGelu(gap(base(256, 32)))),
                vit("vit_base_patch16_siglip_gap_224", gap(base(224, 16))),
                vit("vit_base_patch16_siglip_gap_256", gap(base(256, 16))),
                vit("vit_base_patch16_siglip_gap_384", gap(base(384, 16))),
                vit("vit_base_patch16_siglip_gap_512", gap(base(512, 16))),
                vit("vit_large_patch16_siglip_gap_256", gap(large(256, 16))),
                vit("vit_large_patch16_siglip_gap_384", gap(large(384, 16))),
                vit("vit_large_patch16_siglip_gap_512", tanhGelu(gap(large(512, 16)))),
                vit("vit_so400m_patch14_siglip_gap_224", gap(so400m(224, 14))),
                vit("vit_so400m_patch14_siglip_gap_378", gap(so400m(378, 14))),
                vit("vit_so400m_patch14_siglip_gap_384", gap(so400m(384, 14))),
                vit("vit_so400m_patch14_siglip_gap_448", gap(so400m(448, 14))),
                vit("vit_so400m_patch14_siglip_gap_896", gap(so400m(896, 14))),
                vit("vit_so400m_patch16_siglip_gap_256", tanhGelu(gap(so400m(256, 16)))),
                vit("vit_so400m_patch16_siglip_gap_384", tanhGelu(gap(so400m(384, 16)))),
                vit("vit_so400m_patch16_siglip_gap_512", tanhGelu(gap(so400m(512, 16)))),
                vit("vit_giantopt_patch16_siglip_gap_256", tanhGelu(gap(giantWide(256, 16, 16)))),
                vit("vit_giantopt_patch16_siglip_gap_384", tanhGelu(gap(giantWide(384, 16, 16)))));
    }

    private static List<Architecture<?>> withRegisters() {
        return List.of(
                vit("vit_wee_patch16_reg1_gap_256", averagedRegisters(1, wee(256, 14))),
                vit("vit_dwee_patch16_reg1_gap_256", differential(averagedRegisters(1, wee(256, 14)))),
                vit("vit_pwee_patch16_reg1_gap_256", scaling(averagedRegisters(1, wee(256, 16)))),
                vit("vit_dpwee_patch16_reg1_gap_256", differentialScaling(averagedRegisters(1, wee(256, 16)))),
                vit("vit_little_patch16_reg1_gap_256", averagedRegisters(1, little(256))),
                vit("vit_dlittle_patch16_reg1_gap_256", differential(averagedRegisters(1, little(256)))),
                vit("vit_little_patch16_reg4_gap_256", averagedRegisters(4, little(256))),
                vit("vit_medium_patch16_reg1_gap_256", averagedRegisters(1, medium(256, 16))),
                vit("vit_medium_patch16_reg4_gap_256", averagedRegisters(4, medium(256, 16))),
                vit("vit_mediumd_patch16_reg4_gap_256", averagedRegisters(4, mediumDeep(256))),
                vit("vit_mediumd_patch16_reg4_gap_384", averagedRegisters(4, mediumDeep(384))),
                vit("vit_betwixt_patch16_reg1_gap_256", averagedRegisters(1, betwixt(256, 16))),
                vit("vit_betwixt_patch16_reg4_gap_256", averagedRegisters(4, betwixt(256, 16))),
                vit("vit_betwixt_patch16_reg4_gap_384", averagedRegisters(4, betwixt(384, 16))),
                vit("vit_base_patch16_reg4_gap_256", registers(4, averaged(base(256, 16)))),
                vit("vit_so150m_patch16_reg4_map_256", mapped(so150m(256)).regTokens(4)),
                vit("vit_so150m_patch16_reg4_gap_256", gap(so150m(256)).regTokens(4)),
                vit("vit_so150m_patch16_reg4_gap_384", gap(so150m(384)).regTokens(4)),
                vit("vit_so150m2_patch16_reg1_gap_256", so150m2Registers(256)),
                vit("vit_so150m2_patch16_reg1_gap_384", so150m2Registers(384)),
                vit("vit_so150m2_patch16_reg1_gap_448", so150m2Registers(448)));
    }

    private static List<Architecture<?>> others() {
        return List.of(
                vit(
                        "vit_intern300m_patch14_448",
                        large(448, 14).initValues(0.1).noFinalNorm().dynamicImgSize()),
                vit("aimv2_large_patch14_224", aim(224, 1024, 8, 2.75)),
                vit("aimv2_huge_patch14_224", aim(224, 1536, 12, 2.6667)),
                vit("aimv2_1b_patch14_224", aim(224, 2048, 16, 2.75)),
                vit("aimv2_3b_patch14_224", aim(224, 3072, 24, 2.6667)),
                vit("aimv2_large_patch14_336", aim(336, 1024, 8, 2.75)),
                vit("aimv2_huge_patch14_336", aim(336, 1536, 12, 2.6667)),
                vit("aimv2_1b_patch14_336", aim(336, 2048, 16, 2.75)),
                vit("aimv2_3b_patch14_336", aim(336, 3072, 24, 2.6667)),
                vit("aimv2_large_patch14_448", aim(448, 1024, 8, 2.75)),
                vit("aimv2_huge_patch14_448", aim(448, 1536, 12, 2.6667)),
                vit("aimv2_1b_patch14_448", aim(448, 2048, 16, 2.75)),
                vit("aimv2_3b_patch14_448", aim(448, 3072, 24, 2.6667)),
                vit("test_vit", test(64, 6, 2, 3).dynamicImgSize()),
                vit("test_vit2", testRegisters(64, 8, 2, 3).dynamicImgSize()),
                vit("test_vit3", mapped(testRegisters(96, 9, 3, 2)).poolIncludePrefix()),
                vit("test_vit4", testRegisters(96, 9, 3, 3).rmsNorm().dynamicImgSize()),
                vit("beit3_base_patch16_224", beit3(base(224, 16))),
                vit("beit3_large_patch16_224", beit3(large(224, 16))),
                vit("beit3_giant_patch14_224", beit3(giant(224, 14)).mlpRatio(4.3637)),
                vit("beit3_giant_patch14_336", beit3(giant(336, 14)).mlpRatio(4.3637)));
    }
}
