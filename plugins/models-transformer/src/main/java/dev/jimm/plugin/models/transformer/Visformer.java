package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Adaptations;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Visformer: a transformer that became a convolutional network where that serves vision. Three stages of maps with
 * batch norms, of which the first has convolutions of neighbours in its perceptrons and the others attention.
 *
 * <p>Chen et al. 2021 (arXiv 2104.12533). Tensor names are those of timm's visformer.py.
 */
public final class Visformer implements ModelProvider {
    private static final Norm NORM = Norm.batch();

    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            visformer("visformer_tiny", VisformerConfig.of(16, 192, 3)),
            visformer("visformer_small", VisformerConfig.of(32, 384, 6)));

    private static Architecture<?> visformer(String name, VisformerConfig config) {
        return new Architecture<>(name, config, Visformer::build);
    }

    @Override
    public String family() {
        return "visformer";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Visformer.class.getResourceAsStream("visformer.json"));
    }

    private static Model build(VisformerConfig config, ModelOptions options, Scope root) {
        ConfigChecks.refuseOutputStride(options, "models with tables of positions; set patch-size instead");
        int channels = config.channels(VisformerConfig.STAGES - 1);
        GlobalPool pool = ClassifierHead.pool(options, GlobalPool.AVG);
        Layer trunk = trunk(config, options, root);
        ClassifierHead head = ClassifierHead.at(
                root.at("head"),
                pool.features(channels),
                options,
                pool,
                Layer.IDENTITY,
                linear -> linear.init(Init.truncatedNormal(0.02), Init.ZEROS));
        return Model.builder(root)
                .features(trunk)
                .head(head)
                .featureCount(channels)
                .headHiddenSize(head.hiddenSize())
                .classifier("head")
                .layerGroups(new LayerGroups()
                        .then("patch_embed1|pos_embed1|stem")
                        .then("stage(\\d+)\\.(\\d+)")
                        .joiningFirst("(?:patch_embed|pos_embed)(\\d+)")
                        .joining("norm"))
                .imageSize(config.imgSize(), config.imgSize())
                .build();
    }

    /** From the image to the last stage's map: (N, C, H, W) to (N, channels, H / 32, W / 32) with patches of 16. */
    private static Layer trunk(VisformerConfig config, ModelOptions options, Scope root) {
        List<Layer> positions = new ArrayList<>();
        for (int i = 0; i < VisformerConfig.STAGES; i++) {
            positions.add(config.usePosEmbed() ? positions(config, i, root) : Layer.IDENTITY);
        }
        List<Layer> steps = new ArrayList<>(List.of(stem(config, options, root.at("stem"))));
        int depth = config.depth().stream().mapToInt(Integer::intValue).sum();
        int index = 0;
        for (int i = 0; i < VisformerConfig.STAGES; i++) {
            steps.add(patchEmbed(config, i, root.at("patch_embed" + (i + 1))));
            steps.add(positions.get(i));
            for (int j = 0; j < config.depth().get(i); j++) {
                double dropPath = Drop.linearRate(options.dropPathRate(), index++, depth);
                steps.add(block(config, i, dropPath, root.at("stage" + (i + 1)).at(j)));
            }
        }
        steps.add(NORM.at(root.at("norm"), config.channels(VisformerConfig.STAGES - 1)));
        Layer all = Layer.sequence(steps);
        return (x, pass) -> {
            ConfigChecks.requireImageSize(x, config.imgSize());
            return all.forward(x, pass);
        };
    }

    private static Layer positions(VisformerConfig config, int stage, Scope root) {
        int size = config.mapSize(stage);
        Param table = root.weight(
                "pos_embed" + (stage + 1),
                Init.truncatedNormal(0.02),
                Adaptations.positionMap(),
                1,
                config.channels(stage),
                size,
                size);
        Layer drop = Drop.dropout(config.posDropRate());
        return (x, pass) -> drop.forward(x.add(pass.value(table)), pass);
    }

    private static Layer stem(VisformerConfig config, ModelOptions options, Scope scope) {
        return Layer.sequence(
                conv(options.channels(), config.initChannels(), 7)
                        .stride(2)
                        .padding(3)
                        .at(scope.at(0)),
                NORM.at(scope.at(1), config.initChannels()),
                Activation.RELU);
    }

    private static Layer patchEmbed(VisformerConfig config, int stage, Scope scope) {
        int in = stage == 0 ? config.initChannels() : config.channels(stage - 1);
        int patch = config.patch(stage);
        return Layer.sequence(
                conv(in, config.channels(stage), patch)
                        .stride(patch)
                        .padding(0)
                        .withBias()
                        .at(scope.at("proj")),
                NORM.at(scope.at("norm"), config.channels(stage)));
    }

    /** Attention, where the stage has it, and perceptron, each a normalised residual branch of (N, channels, H, W). */
    private static Layer block(VisformerConfig config, int stage, double dropPath, Scope scope) {
        int channels = config.channels(stage);
        Layer path = Drop.path(dropPath);
        Layer attention = config.attnStage().get(stage)
                ? Residual.of(NORM.at(scope.at("norm1"), channels), attention(config, stage, scope.at("attn")), path)
                : Layer.IDENTITY;
        Layer perceptron =
                Residual.of(NORM.at(scope.at("norm2"), channels), perceptron(config, stage, scope.at("mlp")), path);
        return Layer.sequence(attention, perceptron);
    }

    /** Every place sees all: (N, channels, H, W) to the same shape. */
    private static Layer attention(VisformerConfig config, int stage, Scope scope) {
        int heads = config.numHeads();
        int headDim = config.headDim(stage);
        int channels = config.channels(stage);
        Layer qkv = conv(channels, 3 * heads * headDim, 1).at(scope.at("qkv"));
        Layer proj = conv(heads * headDim, channels, 1).at(scope.at("proj"));
        Layer drop = Drop.dropout(config.projDropRate());
        double scale = 1 / Math.sqrt(headDim);
        return (x, pass) -> {
            Tensor packed = qkv.forward(x, pass) // to (3, N, heads, places, channels)
                    .reshape(x.size(0), 3, heads, headDim, x.size(2) * x.size(3))
                    .permute(1, 0, 2, 4, 3);
            double dropout = pass.training() ? config.attnDropRate() : 0;
            Tensor seen = packed.select(0, 0).attention(packed.select(0, 1), packed.select(0, 2), null, dropout, scale);
            Tensor map = seen.transpose(2, 3).reshape(x.size(0), (long) heads * headDim, x.size(2), x.size(3));
            return pass.run(map, proj, drop);
        };
    }

    /** A perceptron of each place, with or without a look at its neighbours in the middle. */
    private static Layer perceptron(VisformerConfig config, int stage, Scope scope) {
        int channels = config.channels(stage);
        int hidden = config.mlpWidth(stage);
        Layer drop = Drop.dropout(config.projDropRate());
        List<Layer> steps = new ArrayList<>();
        steps.addAll(List.of(conv(channels, hidden, 1).at(scope.at("conv1")), Activation.GELU, drop));
        if (config.spatialConv().get(stage)) {
            steps.add(conv(hidden, hidden, 3).groups(config.group()).at(scope.at("conv2")));
            steps.add(Activation.GELU);
        }
        steps.addAll(List.of(conv(hidden, channels, 1).at(scope.at("conv3")), drop));
        return Layer.sequence(steps);
    }

    private static Conv2d conv(int in, int out, int kernel) {
        return Conv2d.of(in, out, kernel).init(Init.kaimingNormalFanOut(), Init.ZEROS);
    }
}
