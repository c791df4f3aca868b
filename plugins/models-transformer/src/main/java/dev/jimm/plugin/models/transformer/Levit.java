package dev.jimm.plugin.models.transformer;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.GlobalPool;
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
import java.util.stream.Stream;

/**
 * LeViT: a pyramid of attention blocks behind a convolutional stem, with batch norms and trained attention biases,
 * built for fast inference.
 *
 * <p>Graham et al. 2021 (arXiv 2104.01136). Tensor names are those of timm's levit.py.
 */
public final class Levit implements ModelProvider {
    private static final String[] ONE_CLASSIFIER = {"head.linear"};
    private static final String[] BOTH_CLASSIFIERS = {"head.linear", "head_dist.linear"};
    private static final List<Integer> DEPTH = List.of(4, 4, 4);
    private static final List<Integer> DEEP = List.of(4, 8, 6);

    private static final List<Architecture<?>> ARCHITECTURES = Stream.of(
                    levit("128s", LevitConfig.of(List.of(128, 256, 384), 16, List.of(4, 6, 8), List.of(2, 3, 4))),
                    levit("128", LevitConfig.of(List.of(128, 256, 384), 16, List.of(4, 8, 12), DEPTH)),
                    levit("192", LevitConfig.of(List.of(192, 288, 384), 32, List.of(3, 5, 6), DEPTH)),
                    levit("256", LevitConfig.of(List.of(256, 384, 512), 32, List.of(4, 6, 8), DEPTH)),
                    levit("384", LevitConfig.of(List.of(384, 512, 768), 32, List.of(6, 9, 12), DEPTH)),
                    // timm's own, without pretrained weights
                    levit(
                            "384_s8",
                            LevitConfig.of(List.of(384, 512, 768), 32, List.of(6, 9, 12), DEPTH)
                                    .silu()
                                    .stride8()),
                    levit(
                            "512_s8",
                            LevitConfig.of(List.of(512, 640, 896), 64, List.of(8, 10, 14), DEPTH)
                                    .silu()
                                    .stride8()
                                    .undistilled()),
                    levit(
                            "512",
                            LevitConfig.of(List.of(512, 768, 1024), 64, List.of(8, 12, 16), DEPTH)
                                    .silu()
                                    .undistilled()),
                    levit(
                            "256d",
                            LevitConfig.of(List.of(256, 384, 512), 32, List.of(4, 6, 8), DEEP)
                                    .silu()
                                    .undistilled()),
                    levit(
                            "512d",
                            LevitConfig.of(List.of(512, 640, 768), 64, List.of(8, 10, 12), DEEP)
                                    .silu()
                                    .undistilled()))
            .<Architecture<?>>flatMap(both -> both)
            .toList();

    /** One size with its tokens in lists, and with its tokens in maps. */
    private static Stream<Architecture<?>> levit(String size, LevitConfig config) {
        return Stream.of(
                new Architecture<>("levit_" + size, config, Levit::build),
                new Architecture<>("levit_conv_" + size, config.convolutional(), Levit::build));
    }

    @Override
    public String family() {
        return "levit";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Levit.class.getResourceAsStream("levit.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return checkpoint.drop("attention_bias_idxs$");
    }

    private static Model build(LevitConfig config, ModelOptions options, Scope root) {
        int stages = config.embedDim().size();
        int features = config.embedDim().get(stages - 1);
        Layer trunk = trunk(config, options, root);
        Model.Head head = head(config, options, features, root);
        // no layer groups: timm has none for this family, so that all weights are of one layer
        return Model.builder(root)
                .features(trunk)
                .head(head)
                .featureCount(features)
                .featureInfo(IntStream.range(0, stages)
                        .mapToObj(i -> new FeatureInfo(
                                "stages." + i,
                                config.embedDim().get(i),
                                config.stemType().stride() << i))
                        .toList())
                .classifier(config.distilled() ? BOTH_CLASSIFIERS : ONE_CLASSIFIER)
                .noWeightDecay(root.table().weights().stream()
                        .map(Param::name)
                        .filter(name -> name.endsWith(".attention_biases"))
                        .toArray(String[]::new))
                .imageSize(config.imgSize(), config.imgSize())
                .build();
    }

    /** From the image to the last stage's tokens: (N, C, H, W) to the configured layout. */
    private static Layer trunk(LevitConfig config, ModelOptions options, Scope root) {
        ConfigChecks.refuseOutputStride(options, "LeViT; set stem-type instead");
        LevitLayout layout = LevitLayout.of(config);
        Layer stem = stem(config, options.channels(), root.at("stem"));
        List<Layer> stages = new ArrayList<>();
        for (int i = 0; i < config.embedDim().size(); i++) {
            stages.add(
                    stage(config, i, options.dropPathRate(), root.at("stages").at(i)));
        }
        return (x, pass) -> {
            ConfigChecks.requireImageSize(x, config.imgSize());
            Tensor tokens = layout.fromMap(stem.forward(x, pass));
            for (int i = 0; i < stages.size(); i++) {
                Tensor output = stages.get(i).forward(tokens, pass);
                int side = config.side(i);
                pass.tap("stages." + i, () -> layout.toMap(output, side));
                tokens = output;
            }
            return tokens;
        };
    }

    /** Convolutions that halve the map and double the channels, up to those of the first stage. */
    private static Layer stem(LevitConfig config, int channels, Scope scope) {
        int convolutions = config.stemType().convolutions();
        List<Layer> steps = new ArrayList<>();
        int in = channels;
        for (int i = 1; i <= convolutions; i++) {
            int out = config.embedDim().get(0) >> (convolutions - i);
            Conv2d conv = Conv2d.of(in, out, 3).stride(2);
            steps.add(LevitLayout.convolution(scope.at("conv" + i), conv, Init.ONES));
            if (i < convolutions) {
                steps.add(config.actLayer());
            }
            in = out;
        }
        return Layer.sequence(steps);
    }

    private static Layer stage(LevitConfig config, int stage, double dropPath, Scope scope) {
        LevitBlock block = new LevitBlock(config, dropPath); // the same rate in all blocks, as in the paper
        List<Layer> steps = new ArrayList<>();
        if (stage > 0) {
            steps.add(block.shrinking(scope.at("downsample"), stage));
        }
        for (int i = 0; i < config.depth().get(stage); i++) {
            steps.add(block.at(scope.at("blocks").at(i), stage));
        }
        return Layer.sequence(steps);
    }

    /**
     * The average of all tokens, classified. With two classifiers the output is the mean of their logits; a loss that
     * teaches them apart finds them under the taps {@code head} and {@code head_dist}.
     */
    private static Model.Head head(LevitConfig config, ModelOptions options, int features, Scope root) {
        GlobalPool pool = ClassifierHead.pool(options, GlobalPool.AVG);
        if (pool != GlobalPool.AVG && pool != GlobalPool.NONE) {
            throw new IllegalArgumentException(
                    "global-pool must be avg for LeViT, is \"" + options.globalPool() + "\"");
        }
        LevitLayout layout = LevitLayout.of(config);
        boolean classifies = options.classes() > 0;
        Layer head = classifies ? classifier(options, options.dropRate(), features, root.at("head")) : Layer.IDENTITY;
        Layer headDist = classifies && config.distilled()
                ? classifier(options, 0, features, root.at("head_dist"))
                : Layer.IDENTITY;
        return (extracted, pass, preLogits) -> {
            Tensor tokens = extracted.get(0);
            Tensor pooled = pass.tap(Model.PRE_LOGITS, pool == GlobalPool.NONE ? tokens : layout.mean(tokens));
            if (preLogits || !classifies) {
                return pooled;
            }
            Tensor logits = pass.tap("head", head.forward(pooled, pass));
            return config.distilled()
                    ? logits.add(pass.tap("head_dist", headDist.forward(pooled, pass)))
                            .div(2)
                    : logits;
        };
    }

    private static Layer classifier(ModelOptions options, double dropRate, int features, Scope scope) {
        return Layer.sequence(
                Norm.batch().at(scope.at("bn"), features),
                Drop.dropout(dropRate),
                Linear.of(features, options.classes())
                        .init(Init.truncatedNormal(0.02), Init.ZEROS)
                        .at(scope.at("linear")));
    }
}
