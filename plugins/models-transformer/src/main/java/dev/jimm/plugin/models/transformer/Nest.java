package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Adaptations;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pool2d;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.plugin.models.transformer.NestConfig.PadType;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Nested transformers: the map is cut into blocks whose tokens attend to each other only; from level to level a pooling
 * joins four blocks to one.
 *
 * <p>Zhang et al. 2021 (arXiv 2105.12723). Tensor names are those of timm's nest.py.
 */
public final class Nest implements ModelProvider {
    private static final Init WEIGHTS = Init.truncatedNormal(0.02);
    private static final double EPSILON = 1e-6;
    private static final Norm NORM = Norm.layer(EPSILON);
    private static final Norm NORM_OF_MAPS = Norm.layerOfMaps(EPSILON);

    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            nest("nest_base", List.of(128, 256, 512), List.of(4, 8, 16), 20, PadType.SYMMETRIC),
            nest("nest_small", List.of(96, 192, 384), List.of(3, 6, 12), 20, PadType.SYMMETRIC),
            nest("nest_tiny", List.of(96, 192, 384), List.of(3, 6, 12), 8, PadType.SYMMETRIC),
            // weights that were trained with JAX
            nest("nest_base_jx", List.of(128, 256, 512), List.of(4, 8, 16), 20, PadType.SAME),
            nest("nest_small_jx", List.of(96, 192, 384), List.of(3, 6, 12), 20, PadType.SAME),
            nest("nest_tiny_jx", List.of(96, 192, 384), List.of(3, 6, 12), 8, PadType.SAME));

    private static Architecture<?> nest(
            String name, List<Integer> embedDims, List<Integer> numHeads, int lastDepth, PadType padType) {
        NestConfig config = NestConfig.of(embedDims, numHeads, List.of(2, 2, lastDepth), padType);
        return new Architecture<>(name, config, Nest::build);
    }

    @Override
    public String family() {
        return "nest";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Nest.class.getResourceAsStream("nest.json"));
    }

    private static Model build(NestConfig config, ModelOptions options, Scope root) {
        int features = config.embedDims().get(config.levels() - 1);
        Layer trunk = trunk(config, options, root);
        GlobalPool pool = ClassifierHead.pool(options, GlobalPool.AVG);
        ClassifierHead head = ClassifierHead.at(
                root.at("head"),
                pool.features(features),
                options,
                pool,
                Layer.IDENTITY,
                linear -> linear.init(WEIGHTS, Init.ZEROS));
        // timm's list without weight decay names no tensor of the family: it has level for levels
        return Model.builder(root)
                .features(trunk)
                .head(head)
                .featureCount(features)
                .headHiddenSize(head.hiddenSize())
                .featureInfo(IntStream.range(0, config.levels())
                        .mapToObj(i -> new FeatureInfo(
                                "levels." + i, config.embedDims().get(i), config.patchSize() << i))
                        .toList())
                .classifier("head")
                .layerGroups(layerGroups(config))
                .imageSize(config.imgSize(), config.imgSize())
                .build();
    }

    /** From the image to the map of the last level: (N, C, H, W) to (N, dim, block size, block size). */
    private static Layer trunk(NestConfig config, ModelOptions options, Scope root) {
        ConfigChecks.refuseOutputStride(options, "nested transformers; set patch-size instead");
        Layer patches = Conv2d.of(options.channels(), config.embedDims().get(0), config.patchSize())
                .stride(config.patchSize())
                .padding(0)
                .withBias()
                .init(WEIGHTS, Init.ZEROS)
                .at(root.at("patch_embed").at("proj"));
        List<Layer> levels = new ArrayList<>();
        for (int i = 0; i < config.levels(); i++) {
            levels.add(
                    level(config, i, options.dropPathRate(), root.at("levels").at(i)));
        }
        Layer norm = NORM_OF_MAPS.at(root.at("norm"), config.embedDims().get(config.levels() - 1));
        return (x, pass) -> {
            ConfigChecks.requireImageSize(x, config.imgSize());
            Tensor map = patches.forward(x, pass);
            for (int i = 0; i < levels.size(); i++) {
                map = pass.tap("levels." + i, levels.get(i).forward(map, pass));
            }
            return norm.forward(map, pass);
        };
    }

    private static Layer level(NestConfig config, int level, double dropPath, Scope scope) {
        int dim = config.embedDims().get(level);
        int blocks = config.blocks(level);
        int size = config.blockSize();
        long[] places = {1, (long) blocks * blocks, (long) size * size, dim};
        Param position = scope.weight("pos_embed", WEIGHTS, Adaptations.blockedPositions(), places);
        Layer pool = level == 0
                ? Layer.IDENTITY
                : aggregation(config, config.embedDims().get(level - 1), dim, scope.at("pool"));
        int before = config.depths().subList(0, level).stream()
                .mapToInt(Integer::intValue)
                .sum();
        int all = config.depths().stream().mapToInt(Integer::intValue).sum();
        List<Layer> steps = new ArrayList<>();
        for (int i = 0; i < config.depths().get(level); i++) {
            double rate = Drop.linearRate(dropPath, before + i, all);
            steps.add(block(config, level, rate, scope.at("transformer_encoder").at(i)));
        }
        Layer encoder = Layer.sequence(steps);
        return (x, pass) -> {
            Tensor tokens = toBlocks(pool.forward(x, pass), blocks, size).add(pass.value(position));
            return fromBlocks(encoder.forward(tokens, pass), blocks, size);
        };
    }

    /** Joins four blocks to one: (N, in, H, W) to (N, out, H / 2, W / 2). */
    private static Layer aggregation(NestConfig config, int in, int out, Scope scope) {
        Layer conv = Conv2d.of(in, out, 3).withBias().init(WEIGHTS, Init.ZEROS).at(scope.at("conv"));
        Layer norm = NORM_OF_MAPS.at(scope.at("norm"), out);
        Pool2d pool = Pool2d.max(3).stride(2);
        return Layer.sequence(conv, norm, config.padType() == PadType.SAME ? pool.same() : pool.padding(1));
    }

    /** (N, C, H, W) to (N, blocks * blocks, size * size, C). */
    private static Tensor toBlocks(Tensor map, int blocks, int size) {
        long channels = map.size(1);
        return map.permute(0, 2, 3, 1)
                .reshape(map.size(0), blocks, size, blocks, size, channels)
                .transpose(2, 3)
                .reshape(map.size(0), (long) blocks * blocks, (long) size * size, channels);
    }

    /** (N, blocks * blocks, size * size, C) to (N, C, H, W). */
    private static Tensor fromBlocks(Tensor tokens, int blocks, int size) {
        long channels = tokens.size(3);
        long side = (long) blocks * size;
        return tokens.reshape(tokens.size(0), blocks, blocks, size, size, channels)
                .transpose(2, 3)
                .reshape(tokens.size(0), side, side, channels)
                .permute(0, 3, 1, 2)
                .contiguous();
    }

    /** A transformer's block, of the tokens of each block of the map by themselves: keeps (N, blocks, length, dim). */
    private static Layer block(NestConfig config, int level, double dropPath, Scope scope) {
        int dim = config.embedDims().get(level);
        Layer path = Drop.path(dropPath);
        Layer attention = Residual.of(
                NORM.at(scope.at("norm1"), dim),
                attention(config, dim, config.numHeads().get(level), scope.at("attn")),
                path);
        Layer perceptron = Residual.of(
                NORM.at(scope.at("norm2"), dim),
                Mlp.of(dim, (int) (dim * config.mlpRatio()))
                        .drop(config.projDropRate())
                        .at(scope.at("mlp")),
                path);
        return Layer.sequence(attention, perceptron);
    }

    private static Layer attention(NestConfig config, int dim, int heads, Scope scope) {
        int headDim = dim / heads;
        Layer qkv = Linear.of(dim, 3 * dim)
                .bias(config.qkvBias())
                .init(WEIGHTS, Init.ZEROS)
                .at(scope.at("qkv"));
        Layer proj = Linear.of(dim, dim).init(WEIGHTS, Init.ZEROS).at(scope.at("proj"));
        Layer drop = Drop.dropout(config.projDropRate());
        double scale = 1 / Math.sqrt(headDim);
        return (x, pass) -> {
            long length = x.size(2);
            long sequences = x.size(0) * x.size(1);
            Tensor packed = qkv.forward(
                            x, pass) // (N, blocks, length, 3 dim) to (3, N * blocks, heads, length, channels)
                    .reshape(sequences, length, 3, heads, headDim)
                    .permute(2, 0, 3, 1, 4);
            Tensor seen = packed.select(0, 0)
                    .attention(
                            packed.select(0, 1),
                            packed.select(0, 2),
                            null,
                            pass.training() ? config.attnDropRate() : 0,
                            scale);
            // unlike elsewhere a head's channels do not stand together: the weights were trained so
            Tensor joined = seen.permute(0, 2, 3, 1).reshape(x.size(0), x.size(1), length, dim);
            return pass.run(joined, proj, drop);
        };
    }

    /** What stands before the first layer of a level counts as deep as that layer, as in timm. */
    private static LayerGroups layerGroups(NestConfig config) {
        LayerGroups groups = new LayerGroups().then("patch_embed");
        for (int i = 0; i < config.levels(); i++) {
            String level = "levels\\." + i + "\\.";
            for (int j = 0; j < config.depths().get(i); j++) {
                groups.then(level + (j == 0 ? "(?:pool|pos_embed|" : "(?:") + "transformer_encoder\\." + j + "\\.)");
            }
        }
        return groups.joining("norm\\.");
    }
}
