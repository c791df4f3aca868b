package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Twins: pyramids of stages whose positions come from a convolution after each stage's first block. PCPVT attends to a
 * smaller copy of the map everywhere; SVT, every other block, inside windows only. They take images of any size.
 *
 * <p>Chu et al. 2021 (arXiv 2104.13840), with the positions of Chu et al. 2021 (2102.10882, CPVT) and the pyramid of
 * Wang et al. 2021 (2102.12122, PVT). Tensor names are those of timm's twins.py.
 */
public final class Twins implements ModelProvider {
    /** Of blocks and of the end; the patches' norms have PyTorch's epsilon. */
    private static final Norm NORM = Norm.layer(1e-6);

    private static final Init WEIGHTS = Init.truncatedNormal(0.02);

    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            twins("twins_pcpvt_small", TwinsConfig.pyramid(List.of(3, 4, 6, 3))),
            twins("twins_pcpvt_base", TwinsConfig.pyramid(List.of(3, 4, 18, 3))),
            twins("twins_pcpvt_large", TwinsConfig.pyramid(List.of(3, 8, 27, 3))),
            twins("twins_svt_small", TwinsConfig.separable(64, List.of(2, 2, 10, 4))),
            twins("twins_svt_base", TwinsConfig.separable(96, List.of(2, 2, 18, 2))),
            twins("twins_svt_large", TwinsConfig.separable(128, List.of(2, 2, 18, 2))));

    private static Architecture<?> twins(String name, TwinsConfig config) {
        return new Architecture<>(name, config, Twins::build);
    }

    @Override
    public String family() {
        return "twins";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Twins.class.getResourceAsStream("twins.json"));
    }

    private static Model build(TwinsConfig config, ModelOptions options, Scope root) {
        ConfigChecks.refuseOutputStride(options, "pyramids of attention; set patch-size instead");
        ConfigChecks.requireGlobalPool("avg", options, "Twins");
        int features = config.embedDims().get(config.stages() - 1);
        return Model.builder(root)
                .features(trunk(config, options, root))
                .head(TokenHead.of(
                        (x, pass) -> x.mean(1), TokenHead.classifier(root.at("head"), features, options), options))
                .featureCount(features)
                .featureInfo(IntStream.range(0, config.stages())
                        .mapToObj(i ->
                                new FeatureInfo("block." + i, config.embedDims().get(i), config.patchSize() << i))
                        .toList())
                .classifier("head")
                .noWeightDecay(IntStream.range(0, config.stages())
                        .mapToObj(i -> "pos_block." + i + ".proj.0.")
                        .flatMap(position -> Stream.of(position + "weight", position + "bias"))
                        .toArray(String[]::new))
                .layerGroups(new LayerGroups()
                        .then("patch_embeds\\.0")
                        .then("blocks\\.(\\d+)\\.(\\d+)")
                        .joiningFirst("(?:patch_embeds|pos_block)\\.(\\d+)")
                        .joining("norm"))
                .build();
    }

    /** From the image to the last stage's places: (N, C, H, W) to (N, places, dim). */
    private static Layer trunk(TwinsConfig config, ModelOptions options, Scope root) {
        List<Layer> stages = stages(config, options, root);
        Layer norm = NORM.at(root.at("norm"), config.embedDims().get(config.stages() - 1));
        return (x, pass) -> {
            Tensor map = x;
            for (int i = 0; i < stages.size(); i++) {
                Tensor output = stages.get(i).forward(map, pass); // (N, H, W, dim)
                map = output.permute(0, 3, 1, 2);
                pass.tap("block." + i, () -> output.permute(0, 3, 1, 2).contiguous());
            }
            return norm.forward(map.flatten(2).transpose(1, 2), pass);
        };
    }

    /** Patches, first block, positions, the other blocks: each (N, in, H, W) to (N, H / patch, W / patch, dim). */
    private static List<Layer> stages(TwinsConfig config, ModelOptions options, Scope root) {
        List<List<Layer>> stages = new ArrayList<>();
        for (int i = 0; i < config.stages(); i++) {
            int in = i == 0 ? options.channels() : config.embedDims().get(i - 1);
            int patch = i == 0 ? config.patchSize() : 2;
            int dim = config.embedDims().get(i);
            Layer patches = patchEmbed(in, dim, patch, root.at("patch_embeds").at(i));
            stages.add(new ArrayList<>(List.of(patches, Drop.dropout(config.posDropRate()))));
        }
        int depth = config.depths().stream().mapToInt(Integer::intValue).sum();
        int index = 0;
        for (int i = 0; i < config.stages(); i++) {
            for (int j = 0; j < config.depths().get(i); j++) {
                double dropPath = Drop.linearRate(options.dropPathRate(), index++, depth);
                Scope scope = root.at("blocks").at(i).at(j);
                stages.get(i).add(block(config, i, j, dropPath, scope));
            }
        }
        int afterFirstBlock = 3;
        for (int i = 0; i < config.stages(); i++) {
            Scope scope = root.at("pos_block").at(i);
            stages.get(i).add(afterFirstBlock, positions(config.embedDims().get(i), scope));
        }
        return stages.stream().map(Layer::sequence).toList();
    }

    /** (N, in, H, W) to (N, H / patch, W / patch, dim). */
    private static Layer patchEmbed(int in, int dim, int patch, Scope scope) {
        Layer proj = Conv2d.of(in, dim, patch)
                .stride(patch)
                .padding(0)
                .withBias()
                .init(Init.kaimingNormalFanOut(), Init.ZEROS)
                .at(scope.at("proj"));
        Layer norm = Norm.layer(1e-5).at(scope.at("norm"), dim);
        return (x, pass) -> norm.forward(proj.forward(x, pass).permute(0, 2, 3, 1), pass);
    }

    /** Attention, then perceptron, each a normalised residual branch: (N, H, W, dim) to the same shape. */
    private static Layer block(TwinsConfig config, int stage, int index, double dropPath, Scope scope) {
        int dim = config.embedDims().get(stage);
        int window = config.window(stage, index);
        Layer path = Drop.path(dropPath);
        Layer attentionNorm = NORM.at(scope.at("norm1"), dim);
        TwinsAttention attention =
                new TwinsAttention(dim, config.numHeads().get(stage), config.attnDropRate(), config.projDropRate());
        Layer attend = window == 1
                ? attention.global(config.srRatios().get(stage), scope.at("attn"))
                : attention.local(window, scope.at("attn"));
        Layer norm = NORM.at(scope.at("norm2"), dim);
        Layer perceptron = Mlp.of(dim, (int) (dim * config.mlpRatios().get(stage)))
                .drop(config.projDropRate())
                .at(scope.at("mlp"));
        return Layer.sequence(Residual.of(attentionNorm, attend, path), Residual.of(norm, perceptron, path));
    }

    /** Tells places apart by the zeros outside of the map, which a convolution of each channel meets at its edges. */
    private static Layer positions(int dim, Scope scope) {
        // of the fan out of one group, as timm has it here
        Init weights = Init.normal(Math.sqrt(2.0 / 9));
        Layer conv = Conv2d.of(dim, dim, 3)
                .groups(dim)
                .withBias()
                .init(weights, Init.ZEROS)
                .at(scope.at("proj").at(0));
        return (x, pass) -> x.add(conv.forward(x.permute(0, 3, 1, 2), pass).permute(0, 2, 3, 1));
    }
}
