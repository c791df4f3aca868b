package dev.jimm.plugin.models.cnn;

import dev.jimm.api.checkpoint.StateDict;
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
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.nn.SqueezeExcite;
import dev.jimm.plugin.models.cnn.GhostNetConfig.Version;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * GhostNet: networks of inverted residuals that make half of their maps by cheap operations.
 *
 * <ul>
 *   <li>GhostNet: More Features from Cheap Operations, Han et al. 2019 (arXiv 1911.11907)
 *   <li>GhostNetV2: Enhance Cheap Operation with Long-Range Attention, Tang et al. 2022 (2211.12905)
 *   <li>GhostNetV3: Exploring the Training Strategies for Compact Models, Liu et al. 2024 (2404.11202)
 * </ul>
 *
 * <p>Names of tensors are those of timm's {@code ghostnet.py}.
 */
public final class GhostNet implements ModelProvider {
    private static final List<Architecture<?>> ALL = List.of(
            of("ghostnet_050", Version.V1, 0.5),
            of("ghostnet_100", Version.V1, 1),
            of("ghostnet_130", Version.V1, 1.3),
            of("ghostnetv2_100", Version.V2, 1),
            of("ghostnetv2_130", Version.V2, 1.3),
            of("ghostnetv2_160", Version.V2, 1.6),
            of("ghostnetv3_050", Version.V3, 0.5),
            of("ghostnetv3_100", Version.V3, 1),
            of("ghostnetv3_130", Version.V3, 1.3),
            of("ghostnetv3_160", Version.V3, 1.6));

    private static Architecture<?> of(String name, Version version, double width) {
        return new Architecture<>(name, new GhostNetConfig(version, width), GhostNet::build);
    }

    @Override
    public String family() {
        return "ghostnet";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(GhostNet.class.getResourceAsStream("ghostnet.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return checkpoint.drop("total_(ops|params)").rename("(\\.(?:ghost|dw_rpr_).*?)\\bbn\\.", "$1bn1.");
    }

    private static Model build(GhostNetConfig config, ModelOptions options, Scope root) {
        Refusal.outputStride(options, "GhostNet");
        return new Network(config, options, root).build();
    }

    /**
     * A bottleneck of width 1.
     *
     * @param squeezes whether it has squeeze-and-excite
     */
    private record Block(int kernel, int middle, int outputs, boolean squeezes, int stride) {
        static Block of(int kernel, int middle, int outputs) {
            return new Block(kernel, middle, outputs, false, 1);
        }

        Block se() {
            return new Block(kernel, middle, outputs, true, stride);
        }

        Block halving() {
            return new Block(kernel, middle, outputs, squeezes, 2);
        }
    }

    /** Table 1 of the first paper; each block that halves the map is a stage of its own here, as timm numbers them. */
    private static final List<List<Block>> STAGES = List.of(
            List.of(Block.of(3, 16, 16)),
            List.of(Block.of(3, 48, 24).halving()),
            List.of(Block.of(3, 72, 24)),
            List.of(Block.of(5, 72, 40).se().halving()),
            List.of(Block.of(5, 120, 40).se()),
            List.of(Block.of(3, 240, 80).halving()),
            List.of(
                    Block.of(3, 200, 80),
                    Block.of(3, 184, 80),
                    Block.of(3, 184, 80),
                    Block.of(3, 480, 112).se(),
                    Block.of(3, 672, 112).se()),
            List.of(Block.of(5, 672, 160).se().halving()),
            List.of(
                    Block.of(5, 960, 160),
                    Block.of(5, 960, 160).se(),
                    Block.of(5, 960, 160),
                    Block.of(5, 960, 160).se()));

    /** Builds the structure that a configuration describes. */
    private static final class Network {
        private static final int STEM = 16;
        private static final int LAST = 960;
        private static final int FEATURES = 1280;
        /** The first blocks, on large maps, have no attention. */
        private static final int WITHOUT_ATTENTION = 2;

        private static final double SQUEEZE_RATIO = 0.25;

        private final GhostNetConfig config;
        private final ModelOptions options;
        private final Scope root;
        private final Trunk trunk = new Trunk();
        private int channels;
        private int reduction = 1;

        Network(GhostNetConfig config, ModelOptions options, Scope root) {
            this.config = config;
            this.options = options;
            this.root = root;
        }

        Model build() {
            GlobalPool pool = ClassifierHead.pool(options, GlobalPool.AVG);
            stem();
            stages();
            Scope last = root.at("blocks").at(STAGES.size()).at(0);
            Conv2d conv = Conv2d.of(channels, config.scaled(LAST), 1);
            trunk.add(GhostModule.branch(last, conv));
            trunk.add(Activation.RELU);
            Conv2d hidden = Conv2d.of(pool.features(conv.out()), FEATURES, 1).withBias();
            Layer ofMap = Layer.sequence(hidden.at(root.at("conv_head")), Activation.RELU);
            Layer ofPooled = pool == GlobalPool.NONE ? ofMap : MobileNetwork.ofVectors(ofMap);
            ClassifierHead head =
                    ClassifierHead.at(root.at("classifier"), FEATURES, options, pool, ofPooled, linear -> linear);
            return trunk.model(root, conv.out(), head, "classifier")
                    .layerGroups(new LayerGroups()
                            .then("conv_stem|bn1")
                            .then("blocks\\.(\\d+)\\.(\\d+)")
                            .joining("conv_head"))
                    .build();
        }

        private void stem() {
            channels = config.scaled(STEM);
            reduction = 2;
            trunk.add(Conv2d.of(options.channels(), channels, 3).stride(2).at(root.at("conv_stem")));
            announce("conv_stem");
            trunk.add(Norm.batch().at(root.at("bn1"), channels));
            trunk.add(Activation.RELU);
        }

        private void stages() {
            int blocks = STAGES.stream().mapToInt(List::size).sum();
            int index = 0;
            for (int stage = 0; stage < STAGES.size(); stage++) {
                Scope scope = root.at("blocks").at(stage);
                int before = reduction;
                for (int i = 0; i < STAGES.get(stage).size(); i++) {
                    Block block = STAGES.get(stage).get(i);
                    double dropPath = Drop.linearRate(options.dropPathRate(), index, blocks);
                    trunk.add(bottleneck(scope.at(i), block, index++ >= WITHOUT_ATTENTION, dropPath));
                    channels = config.scaled(block.outputs);
                    reduction *= block.stride;
                }
                if (reduction > before) {
                    announce("blocks." + stage);
                }
            }
        }

        /** Announces the map after the steps so far. */
        private void announce(String module) {
            trunk.announce(new FeatureInfo(module, channels, reduction));
        }

        private Layer bottleneck(Scope scope, Block block, boolean late, double dropPath) {
            Version version = config.version();
            int middle = config.scaled(block.middle);
            int outputs = config.scaled(block.outputs);
            boolean attends = late && version != Version.V1;
            Layer branch = Layer.sequence(
                    new GhostModule(version, channels, middle, Activation.RELU, attends).at(scope.at("ghost1")),
                    block.stride == 1 ? Layer.IDENTITY : downSampling(scope, block, middle),
                    block.squeezes ? squeeze(scope.at("se"), middle) : Layer.IDENTITY,
                    new GhostModule(version, middle, outputs, Layer.IDENTITY, false).at(scope.at("ghost2")),
                    Drop.path(dropPath));
            Layer shortcut = block.stride == 1 && channels == outputs
                    ? Layer.IDENTITY
                    : shortcut(scope.at("shortcut"), block, outputs);
            return (x, pass) -> branch.forward(x, pass).add(shortcut.forward(x, pass));
        }

        private Layer downSampling(Scope scope, Block block, int middle) {
            Conv2d conv = depthwise(middle, block.kernel).stride(block.stride);
            if (config.version() != Version.V3) {
                return GhostModule.normed(scope.at("conv_dw"), scope.at("bn_dw"), conv);
            }
            List<Layer> parts = GhostModule.branches(scope.at("dw_rpr_conv"), conv);
            parts.add(GhostModule.branch(
                    scope.at("dw_rpr_scale"), depthwise(middle, 1).stride(block.stride)));
            return GhostModule.sum(parts);
        }

        private static Layer squeeze(Scope scope, int width) {
            return SqueezeExcite.of(width)
                    .reduced(GhostNetConfig.divisible(SQUEEZE_RATIO * width))
                    .names("conv_reduce", "conv_expand")
                    .activations(Activation.RELU, Activation.HARD_SIGMOID)
                    .at(scope);
        }

        private Layer shortcut(Scope scope, Block block, int outputs) {
            Conv2d depthwise = depthwise(channels, block.kernel).stride(block.stride);
            return Layer.sequence(
                    GhostModule.normed(scope.at(0), scope.at(1), depthwise),
                    GhostModule.normed(scope.at(2), scope.at(3), Conv2d.of(channels, outputs, 1)));
        }

        private static Conv2d depthwise(int width, int kernel) {
            return Conv2d.of(width, width, kernel).groups(width);
        }
    }
}
