package ${package};

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * A family of small convolutional networks, to be replaced by yours: a stem, then stages of residual blocks, each at half the size of the
 * one before, then the usual classifier.
 *
 * <p>To build a model is to declare its tensors, where they are used, and to return functions over them. The names of the tensors are the
 * scopes that they are declared in: {@code stages.0.blocks.1.project.weight}.
 */
public final class ${class}Net implements ModelProvider {
    /**
     * The options of the family, which a run overrides by name: {@code model.options { depth = 3 }}.
     *
     * @param widths the number of channels of each stage, of which there are up to four
     * @param depth the number of blocks of each stage
     */
    public record Config(List<Integer> widths, int depth) {
        public Config {
            widths = List.copyOf(widths);
            if (widths.isEmpty() || widths.size() > 4 || widths.stream().anyMatch(width -> width < 1)) {
                throw new IllegalArgumentException("widths must be 1 to 4 numbers of at least 1, is " + widths);
            }
            if (depth < 1) {
                throw new IllegalArgumentException("depth must be at least 1, is " + depth);
            }
        }
    }

    /** By how much the stem makes maps smaller than the image. */
    private static final int STEM = 2;

    /** How many times the channels are that a block computes with. */
    private static final int EXPANSION = 2;

    @Override
    public String family() {
        return "${name}";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return List.of(
                new Architecture<>("${name}_tiny", new Config(List.of(16, 32, 64), 1), ${class}Net::build),
                new Architecture<>("${name}_small", new Config(List.of(32, 64, 128), 2), ${class}Net::build));
    }

    /** (N, C, H, W) to (N, classes). */
    private static Model build(Config config, ModelOptions options, Scope root) {
        List<Layer> layers = new ArrayList<>();
        List<FeatureInfo> features = new ArrayList<>();
        layers.add(convolution(root.at("stem"), options.channels(), config.widths().get(0), STEM, 1));
        for (int i = 0; i < config.widths().size(); i++) {
            String name = "stages." + i;
            Layer stage = stage(config, options, root.at("stages").at(i), i);
            layers.add((x, pass) -> pass.tap(name, stage.forward(x, pass)));
            features.add(new FeatureInfo(name, config.widths().get(i), reduction(i, options)));
        }
        int width = config.widths().get(config.widths().size() - 1);
        return Model.builder(root)
                .features(Layer.sequence(layers))
                .head(ClassifierHead.at(root.at("head"), width, options, GlobalPool.AVG))
                .featureInfo(features)
                .featureCount(width)
                .classifier("head")
                .layerGroups(new LayerGroups().then("stem").then("stages\\.(\\d+)"))
                .build();
    }

    /** By how much maps are smaller than the image behind a stage, or, behind the stem, stage -1. */
    private static int reduction(int stage, ModelOptions options) {
        return Math.min(STEM << stage + 1, options.outputStride());
    }

    /** A convolution that halves the map, and blocks. Beyond the output stride maps keep their size, and kernels widen instead. */
    private static Layer stage(Config config, ModelOptions options, Scope scope, int stage) {
        int in = config.widths().get(Math.max(0, stage - 1));
        int width = config.widths().get(stage);
        int stride = reduction(stage, options) / reduction(stage - 1, options);
        int dilation = (STEM << stage + 1) / reduction(stage, options);
        List<Layer> layers = new ArrayList<>();
        layers.add(convolution(scope.at("reduce"), in, width, stride, dilation));
        int blocks = config.widths().size() * config.depth();
        for (int i = 0; i < config.depth(); i++) {
            double dropPath = Drop.linearRate(options.dropPathRate(), stage * config.depth() + i, blocks);
            layers.add(block(scope.at("blocks").at(i), width, dilation, dropPath));
        }
        return Layer.sequence(layers);
    }

    /** A 3 x 3 convolution, normalised and activated: (N, in, H, W) to (N, out, H / stride, W / stride). */
    private static Layer convolution(Scope scope, int in, int out, int stride, int dilation) {
        return Layer.sequence(
                Conv2d.of(in, out, 3).stride(stride).dilation(dilation).at(scope.at("conv")),
                Norm.batch().at(scope.at("norm"), out),
                Activation.SILU);
    }

    /** An inverted bottleneck with a shortcut: (N, width, H, W) to the same. */
    private static Layer block(Scope scope, int width, int dilation, double dropPath) {
        int inner = EXPANSION * width;
        Layer branch = Layer.sequence(
                Conv2d.of(width, inner, 1).at(scope.at("expand")),
                Norm.batch().at(scope.at("norm1"), inner),
                Activation.SILU,
                Conv2d.of(inner, inner, 3).groups(inner).dilation(dilation).at(scope.at("spatial")),
                Norm.batch().at(scope.at("norm2"), inner),
                Activation.SILU,
                Conv2d.of(inner, width, 1).at(scope.at("project")),
                Norm.batch().at(scope.at("norm3"), width),
                Drop.path(dropPath));
        return (x, pass) -> x.add(branch.forward(x, pass));
    }
}
