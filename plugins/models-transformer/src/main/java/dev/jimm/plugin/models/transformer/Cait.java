package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Adaptations;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.PatchEmbed;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Class-attention in image transformers: deep vision transformers whose class token enters after the blocks of
 * patches, and alone changes from there on.
 *
 * <p>Touvron et al. 2021 (arXiv 2103.17239). Tensor names are those of timm's cait.py.
 */
public final class Cait implements ModelProvider {
    private static final Init WEIGHTS = Init.truncatedNormal(0.02);

    /** Of all norms of the family. */
    static final Norm NORM = Norm.layer(1e-6);

    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            cait("cait_xxs24_224", CaitConfig.of(224, 192, 24, 1e-5)),
            cait("cait_xxs24_384", CaitConfig.of(384, 192, 24, 1e-5)),
            cait("cait_xxs36_224", CaitConfig.of(224, 192, 36, 1e-5)),
            cait("cait_xxs36_384", CaitConfig.of(384, 192, 36, 1e-5)),
            cait("cait_xs24_384", CaitConfig.of(384, 288, 24, 1e-5)),
            cait("cait_s24_224", CaitConfig.of(224, 384, 24, 1e-5)),
            cait("cait_s24_384", CaitConfig.of(384, 384, 24, 1e-5)),
            cait("cait_s36_384", CaitConfig.of(384, 384, 36, 1e-6)),
            cait("cait_m36_384", CaitConfig.of(384, 768, 36, 1e-6)),
            cait("cait_m48_448", CaitConfig.of(448, 768, 48, 1e-6)));

    private static Architecture<?> cait(String name, CaitConfig config) {
        return new Architecture<>(name, config, Cait::build);
    }

    @Override
    public String family() {
        return "cait";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Cait.class.getResourceAsStream("cait.json"));
    }

    private static Model build(CaitConfig config, ModelOptions options, Scope root) {
        return Model.builder(root)
                .features(trunk(config, options, root))
                .head(TokenHead.at(root.at("head"), config.embedDim(), options))
                .featureCount(config.embedDim())
                .featureInfo(IntStream.range(0, config.depth())
                        .mapToObj(i -> new FeatureInfo("blocks." + i, config.embedDim(), config.patchSize()))
                        .toList())
                .classifier("head")
                .noWeightDecay("pos_embed", "cls_token")
                .layerGroups(layerGroups(config))
                .imageSize(config.imgSize(), config.imgSize())
                .build();
    }

    /** From the image to all tokens, the class token first: (N, C, H, W) to (N, 1 + patches, dim). */
    private static Layer trunk(CaitConfig config, ModelOptions options, Scope root) {
        ConfigChecks.refuseOutputStride(options, "class-attention transformers; set patch-size instead");
        int dim = config.embedDim();
        PatchEmbed patches = PatchEmbed.of(config.imgSize(), config.patchSize(), options.channels(), dim);
        Param classToken = root.weight("cls_token", WEIGHTS, 1, 1, dim);
        Param position = root.weight("pos_embed", WEIGHTS, Adaptations.positions(0), 1, patches.patches(), dim);
        Layer patchEmbed = patches.at(root.at("patch_embed"));
        Layer drop = Drop.dropout(config.posDropRate());
        List<Layer> blocks = new ArrayList<>();
        for (int i = 0; i < config.depth(); i++) {
            // the same rate in all blocks, as in the paper
            blocks.add(CaitBlock.ofPatches(
                    config, options.dropPathRate(), root.at("blocks").at(i)));
        }
        List<Layer> tokenBlocks = new ArrayList<>();
        for (int i = 0; i < config.depthTokenOnly(); i++) {
            tokenBlocks.add(
                    CaitBlock.ofToken(config, root.at("blocks_token_only").at(i)));
        }
        Layer norm = NORM.at(root.at("norm"), dim);
        return (x, pass) -> {
            Tensor tokens = drop.forward(patchEmbed.forward(x, pass).add(pass.value(position)), pass);
            for (int i = 0; i < blocks.size(); i++) {
                Tensor output = blocks.get(i).forward(tokens, pass);
                pass.tap("blocks." + i, () -> Tokens.map(output, patches.gridSize(), patches.gridSize()));
                tokens = output;
            }
            Tensor all = Tokens.withClassToken(classToken, tokens, pass);
            return norm.forward(pass.run(all, tokenBlocks.toArray(Layer[]::new)), pass);
        };
    }

    /** The blocks of the class token count as deep as the last ones of the patches, as in timm. */
    private static LayerGroups layerGroups(CaitConfig config) {
        LayerGroups groups = new LayerGroups().then("cls_token|pos_embed|patch_embed");
        int first = config.depth() - config.depthTokenOnly();
        for (int i = 0; i < config.depth(); i++) {
            String tokenBlock = i < first ? "" : "|blocks_token_only\\." + (i - first) + "\\.";
            groups.then("blocks\\." + i + "\\." + tokenBlock);
        }
        return groups.joining("norm\\.");
    }
}
