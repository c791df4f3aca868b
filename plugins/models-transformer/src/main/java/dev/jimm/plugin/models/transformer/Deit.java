package dev.jimm.plugin.models.transformer;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.plugin.models.transformer.VisionTransformerConfig.GlobalPool;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Data-efficient image transformers: {@linkplain VisionTransformer vision transformers} with other training, some with
 * a distillation token.
 *
 * <p>Touvron et al. 2020 (arXiv 2012.12877), Touvron et al. 2022 (2204.07118, DeiT III). Tensor names are those of
 * timm's deit.py.
 */
public final class Deit implements ModelProvider {
    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            deit("deit_tiny_patch16_224", 224, 192, 3),
            deit("deit_small_patch16_224", 224, 384, 6),
            deit("deit_base_patch16_224", 224, 768, 12),
            deit("deit_base_patch16_384", 384, 768, 12),
            distilled("deit_tiny_distilled_patch16_224", 224, 192, 3),
            distilled("deit_small_distilled_patch16_224", 224, 384, 6),
            distilled("deit_base_distilled_patch16_224", 224, 768, 12),
            distilled("deit_base_distilled_patch16_384", 384, 768, 12),
            deit3("deit3_small_patch16_224", 224, 16, 384, 12, 6),
            deit3("deit3_small_patch16_384", 384, 16, 384, 12, 6),
            deit3("deit3_medium_patch16_224", 224, 16, 512, 12, 8),
            deit3("deit3_base_patch16_224", 224, 16, 768, 12, 12),
            deit3("deit3_base_patch16_384", 384, 16, 768, 12, 12),
            deit3("deit3_large_patch16_224", 224, 16, 1024, 24, 16),
            deit3("deit3_large_patch16_384", 384, 16, 1024, 24, 16),
            deit3("deit3_huge_patch14_224", 224, 14, 1280, 32, 16));

    private static Architecture<?> deit(String name, int imgSize, int embedDim, int numHeads) {
        return new Architecture<>(name, patch16(imgSize, embedDim, numHeads), VisionTransformer::build);
    }

    private static Architecture<?> distilled(String name, int imgSize, int embedDim, int numHeads) {
        return new Architecture<>(name, patch16(imgSize, embedDim, numHeads), Deit::buildDistilled);
    }

    private static VisionTransformerConfig patch16(int imgSize, int embedDim, int numHeads) {
        return VisionTransformerConfig.of(imgSize, 16, embedDim, 12, numHeads).build();
    }

    private static Architecture<?> deit3(
            String name, int imgSize, int patchSize, int embedDim, int depth, int numHeads) {
        VisionTransformerConfig config = VisionTransformerConfig.of(imgSize, patchSize, embedDim, depth, numHeads)
                .noEmbedClass()
                .initValues(1e-6)
                .build();
        return new Architecture<>(name, config, VisionTransformer::build);
    }

    @Override
    public String family() {
        return "deit";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Deit.class.getResourceAsStream("deit.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return VisionTransformerCheckpoints.convert(checkpoint, model);
    }

    /** With a distillation token beside the class token and a classifier for each: {@link DistilledHead}. */
    private static Model buildDistilled(VisionTransformerConfig config, ModelOptions options, Scope root) {
        if (VisionTransformer.globalPool(config, options) != GlobalPool.TOKEN) {
            throw new IllegalArgumentException("global-pool must be token for a model with a distillation token");
        }
        if (config.regTokens() > 0) {
            throw new IllegalArgumentException("reg-tokens must be 0 for a model with a distillation token");
        }
        Layer trunk = VisionTransformer.trunk(config, options, root, config.finalNorm(), true);
        Layer head = TokenHead.classifier(root.at("head"), config.embedDim(), options);
        Layer headDist = TokenHead.classifier(root.at("head_dist"), config.embedDim(), options);
        return VisionTransformer.description(config, root)
                .features(trunk)
                .head(new DistilledHead(Layer.IDENTITY, head, headDist))
                .classifier("head", "head_dist")
                .build();
    }
}
