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
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Pool2d;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * VGG: Very Deep Convolutional Networks for Large-Scale Image Recognition, Simonyan and Zisserman 2014 (arXiv
 * 1409.1556), its configurations A, B, D and E, with and without batch norms.
 *
 * <p>As in the paper's test, the first two fully connected layers are convolutions, so that images may have any size;
 * what they give is pooled. Names of tensors are those of timm's {@code vgg.py}.
 */
public final class Vgg implements ModelProvider {
    private static final List<Architecture<?>> ALL = List.of(
            of("vgg11", false, 1, 1, 2, 2, 2),
            of("vgg11_bn", true, 1, 1, 2, 2, 2),
            of("vgg13", false, 2, 2, 2, 2, 2),
            of("vgg13_bn", true, 2, 2, 2, 2, 2),
            of("vgg16", false, 2, 2, 3, 3, 3),
            of("vgg16_bn", true, 2, 2, 3, 3, 3),
            of("vgg19", false, 2, 2, 4, 4, 4),
            of("vgg19_bn", true, 2, 2, 4, 4, 4));

    private static Architecture<?> of(String name, boolean batchNorm, Integer... depths) {
        List<Integer> channels = List.of(64, 128, 256, 512, 512);
        return new Architecture<>(
                name, new VggConfig(List.of(depths), channels, 1, Activation.RELU, batchNorm), Vgg::build);
    }

    @Override
    public String family() {
        return "vgg";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(Vgg.class.getResourceAsStream("vgg.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return checkpoint
                .rename("^classifier\\.0\\.", "pre_logits.fc1.")
                .rename("^classifier\\.3\\.", "pre_logits.fc2.")
                .rename("^classifier\\.6\\.", "head.fc.")
                .reshaped("^pre_logits\\.fc\\d\\.weight$", model);
    }

    static Model build(VggConfig config, ModelOptions options, Scope root) {
        Refusal.outputStride(options, "VGG");
        Refusal.dropPath(options, "VGG");
        return new Network(config, root.at("features")).build(options, root);
    }

    /** Builds the structure that a configuration describes. */
    private static final class Network {
        /** The side of the map that images of 224 pixels become. */
        private static final int MAP = 7;

        private final VggConfig config;
        private final Scope scope;
        private final Trunk trunk = new Trunk();
        private int index;
        private int channels;

        Network(VggConfig config, Scope scope) {
            this.config = config;
            this.scope = scope;
        }

        Model build(ModelOptions options, Scope root) {
            channels = options.channels();
            int reduction = 1;
            for (int stage = 0; stage < config.depths().size(); stage++) {
                for (int i = 0; i < config.depths().get(stage); i++) {
                    convolution(config.channels().get(stage));
                }
                announce(reduction);
                add(Pool2d.max(2));
                reduction *= 2;
            }
            announce(reduction);
            Layer hidden = convolutions(root.at("pre_logits"), options.dropRate());
            ClassifierHead head = Trunk.head(root.at("head").at("fc"), VggConfig.FEATURES, options, Init.normal(0.01));
            return trunk.model(root, channels, head, "head.fc")
                    // the fully connected layers, being convolutions, stand before the pooling
                    .head((features, pass, preLogits) ->
                            head.forward(List.of(hidden.forward(features.get(0), pass)), pass, preLogits))
                    // the convolutions and batch norms of a stage are layers of their own, as timm numbers them
                    .layerGroups(new LayerGroups().then("features\\.0\\.").then("features\\.(\\d+)"))
                    .build();
        }

        private void convolution(int width) {
            add(conv(scope.at(index), Conv2d.of(channels, width, 3)));
            if (config.batchNorm()) {
                add(Norm.batch().at(scope.at(index), width));
            }
            add(config.actLayer());
            channels = width;
        }

        /** Adds what has the next number, whether it has tensors or not. */
        private void add(Layer layer) {
            trunk.add(layer);
            index++;
        }

        private void announce(int reduction) {
            trunk.announce(new FeatureInfo("features." + (index - 1), channels, reduction));
        }

        private static Layer conv(Scope at, Conv2d conv) {
            return conv.withBias().init(Init.kaimingNormalFanOut(), Init.ZEROS).at(at);
        }

        /** The fully connected layers: (N, C, H, W) to (N, 4096, H - 6, W - 6), with sides taken for 7 if less. */
        private Layer convolutions(Scope at, double dropRate) {
            return Layer.sequence(
                    Network::atLeastMap,
                    conv(at.at("fc1"), Conv2d.of(channels, config.hidden(), MAP).padding(0)),
                    config.actLayer(),
                    Drop.dropout(dropRate),
                    conv(at.at("fc2"), Conv2d.of(config.hidden(), VggConfig.FEATURES, 1)),
                    config.actLayer());
        }

        private static Tensor atLeastMap(Tensor x, Pass pass) {
            long height = Math.max(MAP, x.size(2));
            long width = Math.max(MAP, x.size(3));
            return height == x.size(2) && width == x.size(3) ? x : x.adaptiveAvgPool2d(height, width);
        }
    }
}
