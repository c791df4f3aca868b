package dev.jimm.plugin.models.transformer;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Adaptations;
import dev.jimm.api.nn.AttentionPoolLatent;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.PatchEmbed;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.plugin.models.transformer.VisionTransformerConfig.GlobalPool;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Vision transformers of one resolution: ViT, CLIP, SigLIP, DINOv2, TIPSv2, FlexiViT, EVA, BEiT-3, InternViT, AIMv2
 * and timm's own.
 *
 * <p>Dosovitskiy et al. 2020 (arXiv 2010.11929), Steiner et al. 2021 (2106.10270, AugReg), Zhai et al. 2021
 * (2106.04560, scaling), Radford et al. 2021 (2103.00020, CLIP), Touvron et al. 2022 (2203.09795, parallel blocks),
 * Beyer et al. 2022 (2212.08013, FlexiViT), Fang et al. 2022 (2211.07636, EVA), Wang et al. 2022 (2208.10442, BEiT-3),
 * Dehghani et al. 2023 (2302.05442, parallel scaling), Zhai et al. 2023 (2303.15343, SigLIP), Oquab et al. 2023
 * (2304.07193, DINOv2), Darcet et al. 2023 (2309.16588, registers), Chen et al. 2023 (2312.14238, InternViT), Fini et
 * al. 2024 (2411.14402, AIMv2), Ye et al. 2024 (2410.05258, differential attention). Tensor names are those of timm's
 * vision_transformer.py.
 */
public final class VisionTransformer implements ModelProvider {
    private static final Init WEIGHTS = Init.truncatedNormal(0.02);

    @Override
    public String family() {
        return "vision_transformer";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return VisionTransformers.ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(VisionTransformer.class.getResourceAsStream("vision_transformer.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return VisionTransformerCheckpoints.convert(checkpoint, model);
    }

    static Model build(VisionTransformerConfig config, ModelOptions options, Scope root) {
        GlobalPool pool = globalPool(config, options);
        boolean averages = pool == GlobalPool.AVG || pool == GlobalPool.AVGMAX || pool == GlobalPool.MAX;
        boolean normAfterPool = config.fcNorm() == null ? averages : config.fcNorm();
        Layer trunk = trunk(config, options, root, config.finalNorm() && !normAfterPool, false);
        Layer reduction = pooling(config, pool, root);
        Layer norm = config.finalNorm() && normAfterPool
                ? config.norm().at(root.at("fc_norm"), config.embedDim())
                : Layer.IDENTITY;
        Layer pooling = Layer.sequence(reduction, norm);
        Layer classifier = TokenHead.classifier(root.at("head"), config.embedDim(), options);
        return description(config, root)
                .features(trunk)
                .head(TokenHead.of(pooling, classifier, options))
                .classifier("head")
                .build();
    }

    /** The pooling asked for, or the architecture's own. */
    static GlobalPool globalPool(VisionTransformerConfig config, ModelOptions options) {
        GlobalPool pool = options.globalPool() == null ? config.globalPool() : GlobalPool.named(options.globalPool());
        if (pool == GlobalPool.TOKEN && !config.classToken()) {
            throw new IllegalArgumentException("global-pool token needs class-token = true");
        }
        return pool;
    }

    /** All but features, head and classifier. */
    static Model.Builder description(VisionTransformerConfig config, Scope root) {
        Model.Builder description = Model.builder(root)
                .featureCount(config.embedDim())
                .featureInfo(IntStream.range(0, config.depth())
                        .mapToObj(i -> new FeatureInfo("blocks." + i, config.embedDim(), config.patchSize()))
                        .toList())
                .noWeightDecay("pos_embed", "cls_token", "reg_token", "dist_token")
                .layerGroups(new LayerGroups()
                        .then("cls_token|reg_token|dist_token|pos_embed|patch_embed")
                        .then("blocks\\.(\\d+)")
                        .joining("norm"));
        return config.dynamicImgSize() ? description : description.imageSize(config.imgSize(), config.imgSize());
    }

    /**
     * From the image to the last block's tokens: (N, C, H, W) to (N, prefix tokens + patches, dim).
     *
     * @param endNorm whether the tokens are normalised at the end
     * @param distilled whether a distillation token follows the class token
     */
    static Layer trunk(
            VisionTransformerConfig config, ModelOptions options, Scope root, boolean endNorm, boolean distilled) {
        ConfigChecks.refuseOutputStride(options, "vision transformers of one resolution; set patch-size instead");
        PatchEmbed patches = PatchEmbed.of(config.imgSize(), config.patchSize(), options.channels(), config.embedDim())
                .anySize(config.dynamicImgSize())
                .bias(!config.preNorm())
                .norm(config.embedNorm() ? config.norm() : null);
        Layer embedding = embedding(config, root, patches, distilled);
        Layer preNorm = config.preNorm() ? config.norm().at(root.at("norm_pre"), config.embedDim()) : Layer.IDENTITY;
        List<Layer> blocks = new ArrayList<>();
        for (int i = 0; i < config.depth(); i++) {
            double dropPath = Drop.linearRate(options.dropPathRate(), i, config.depth());
            blocks.add(new VisionTransformerBlock(config, i, dropPath)
                    .at(root.at("blocks").at(i)));
        }
        Layer norm = endNorm ? config.norm().at(root.at("norm"), config.embedDim()) : Layer.IDENTITY;
        return (image, pass) -> {
            Tensor tokens = pass.run(image, embedding, preNorm);
            long height = patches.gridSize(image.size(2));
            long width = patches.gridSize(image.size(3));
            for (int i = 0; i < blocks.size(); i++) {
                Tensor output = blocks.get(i).forward(tokens, pass);
                pass.tap("blocks." + i, () -> Tokens.map(output, height, width));
                tokens = output;
            }
            return norm.forward(tokens, pass);
        };
    }

    /** Patches with the prefix tokens before them, each at its position. */
    private static Layer embedding(VisionTransformerConfig config, Scope root, PatchEmbed patches, boolean distilled) {
        int dim = config.embedDim();
        Init nearZero = Init.normal(1e-6);
        List<Param> prefix = new ArrayList<>();
        if (config.classToken()) {
            prefix.add(root.weight("cls_token", nearZero, 1, 1, dim));
        }
        if (config.regTokens() > 0) {
            prefix.add(root.weight("reg_token", nearZero, 1, config.regTokens(), dim));
        }
        int placed = config.noEmbedClass() ? 0 : prefixLength(config) + (distilled ? 1 : 0);
        Param position =
                root.weight("pos_embed", WEIGHTS, Adaptations.positions(placed), 1, placed + patches.patches(), dim);
        if (distilled) {
            prefix.add(root.weight("dist_token", WEIGHTS, 1, 1, dim));
        }
        Layer patchEmbed = patches.at(root.at("patch_embed"));
        Layer drop = Drop.dropout(config.posDropRate());
        return (image, pass) -> {
            Tensor tokens = patchEmbed.forward(image, pass);
            Tensor positions = Adaptations.resizePositions(
                    pass.value(position), placed, patches.gridSize(image.size(2)), patches.gridSize(image.size(3)));
            Tensor embedded = config.noEmbedClass()
                    ? withPrefix(tokens.add(positions), prefix, pass)
                    : withPrefix(tokens, prefix, pass).add(positions);
            return drop.forward(embedded, pass);
        };
    }

    private static Tensor withPrefix(Tensor x, List<Param> prefix, Pass pass) {
        List<Tensor> parts = new ArrayList<>();
        for (Param token : prefix) {
            parts.add(pass.value(token).expand(x.size(0), -1, -1));
        }
        parts.add(x);
        return Tensor.cat(1, parts);
    }

    private static int prefixLength(VisionTransformerConfig config) {
        return (config.classToken() ? 1 : 0) + config.regTokens();
    }

    /** (N, length, dim) to (N, dim). */
    private static Layer pooling(VisionTransformerConfig config, GlobalPool pool, Scope root) {
        int dim = config.embedDim();
        Layer reduction = switch (pool) {
            case TOKEN -> (x, pass) -> x.select(1, 0);
            case AVG -> (x, pass) -> x.mean(1);
            case MAX -> (x, pass) -> x.max(1);
            case AVGMAX -> (x, pass) -> x.max(1).add(x.mean(1)).mul(0.5);
            case MAP ->
                new AttentionPoolLatent(dim, config.numHeads(), config.mlpRatio(), config.norm(), config.actLayer())
                        .at(root.at("attn_pool"));
        };
        int skipped = pool == GlobalPool.TOKEN || config.poolIncludePrefix() ? 0 : prefixLength(config);
        return skipped == 0 ? reduction : (x, pass) -> reduction.forward(x.slice(1, skipped, x.size(1)), pass);
    }
}
