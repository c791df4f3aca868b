package dev.jimm.plugin.models.transformer;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Adaptations;
import dev.jimm.api.nn.Attention;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Mlp;
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
 * Pooling-based vision transformers: between stages the patches are pooled as in a convolutional network, to a quarter
 * of them with more channels each. Some have a distillation token.
 *
 * <p>Heo et al. 2021 (arXiv 2103.16302). Tensor names are those of timm's pit.py.
 */
public final class Pit implements ModelProvider {
    private static final Norm NORM = Norm.layer(1e-6);

    private static final PitConfig TINY = PitConfig.of(16, 8, 32, List.of(2, 6, 4), List.of(2, 4, 8));
    private static final PitConfig EXTRA_SMALL = PitConfig.of(16, 8, 48, List.of(2, 6, 4), List.of(2, 4, 8));
    private static final PitConfig SMALL = PitConfig.of(16, 8, 48, List.of(2, 6, 4), List.of(3, 6, 12));
    private static final PitConfig BASE = PitConfig.of(14, 7, 64, List.of(3, 6, 4), List.of(4, 8, 16));

    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            pit("pit_ti_224", TINY),
            pit("pit_xs_224", EXTRA_SMALL),
            pit("pit_s_224", SMALL),
            pit("pit_b_224", BASE),
            pit("pit_ti_distilled_224", TINY.asDistilled()),
            pit("pit_xs_distilled_224", EXTRA_SMALL.asDistilled()),
            pit("pit_s_distilled_224", SMALL.asDistilled()),
            pit("pit_b_distilled_224", BASE.asDistilled()));

    private static Architecture<?> pit(String name, PitConfig config) {
        return new Architecture<>(name, config, Pit::build);
    }

    /** What a stage does: map and tokens are pooled, each in its way, then both go through the blocks. */
    private record Stage(Layer pool, Layer tokenPool, Layer blocks) {}

    @Override
    public String family() {
        return "pit";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Pit.class.getResourceAsStream("pit.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return checkpoint.rename(
                "^pools\\.(\\d+)\\.", match -> "transformers." + (Integer.parseInt(match.group(1)) + 1) + ".pool.");
    }

    private static Model build(PitConfig config, ModelOptions options, Scope root) {
        ConfigChecks.refuseOutputStride(options, "pooling-based transformers; set patch-size and stride instead");
        ConfigChecks.requireGlobalPool("token", options, "pooling-based transformers");
        return Model.builder(root)
                .features(trunk(config, options, root))
                .head(head(config, options, root))
                .featureCount(config.channels(config.stages() - 1))
                .featureInfo(IntStream.range(0, config.stages())
                        .mapToObj(i -> new FeatureInfo("transformers." + i, config.channels(i), reduction(config, i)))
                        .toList())
                .classifier(config.distilled() ? new String[] {"head", "head_dist"} : new String[] {"head"})
                .noWeightDecay("pos_embed", "cls_token")
                .layerGroups(new LayerGroups()
                        .then("cls_token|pos_embed|patch_embed")
                        .then("transformers\\.(\\d+)\\.blocks\\.(\\d+)")
                        .joiningFirst("transformers\\.(\\d+)\\.pool")
                        .joining("norm"))
                .imageSize(config.imgSize(), config.imgSize())
                .build();
    }

    /** As timm announces it, though patches lie stride pixels apart: names and numbers of features are timm's. */
    private static int reduction(PitConfig config, int stage) {
        return (config.stride() - 1) << stage;
    }

    /** From the image to the tokens without the patches: (N, C, H, W) to (N, 1 or 2, dim). */
    private static Layer trunk(PitConfig config, ModelOptions options, Scope root) {
        int dim = config.channels(0);
        int tokens = config.distilled() ? 2 : 1;
        int grid = config.gridSize();
        Init nearZero = Init.truncatedNormal(0.02);
        Param position = root.weight("pos_embed", nearZero, Adaptations.positionMap(), 1, dim, grid, grid);
        Param startTokens = root.weight("cls_token", nearZero, 1, tokens, dim);
        Layer patchEmbed = Conv2d.of(options.channels(), dim, config.patchSize())
                .stride(config.stride())
                .padding(0)
                .withBias()
                .at(root.at("patch_embed").at("conv"));
        Layer drop = Drop.dropout(config.posDropRate());
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < config.stages(); i++) {
            stages.add(stage(
                    config, i, options.dropPathRate(), root.at("transformers").at(i)));
        }
        Layer norm = NORM.at(root.at("norm"), config.channels(config.stages() - 1));
        return (x, pass) -> {
            ConfigChecks.requireImageSize(x, config.imgSize());
            Tensor map = drop.forward(patchEmbed.forward(x, pass).add(pass.value(position)), pass);
            Tensor leading = pass.value(startTokens).expand(x.size(0), -1, -1);
            for (int i = 0; i < stages.size(); i++) {
                Stage stage = stages.get(i);
                Tensor pooled = stage.pool.forward(map, pass);
                Tensor patches = pooled.flatten(2).transpose(1, 2);
                Tensor all = stage.tokenPool.forward(leading, pass).cat(1, patches);
                all = stage.blocks.forward(all, pass);
                leading = all.slice(1, 0, tokens);
                map = all.slice(1, tokens, all.size(1)).transpose(1, 2).reshape(pooled.shape());
                pass.tap("transformers." + i, map);
            }
            return norm.forward(leading, pass);
        };
    }

    private static Stage stage(PitConfig config, int index, double dropPath, Scope scope) {
        int dim = config.channels(index);
        Layer pool = Layer.IDENTITY;
        Layer tokenPool = Layer.IDENTITY;
        if (index > 0) {
            int in = config.channels(index - 1);
            pool = Conv2d.of(in, dim, 3)
                    .stride(2)
                    .padding(1)
                    .groups(in)
                    .withBias()
                    .at(scope.at("pool").at("conv"));
            tokenPool = Linear.of(in, dim).at(scope.at("pool").at("fc"));
        }
        int first = sum(config.depth().subList(0, index));
        List<Layer> blocks = new ArrayList<>();
        for (int i = 0; i < config.depth().get(index); i++) {
            double rate = Drop.linearRate(dropPath, first + i, sum(config.depth()));
            blocks.add(block(config, index, rate, scope.at("blocks").at(i)));
        }
        return new Stage(pool, tokenPool, Layer.sequence(blocks));
    }

    private static int sum(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).sum();
    }

    /** Attention, then perceptron, each a normalised residual branch: (N, length, dim) to the same shape. */
    private static Layer block(PitConfig config, int stage, double dropPath, Scope scope) {
        int dim = config.channels(stage);
        Layer path = Drop.path(dropPath);
        Layer attention = Residual.of(
                NORM.at(scope.at("norm1"), dim),
                Attention.of(dim, config.heads().get(stage))
                        .qkvBias(true)
                        .drop(config.attnDropRate(), config.projDropRate())
                        .init(Init.torchDefault(), null)
                        .at(scope.at("attn")),
                path);
        Layer perceptron = Residual.of(
                NORM.at(scope.at("norm2"), dim),
                Mlp.of(dim, (int) (dim * config.mlpRatio()))
                        .drop(config.projDropRate())
                        .init(Init.torchDefault(), null)
                        .at(scope.at("mlp")),
                path);
        return Layer.sequence(attention, perceptron);
    }

    private static Model.Head head(PitConfig config, ModelOptions options, Scope root) {
        Linear linear = Linear.of(config.channels(config.stages() - 1), options.classes());
        Layer classifier = TokenHead.classifier(root.at("head"), linear);
        return config.distilled()
                ? new DistilledHead(
                        Drop.dropout(options.dropRate()),
                        classifier,
                        TokenHead.classifier(root.at("head_dist"), linear))
                : TokenHead.of((x, pass) -> x.select(1, 0), classifier, options);
    }
}
