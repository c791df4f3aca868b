package dev.jimm.plugin.models.cnn;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.BlurPool;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pool2d;
import dev.jimm.api.nn.Scope;
import dev.jimm.plugin.models.cnn.DenseNetConfig.AaLayer;
import dev.jimm.plugin.models.cnn.DenseNetConfig.StemType;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * DenseNet: each layer sees the maps of all layers of its block before it.
 *
 * <ul>
 *   <li>Densely Connected Convolutional Networks, Huang et al. 2016 (arXiv 1608.06993)
 *   <li>Making Convolutional Networks Shift-Invariant Again (blur), Zhang 2019 (1904.11486)
 * </ul>
 *
 * <p>All are of the paper's form BC: layers with a bottleneck, transitions that halve the channels. Names of tensors
 * are those of timm's {@code densenet.py}.
 */
public final class DenseNet implements ModelProvider {
    private static final List<Architecture<?>> ALL = List.of(
            of("densenet121", DenseNetConfig.of(32, 6, 12, 24, 16)),
            of(
                    "densenetblur121d",
                    DenseNetConfig.of(32, 6, 12, 24, 16).deepStem().blur()),
            of("densenet169", DenseNetConfig.of(32, 6, 12, 32, 32)),
            of("densenet201", DenseNetConfig.of(32, 6, 12, 48, 32)),
            of("densenet161", DenseNetConfig.of(48, 6, 12, 36, 24)),
            of("densenet264d", DenseNetConfig.of(48, 6, 12, 64, 48).deepStem()));

    private static Architecture<?> of(String name, DenseNetConfig config) {
        return new Architecture<>(name, config, DenseNet::build);
    }

    @Override
    public String family() {
        return "densenet";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(DenseNet.class.getResourceAsStream("densenet.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return checkpoint.rename("(denselayer\\d+\\.(?:norm|conv))\\.([12]\\.)", "$1$2");
    }

    private static Model build(DenseNetConfig config, ModelOptions options, Scope root) {
        Refusal.outputStride(options, "DenseNet");
        Refusal.dropPath(options, "DenseNet");
        return new Network(config, root.at("features")).build(options, root);
    }

    /** Builds the structure that a configuration describes, in the order of the steps. */
    private static final class Network {
        private final DenseNetConfig config;
        private final Scope scope;
        private final Trunk trunk = new Trunk();
        private int channels;
        private int reduction = 1;

        Network(DenseNetConfig config, Scope scope) {
            this.config = config;
            this.scope = scope;
        }

        Model build(ModelOptions options, Scope root) {
            stem(options.channels());
            int blocks = config.blockConfig().size();
            for (int block = 1; block <= blocks; block++) {
                denseBlock("denseblock" + block, config.blockConfig().get(block - 1));
                if (block < blocks) {
                    announce("denseblock" + block);
                    transition("transition" + block);
                }
            }
            trunk.add(norm(scope.at("norm5"), channels));
            announce("norm5");
            ClassifierHead head = Trunk.head(root.at("classifier"), channels, options, Init.torchDefault());
            return trunk.model(root, channels, head, "classifier")
                    .layerGroups(new LayerGroups()
                            .then("features\\.(?:conv|norm)[012]\\.")
                            .then("features\\.denseblock(\\d+)\\.denselayer(\\d+)")
                            .joining("features\\.transition(\\d+)"))
                    .build();
        }

        /** Announces the map after the steps so far. */
        private void announce(String name) {
            trunk.announce(new FeatureInfo("features." + name, channels, reduction));
        }

        private void stem(int inputs) {
            int growth = config.growthRate();
            int tier = growth / 4;
            channels = 2 * growth;
            List<Integer> widths = switch (config.stemType()) {
                case DEFAULT -> List.of(channels);
                case DEEP -> List.of(growth, growth, channels);
                case DEEP_TIERED -> List.of(3 * tier, 6 * tier, channels);
            };
            int kernel = config.stemType() == StemType.DEFAULT ? 7 : 3;
            int width = inputs;
            for (int i = 0; i < widths.size(); i++) {
                Conv2d conv = Conv2d.of(width, widths.get(i), kernel).stride(i == 0 ? 2 : 1);
                trunk.add(conv(scope.at("conv" + i), conv));
                trunk.add(norm(scope.at("norm" + i), conv.out()));
                width = conv.out();
            }
            reduction = 2;
            announce("norm" + (widths.size() - 1));
            trunk.add(stemPool(scope.at("pool0")));
            reduction = 4;
        }

        private Layer stemPool(Scope pool) {
            return config.aaLayer() == AaLayer.NONE
                    ? Pool2d.max(3).stride(2).padding(1)
                    : Layer.sequence(Pool2d.max(3).stride(1).padding(1), BlurPool.at(pool.at(1), channels, 2));
        }

        private void denseBlock(String name, int layers) {
            for (int i = 1; i <= layers; i++) {
                trunk.add(denseLayer(scope.at(name).at("denselayer" + i)));
                channels += config.growthRate();
            }
        }

        /** What came in, followed by the layer's own maps. */
        private Layer denseLayer(Scope layer) {
            int width = config.bnSize() * config.growthRate();
            Layer own = Layer.sequence(
                    norm(layer.at("norm1"), channels),
                    conv(layer.at("conv1"), Conv2d.of(channels, width, 1)),
                    norm(layer.at("norm2"), width),
                    conv(layer.at("conv2"), Conv2d.of(width, config.growthRate(), 3)),
                    Drop.dropout(config.projDropRate()));
            return (x, pass) -> x.cat(1, own.forward(x, pass));
        }

        private void transition(String name) {
            Scope transition = scope.at(name);
            int outputs = channels / 2;
            trunk.add(norm(transition.at("norm"), channels));
            trunk.add(conv(transition.at("conv"), Conv2d.of(channels, outputs, 1)));
            boolean blurs = config.aaLayer() == AaLayer.BLUR && !config.aaStemOnly();
            trunk.add(blurs ? BlurPool.at(transition.at("pool"), outputs, 2) : Pool2d.average(2));
            channels = outputs;
            reduction *= 2;
        }

        private Layer norm(Scope at, int width) {
            return Layer.sequence(Norm.batch().at(at, width), config.actLayer());
        }

        private static Layer conv(Scope at, Conv2d conv) {
            return conv.init(Init.kaimingNormalFanIn()).at(at);
        }
    }
}
