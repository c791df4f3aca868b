package dev.jimm.plugin.models.transformer;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.FourierPositions;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
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
import java.util.stream.Stream;

/**
 * Cross-covariance image transformers: attention between channels, convolutions between neighbouring patches, and a
 * class token that enters at the end. They take images of any size.
 *
 * <p>El-Nouby et al. 2021 (arXiv 2106.09681). Tensor names are those of timm's xcit.py.
 */
public final class Xcit implements ModelProvider {
    /** Of all layer norms of the family. */
    static final Norm NORM = Norm.layer(1e-6);

    private static final List<Architecture<?>> ARCHITECTURES = Stream.of(
                    // nano was trained without the norm of all tokens that the other members have
                    members("xcit_nano_12", XcitConfig.of(128, 12, 4, 1).tokensNorm(false)),
                    members("xcit_tiny_12", XcitConfig.of(192, 12, 4, 1)),
                    members("xcit_small_12", XcitConfig.of(384, 12, 8, 1)),
                    members("xcit_tiny_24", XcitConfig.of(192, 24, 4, 1e-5)),
                    members("xcit_small_24", XcitConfig.of(384, 24, 8, 1e-5)),
                    members("xcit_medium_24", XcitConfig.of(512, 24, 8, 1e-5)),
                    members("xcit_large_24", XcitConfig.of(768, 24, 16, 1e-5)))
            .<Architecture<?>>flatMap(members -> members)
            .toList();

    /** For both sizes of patches, and named for each size of images that there are weights for. */
    private static Stream<Architecture<?>> members(String prefix, XcitConfig config) {
        return Stream.of(
                xcit(prefix + "_p16_224", config.patchSize(16)),
                xcit(prefix + "_p16_384", config.patchSize(16)),
                xcit(prefix + "_p8_224", config.patchSize(8)),
                xcit(prefix + "_p8_384", config.patchSize(8)));
    }

    private static Architecture<?> xcit(String name, XcitConfig config) {
        return new Architecture<>(name, config, Xcit::build);
    }

    @Override
    public String family() {
        return "xcit";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Xcit.class.getResourceAsStream("xcit.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        StateDict named = model.find("pos_embed.token_projection.weight").isPresent()
                ? checkpoint.rename("^pos_embeder\\.", "pos_embed.")
                : checkpoint.drop("^pos_embed(er)?\\.");
        return named.split("^(cls_attn_blocks\\.\\d+\\.attn)\\.qkv\\.", "$1.q.", "$1.k.", "$1.v.");
    }

    private static Model build(XcitConfig config, ModelOptions options, Scope root) {
        ConfigChecks.refuseOutputStride(options, "cross-covariance transformers; set patch-size instead");
        return Model.builder(root)
                .features(trunk(config, options, root))
                .head(TokenHead.at(root.at("head"), config.embedDim(), options))
                .featureCount(config.embedDim())
                .featureInfo(IntStream.range(0, config.depth())
                        .mapToObj(i -> new FeatureInfo("blocks." + i, config.embedDim(), config.patchSize()))
                        .toList())
                .classifier("head")
                .noWeightDecay("cls_token")
                .layerGroups(new LayerGroups()
                        .then("cls_token|pos_embed|patch_embed")
                        .then("blocks\\.(\\d+)")
                        .then("cls_attn_blocks\\.(\\d+)")
                        .joining("norm"))
                .build();
    }

    /** From the image to all tokens, the class token first: (N, C, H, W) to (N, 1 + patches, dim). */
    private static Layer trunk(XcitConfig config, ModelOptions options, Scope root) {
        int dim = config.embedDim();
        Param classToken = root.weight("cls_token", Init.truncatedNormal(0.02), 1, 1, dim);
        Layer embedding = Layer.sequence(
                patchEmbed(config, options.channels(), root.at("patch_embed").at("proj")),
                config.usePosEmbed() ? FourierPositions.of(dim).at(root.at("pos_embed")) : Layer.IDENTITY,
                Drop.dropout(config.posDropRate()));
        List<Layer> blocks = new ArrayList<>();
        for (int i = 0; i < config.depth(); i++) {
            // the same rate in all blocks, as in the paper
            blocks.add(XcitBlock.ofPatches(
                    config, options.dropPathRate(), root.at("blocks").at(i)));
        }
        List<Layer> tokenBlocks = new ArrayList<>();
        for (int i = 0; i < config.clsAttnLayers(); i++) {
            tokenBlocks.add(XcitBlock.ofToken(
                    config, options.dropRate(), root.at("cls_attn_blocks").at(i)));
        }
        Layer classAttention = Layer.sequence(tokenBlocks);
        Layer norm = NORM.at(root.at("norm"), dim);
        return (x, pass) -> {
            Tensor tokens = embedding.forward(x, pass).permute(0, 2, 3, 1); // (N, H, W, dim)
            for (int i = 0; i < blocks.size(); i++) {
                Tensor output = blocks.get(i).forward(tokens, pass);
                pass.tap("blocks." + i, () -> output.permute(0, 3, 1, 2).contiguous());
                tokens = output;
            }
            Tensor patches = tokens.reshape(x.size(0), tokens.size(1) * tokens.size(2), dim);
            Tensor all = Tokens.withClassToken(classToken, patches, pass);
            return pass.run(all, classAttention, norm);
        };
    }

    /** Halves the image until a place stands for a patch, doubling the channels up to the last: to (N, dim, H', W'). */
    private static Layer patchEmbed(XcitConfig config, int channels, Scope scope) {
        List<Layer> steps = new ArrayList<>();
        int in = channels;
        for (int divisor = config.patchSize() / 2; divisor >= 1; divisor /= 2) {
            int out = config.embedDim() / divisor;
            if (!steps.isEmpty()) {
                steps.add(Activation.GELU);
            }
            Scope step = scope.at(steps.size());
            steps.add(Layer.sequence(
                    Conv2d.of(in, out, 3).stride(2).padding(1).at(step.at(0)),
                    Norm.batch().at(step.at(1), out)));
            in = out;
        }
        return Layer.sequence(steps);
    }
}
