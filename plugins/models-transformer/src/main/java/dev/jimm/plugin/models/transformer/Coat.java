package dev.jimm.plugin.models.transformer;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * CoaT: transformers of four scales, with attention of linear cost and convolutions as position encodings. The larger
 * ones end with blocks in which the last three scales exchange what they see.
 *
 * <p>Xu et al. 2021 (arXiv 2104.06399). Tensor names are those of timm's coat.py. As there, the models offer no
 * intermediates.
 */
public final class Coat implements ModelProvider {
    private static final List<Integer> SHALLOW = List.of(2, 2, 2, 2);
    private static final List<Double> WIDE_FIRST = List.of(8.0, 8.0, 4.0, 4.0);
    private static final CoatConfig MEDIUM = CoatConfig.of(List.of(128, 256, 320, 512), List.of(3, 6, 10, 8));

    private static final List<Architecture<?>> ARCHITECTURES = List.of(
            coat("coat_tiny", parallel(152, 152)),
            coat("coat_mini", parallel(152, 216)),
            coat("coat_small", parallel(152, 320)),
            coat(
                    "coat_lite_tiny",
                    CoatConfig.of(List.of(64, 128, 256, 320), SHALLOW).withMlpRatios(WIDE_FIRST)),
            coat(
                    "coat_lite_mini",
                    CoatConfig.of(List.of(64, 128, 320, 512), SHALLOW).withMlpRatios(WIDE_FIRST)),
            coat(
                    "coat_lite_small",
                    CoatConfig.of(List.of(64, 128, 320, 512), List.of(3, 4, 6, 3))
                            .withMlpRatios(WIDE_FIRST)),
            coat("coat_lite_medium", MEDIUM),
            coat("coat_lite_medium_384", MEDIUM.withImgSize(384)));

    private static CoatConfig parallel(int firstDim, int dim) {
        return CoatConfig.of(List.of(firstDim, dim, dim, dim), SHALLOW).withParallelDepth(6);
    }

    private static Architecture<?> coat(String name, CoatConfig config) {
        return new Architecture<>(name, config, Coat::build);
    }

    @Override
    public String family() {
        return "coat";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ARCHITECTURES;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Coat.class.getResourceAsStream("coat.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        // the paper's code declares tensors that it never uses, in some models
        return checkpoint.drop(name -> name.startsWith("norm1.")
                || name.matches("(norm[234]|aggregate|head)\\..*")
                        && model.find(name).isEmpty());
    }

    private static Model build(CoatConfig config, ModelOptions options, Scope root) {
        ConfigChecks.refuseOutputStride(options, "CoaT; set patch-size instead");
        int features = config.embedDims().get(CoatConfig.SCALES - 1);
        Layer pooling = TokenHead.pooling(options);
        Model.Features trunk = trunk(config, options, root);
        Model.Head head = head(config, options, pooling, features, root);
        return Model.builder(root)
                .branchedFeatures(trunk)
                .head(head)
                .featureCount(features)
                .classifier("head")
                .noWeightDecay("cls_token1", "cls_token2", "cls_token3", "cls_token4")
                .layerGroups(layerGroups())
                .imageSize(config.imgSize(), config.imgSize())
                .build();
    }

    /** From the image to the tokens of the last scale, or of the last three, whose blocks worked side by side. */
    private static Model.Features trunk(CoatConfig config, ModelOptions options, Scope root) {
        List<CoatScale> scales = CoatScale.all(config, options.channels(), root);
        List<Layer> serial = new ArrayList<>();
        for (int i = 0; i < CoatConfig.SCALES; i++) {
            serial.add(serialBlocks(
                    scales.get(i),
                    config.serialDepths().get(i),
                    options.dropPathRate(),
                    root.at("serial_blocks" + (i + 1))));
        }
        List<CoatScale> last = scales.subList(config.parallelDepth() > 0 ? 1 : CoatConfig.SCALES - 1, scales.size());
        List<CoatParallelBlock> parallel = IntStream.range(0, config.parallelDepth())
                .mapToObj(i -> new CoatParallelBlock(
                        last, options.dropPathRate(), root.at("parallel_blocks").at(i)))
                .toList();
        List<Layer> norms = new ArrayList<>();
        for (int i = CoatConfig.SCALES - last.size(); i < CoatConfig.SCALES; i++) {
            norms.add(CoatScale.NORM.at(root.at("norm" + (i + 1)), scales.get(i).dim()));
        }
        return (x, pass) -> {
            List<Tensor> tokens = serial(x, scales, serial, pass);
            tokens = tokens.subList(tokens.size() - last.size(), tokens.size());
            for (CoatParallelBlock block : parallel) {
                tokens = block.forward(tokens, pass);
            }
            return each(tokens, norms, pass);
        };
    }

    private static Layer serialBlocks(CoatScale scale, int depth, double dropPath, Scope scope) {
        // the same rate in all blocks, as in the paper
        return Layer.sequence(IntStream.range(0, depth)
                .mapToObj(i -> scale.serialBlock(dropPath, scope.at(i)))
                .toList());
    }

    /** The tokens of all scales; each begins with the map of the one before. */
    private static List<Tensor> serial(Tensor image, List<CoatScale> scales, List<Layer> blocks, Pass pass) {
        List<Tensor> tokens = new ArrayList<>();
        Tensor map = image;
        for (int i = 0; i < scales.size(); i++) {
            Tensor output = blocks.get(i).forward(scales.get(i).embed(map, pass), pass);
            tokens.add(output);
            map = scales.get(i).toMap(output).contiguous();
        }
        return tokens;
    }

    private static List<Tensor> each(List<Tensor> tokens, List<Layer> layers, Pass pass) {
        return IntStream.range(0, tokens.size())
                .mapToObj(i -> layers.get(i).forward(tokens.get(i), pass))
                .toList();
    }

    /** Classifies what is pooled of the last scale, or a trained mean of what is pooled of the last three. */
    private static Model.Head head(CoatConfig config, ModelOptions options, Layer pooling, int features, Scope root) {
        Layer mean = config.parallelDepth() > 0 ? aggregation(root.at("aggregate")) : (x, pass) -> x.squeeze(1);
        Model.Head head = TokenHead.of(mean, TokenHead.classifier(root.at("head"), features, options), options);
        return (extracted, pass, preLogits) -> {
            List<Tensor> pooled = extracted.stream()
                    .map(tokens -> pooling.forward(tokens, pass).unsqueeze(1))
                    .toList();
            return head.forward(List.of(Tensor.cat(1, pooled)), pass, preLogits);
        };
    }

    /** (N, 3, dim) to (N, dim). */
    private static Layer aggregation(Scope scope) {
        int scales = CoatConfig.SCALES - 1;
        double bound = 1 / Math.sqrt(scales);
        Param weight = scope.weight("weight", Init.torchDefault(), 1, scales, 1);
        Param bias = scope.weight("bias", Init.uniform(-bound, bound), 1);
        return (x, pass) ->
                x.conv1d(pass.value(weight), pass.value(bias), 1, 0, 1, 1).squeeze(1);
    }

    private static LayerGroups layerGroups() {
        LayerGroups groups = new LayerGroups();
        for (int scale = 1; scale <= CoatConfig.SCALES; scale++) {
            groups.then("(?:cls_token|patch_embed|crpe|cpe)" + scale).then("serial_blocks" + scale + "\\.(\\d+)");
        }
        return groups.then("parallel_blocks\\.(\\d+)").joining("norm|aggregate");
    }
}
