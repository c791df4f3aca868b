package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Adaptations;
import dev.jimm.api.nn.Attention;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.PatchEmbed;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ConViT: vision transformers whose first blocks attend by position as well as by content, and begin like convolutions.
 *
 * <p>d'Ascoli et al. 2021 (arXiv 2103.10697). Tensor names are those of timm's convit.py. As there, the models offer no
 * intermediates.
 */
public final class Convit implements ModelProvider {
    private static final Init WEIGHTS = Init.truncatedNormal(0.02);
    private static final Norm NORM = Norm.layer(1e-6);

    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            new Architecture<>("convit_tiny", ConvitConfig.of(4), Convit::build),
            new Architecture<>("convit_small", ConvitConfig.of(9), Convit::build),
            new Architecture<>("convit_base", ConvitConfig.of(16), Convit::build));

    @Override
    public String family() {
        return "convit";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Convit.class.getResourceAsStream("convit.json"));
    }

    private static Model build(ConvitConfig config, ModelOptions options, Scope root) {
        return Model.builder(root)
                .features(trunk(config, options, root))
                .head(TokenHead.at(root.at("head"), config.dim(), options))
                .featureCount(config.dim())
                .classifier("head")
                .noWeightDecay("pos_embed", "cls_token")
                .layerGroups(new LayerGroups()
                        .then("cls_token|pos_embed|patch_embed")
                        .then("blocks\\.(\\d+)")
                        .joining("norm"))
                .imageSize(config.imgSize(), config.imgSize())
                .build();
    }

    /** From the image to all tokens, the class token first: (N, C, H, W) to (N, 1 + patches, dim). */
    private static Layer trunk(ConvitConfig config, ModelOptions options, Scope root) {
        ConfigChecks.refuseOutputStride(options, "ConViT; set patch-size instead");
        int dim = config.dim();
        PatchEmbed patches = PatchEmbed.of(config.imgSize(), config.patchSize(), options.channels(), dim);
        Param classToken = root.weight("cls_token", WEIGHTS, 1, 1, dim);
        Param position = config.usePosEmbed()
                ? root.weight("pos_embed", WEIGHTS, Adaptations.positions(0), 1, patches.patches(), dim)
                : null;
        Layer patchEmbed = patches.at(root.at("patch_embed"));
        Layer drop = Drop.dropout(config.posDropRate());
        Param offsets = ConvitAttention.offsets(root, patches.gridSize());
        List<Layer> blocks = new ArrayList<>();
        for (int i = 0; i < config.depth(); i++) {
            double dropPath = Drop.linearRate(options.dropPathRate(), i, config.depth());
            Scope scope = root.at("blocks").at(i);
            blocks.add(block(config, i < config.localUpToLayer() ? offsets : null, dropPath, scope));
        }
        int local = config.localUpToLayer();
        Layer localBlocks = Layer.sequence(blocks.subList(0, local));
        Layer otherBlocks = Layer.sequence(blocks.subList(local, blocks.size()));
        Layer norm = NORM.at(root.at("norm"), dim);
        return (x, pass) -> {
            Tensor embedded = patchEmbed.forward(x, pass);
            Tensor placed = position == null ? embedded : embedded.add(pass.value(position));
            Tensor seen = pass.run(placed, drop, localBlocks);
            Tensor all = Tokens.withClassToken(classToken, seen, pass);
            return pass.run(all, otherBlocks, norm);
        };
    }

    /** @param offsets between the patches, for positional attention; {@code null} for attention by content alone */
    private static Layer block(ConvitConfig config, Param offsets, double dropPath, Scope scope) {
        int dim = config.dim();
        Layer path = Drop.path(dropPath);
        Layer norm = NORM.at(scope.at("norm1"), dim);
        Scope attn = scope.at("attn");
        Layer attention = offsets == null
                ? Attention.of(dim, config.numHeads())
                        .qkvBias(config.qkvBias())
                        .drop(config.attnDropRate(), config.projDropRate())
                        .at(attn)
                : ConvitAttention.at(config, offsets, attn);
        Layer perceptron = Residual.of(
                NORM.at(scope.at("norm2"), dim),
                Mlp.of(dim, (int) (dim * config.mlpRatio()))
                        .drop(config.projDropRate())
                        .at(scope.at("mlp")),
                path);
        return Layer.sequence(Residual.of(norm, attention, path), perceptron);
    }
}
