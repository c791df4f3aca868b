package dev.jimm.plugin.models.transformer;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.PatchEmbed;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the two versions of Swin have in common: patches, then stages of blocks with attention in windows, between which
 * 2 x 2 places become one. Maps are (N, H, W, dim).
 */
final class SwinNetwork {
    static final Norm NORM = Norm.layer(1e-5);
    static final Init WEIGHTS = Init.truncatedNormal(0.02);

    /** In what the versions differ. */
    interface Version {
        /** From 2 x 2 joined places to one: (N, H, W, 4 dim) to (N, H, W, 2 dim). */
        Layer reduction(int dim, Scope scope);

        /** The blocks of a stage, counted from 0, which may share what is declared in its scope. */
        Blocks blocks(int stage, Scope scope);
    }

    /** The blocks of one stage, each from (N, H, W, dim) to the same shape. */
    @FunctionalInterface
    interface Blocks {
        /** @param dropPath the rate of stochastic depth */
        Layer block(ShiftedWindows windows, double dropPath, Scope scope);
    }

    private SwinNetwork() {}

    static Model build(SwinConfig config, ModelOptions options, Scope root, Version version) {
        ConfigChecks.refuseOutputStride(options, "transformers with windows; set patch-size instead");
        int last = config.stages() - 1;
        Layer patches = patches(config, options.channels(), root.at("patch_embed"));
        Layer stages = stages(config, options.dropPathRate(), root.at("layers"), version);
        Layer norm = NORM.at(root.at("norm"), config.dim(last));
        GlobalPool pool = ClassifierHead.pool(options, GlobalPool.AVG);
        ClassifierHead head = ClassifierHead.at(
                root.at("head").at("fc"),
                pool.features(config.dim(last)),
                options,
                pool,
                Layer.IDENTITY,
                linear -> linear.init(WEIGHTS, Init.ZEROS));
        Model.Builder model = Model.builder(root)
                .features(Layer.sequence(patches, stages, norm))
                .head((maps, pass, preLogits) -> head.forward(List.of(channelsFirst(maps.get(0))), pass, preLogits))
                .featureInfo(IntStream.rangeClosed(0, last)
                        .mapToObj(i -> new FeatureInfo("layers." + i, config.dim(i), config.patchSize() << i))
                        .toList())
                .featureCount(config.dim(last))
                .headHiddenSize(head.hiddenSize())
                .classifier("head.fc")
                .noWeightDecay(root.table().weights().stream()
                        .map(Param::name)
                        .filter(name -> name.endsWith("relative_position_bias_table"))
                        .toArray(String[]::new))
                .layerGroups(layerGroups(config));
        return config.strictImgSize()
                ? model.imageSize(config.imgSize(), config.imgSize()).build()
                : model.build();
    }

    /** (N, C, H, W) to (N, H / patch, W / patch, dim). */
    private static Layer patches(SwinConfig config, int channels, Scope scope) {
        PatchEmbed patches = PatchEmbed.of(config.imgSize(), config.patchSize(), channels, config.embedDim())
                .norm(NORM)
                .anySize(!config.strictImgSize());
        Layer tokens = patches.at(scope);
        return (x, pass) -> tokens.forward(x, pass)
                .reshape(x.size(0), patches.gridSize(x.size(2)), patches.gridSize(x.size(3)), config.embedDim());
    }

    private static Layer stages(SwinConfig config, double dropPathRate, Scope scope, Version version) {
        int total = config.depths().stream().mapToInt(Integer::intValue).sum();
        int index = 0;
        List<Layer> steps = new ArrayList<>();
        for (int stage = 0; stage < config.stages(); stage++) {
            Scope at = scope.at(stage);
            if (stage > 0) {
                steps.add(SwinNetwork::joinNeighbours);
                steps.add(version.reduction(config.dim(stage - 1), at.at("downsample")));
            }
            Blocks blocks = version.blocks(stage, at);
            for (int i = 0; i < config.depths().get(stage); i++) {
                double dropPath = Drop.linearRate(dropPathRate, index++, total);
                ShiftedWindows windows = config.windows(stage, i % 2 == 1);
                steps.add(blocks.block(windows, dropPath, at.at("blocks").at(i)));
            }
            String name = "layers." + stage;
            steps.add((x, pass) -> {
                pass.tap(name, () -> channelsFirst(x));
                return x;
            });
        }
        return Layer.sequence(steps);
    }

    /** (N, H, W, dim) to (N, H / 2, W / 2, 4 dim), column by column; a map of odd size is padded with zeros. */
    private static Tensor joinNeighbours(Tensor x, Pass pass) {
        long oddHeight = x.size(1) % 2;
        long oddWidth = x.size(2) % 2;
        Tensor even = oddHeight + oddWidth == 0 ? x : x.pad(0, 0, 0, 0, oddWidth, 0, oddHeight);
        return even.reshape(x.size(0), even.size(1) / 2, 2, even.size(2) / 2, 2, x.size(3))
                .permute(0, 1, 3, 4, 2, 5)
                .flatten(3);
    }

    /** {@code reduction}, a linear layer without bias. */
    static Layer halve(int dim, Scope scope) {
        return Linear.of(4 * dim, 2 * dim).bias(false).init(WEIGHTS, Init.ZEROS).at(scope.at("reduction"));
    }

    private static Tensor channelsFirst(Tensor map) {
        return map.permute(0, 3, 1, 2).contiguous();
    }

    /** What joins neighbours counts with the first block after it. */
    private static LayerGroups layerGroups(SwinConfig config) {
        LayerGroups groups = new LayerGroups().then("patch_embed");
        for (int stage = 0; stage < config.stages(); stage++) {
            String layer = "layers\\." + stage + "\\.";
            groups.then(layer + "downsample|" + layer + "blocks\\.0\\.");
            for (int i = 1; i < config.depths().get(stage); i++) {
                groups.then(layer + "blocks\\." + i + "\\.");
            }
        }
        return groups.joining("norm");
    }

    /**
     * The papers' checkpoints: there a stage ends in what halves the map, here the next one begins with it. timm's older
     * ones are the same.
     */
    static StateDict convert(StateDict checkpoint) {
        StateDict named = checkpoint
                .drop("relative_position_index$|relative_coords_table$|attn_mask$")
                .rename("^head\\.(weight|bias)$", "head.fc.$1");
        return named.hasAny("^layers\\.0\\.downsample\\.")
                ? named.rename(
                        "^layers\\.(\\d+)\\.downsample\\.",
                        match -> "layers." + (Integer.parseInt(match.group(1)) + 1) + ".downsample.")
                : named;
    }
}
