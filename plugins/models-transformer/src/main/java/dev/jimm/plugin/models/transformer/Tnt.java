package dev.jimm.plugin.models.transformer;

import dev.jimm.api.checkpoint.CheckpointTensor;
import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Adaptations;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Transformer in transformer: beside the patches a second, narrower stream of the places inside of each patch, which
 * see each other and tell their patch.
 *
 * <p>Han et al. 2021 (arXiv 2103.00112). Tensor names are those of timm's tnt.py.
 */
public final class Tnt implements ModelProvider {
    /** Of all norms of the family. */
    static final Norm NORM = Norm.layer(1e-5);

    private static final Init WEIGHTS = Init.truncatedNormal(0.02);

    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            tnt("tnt_s_legacy_patch16_224", TntConfig.of(384, 24, 6).asLegacy()),
            tnt("tnt_s_patch16_224", TntConfig.of(384, 24, 6)),
            tnt("tnt_b_patch16_224", TntConfig.of(640, 40, 10)));

    private static Architecture<?> tnt(String name, TntConfig config) {
        return new Architecture<>(name, config, Tnt::build);
    }

    @Override
    public String family() {
        return "tnt";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Tnt.class.getResourceAsStream("tnt.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return checkpoint
                .drop("^outer_tokens$")
                .rename("outer_pos", "patch_pos")
                .rename("inner_pos", "pixel_pos")
                .rename("patch_embed", "pixel_embed")
                .rename("proj_norm([12])", "norm$1_proj")
                .rename("inner_norm1", "norm_in")
                .rename("inner_attn", "attn_in")
                .rename("inner_norm2", "norm_mlp_in")
                .rename("inner_mlp", "mlp_in")
                .rename("outer_norm1", "norm_out")
                .rename("outer_attn", "attn_out")
                .rename("outer_norm2", "norm_mlp")
                .rename("outer_mlp", "mlp")
                .change("^pixel_pos$", positions -> pixelPositions(positions, model));
    }

    /** From a sequence of pixels to a map, where the model has one. */
    private static CheckpointTensor pixelPositions(CheckpointTensor saved, ParamTable model) {
        return model.find("pixel_pos")
                .filter(param -> param.rank() == 4 && saved.rank() == 3)
                .map(param -> saved.permute(0, 2, 1).reshape(1, saved.size(2), param.shape()[2], param.shape()[3]))
                .orElse(saved);
    }

    private static Model build(TntConfig config, ModelOptions options, Scope root) {
        ConfigChecks.refuseOutputStride(options, "transformers in transformers; set patch-size instead");
        return Model.builder(root)
                .features(trunk(config, options, root))
                .head(TokenHead.at(root.at("head"), config.embedDim(), options))
                .featureCount(config.embedDim())
                .featureInfo(IntStream.range(0, config.depth())
                        .mapToObj(i -> new FeatureInfo("blocks." + i, config.embedDim(), config.patchSize()))
                        .toList())
                .classifier("head")
                .noWeightDecay("patch_pos", "pixel_pos", "cls_token")
                .layerGroups(new LayerGroups()
                        .then("cls_token|patch_pos|pixel_pos|pixel_embed|norm[12]_proj|proj")
                        .then("blocks\\.(\\d+)")
                        .joining("norm"))
                .imageSize(config.imgSize(), config.imgSize())
                .build();
    }

    /** From the image to all tokens, the class token first: (N, C, H, W) to (N, 1 + patches, dim). */
    private static Layer trunk(TntConfig config, ModelOptions options, Scope root) {
        int dim = config.embedDim();
        int inner = config.innerSize();
        Param classToken = root.weight("cls_token", WEIGHTS, 1, 1, dim);
        Param position = root.weight("patch_pos", WEIGHTS, Adaptations.positions(1), 1, 1 + config.patches(), dim);
        Param innerPosition = root.weight("pixel_pos", WEIGHTS, 1, config.innerDim(), inner, inner);
        Layer placeEmbed = placeEmbed(config, options.channels(), root.at("pixel_embed"));
        Layer patchEmbed = Layer.sequence(
                TntBlock.join(config),
                NORM.at(root.at("norm1_proj"), config.joinedDim()),
                Linear.of(config.joinedDim(), dim).init(WEIGHTS, Init.ZEROS).at(root.at("proj")),
                NORM.at(root.at("norm2_proj"), dim));
        Layer drop = Drop.dropout(config.posDropRate());
        List<TntBlock> blocks = new ArrayList<>();
        for (int i = 0; i < config.depth(); i++) {
            double dropPath = Drop.linearRate(options.dropPathRate(), i, config.depth());
            blocks.add(TntBlock.at(config, dropPath, root.at("blocks").at(i)));
        }
        Layer norm = NORM.at(root.at("norm"), dim);
        return (x, pass) -> {
            Tensor places = placeEmbed.forward(x, pass).add(pass.value(innerPosition)); // (N * patches, innerDim, h, w)
            places = places.flatten(2).transpose(1, 2);
            Tensor patches = patchEmbed.forward(places, pass);
            Tensor all = Tokens.withClassToken(classToken, patches, pass);
            TntBlock.State state = new TntBlock.State(places, drop.forward(all.add(pass.value(position)), pass));
            for (int i = 0; i < blocks.size(); i++) {
                state = blocks.get(i).forward(state, pass);
                Tensor output = state.patches();
                pass.tap("blocks." + i, () -> Tokens.map(output, config.gridSize(), config.gridSize()));
            }
            return norm.forward(state.patches(), pass);
        };
    }

    /**
     * Maps of the places inside of each patch: (N, C, H, W) to (N * patches, innerDim, innerSize, innerSize). The first
     * code let the convolution see over the edges of patches.
     */
    private static Layer placeEmbed(TntConfig config, int channels, Scope scope) {
        Layer proj = Conv2d.of(channels, config.innerDim(), 7)
                .stride(config.firstStride())
                .padding(3)
                .withBias()
                .at(scope.at("proj"));
        Layer cut = config.legacy() ? cut(config, config.innerSize()) : cut(config, config.patchSize());
        Layer steps = config.legacy() ? Layer.sequence(proj, cut) : Layer.sequence(cut, proj);
        return (x, pass) -> {
            ConfigChecks.requireImageSize(x, config.imgSize());
            return steps.forward(x, pass);
        };
    }

    /** The patches of a map, of the given height and width there: (N, C, H, W) to (N * patches, C, size, size). */
    private static Layer cut(TntConfig config, int size) {
        return (x, pass) ->
                x.unfold(size, size, 0, 1).transpose(1, 2).reshape(x.size(0) * config.patches(), x.size(1), size, size);
    }
}
