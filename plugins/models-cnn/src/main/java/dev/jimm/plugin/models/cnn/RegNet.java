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
import dev.jimm.api.nn.Scope;
import dev.jimm.api.nn.SqueezeExcite;
import dev.jimm.plugin.models.cnn.RegNetConfig.Downsample;
import dev.jimm.plugin.models.cnn.RegNetConfig.NormLayer;
import dev.jimm.plugin.models.cnn.RegNetConfig.Stage;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * RegNet: networks of one kind of block, whose widths a line describes.
 *
 * <ul>
 *   <li>Designing Network Design Spaces, Radosavovic et al. 2020 (arXiv 2003.13678): X, and Y with channel attention
 *   <li>Fast and Accurate Model Scaling, Dollár et al. 2021 (2103.06877): Z, with inverted bottlenecks
 * </ul>
 *
 * <p>V is timm's Y with norms and activations before the convolutions. Names of tensors are those of timm's
 * {@code regnet.py}.
 */
public final class RegNet implements ModelProvider {
    @Override
    public String family() {
        return "regnet";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return RegNets.ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(RegNet.class.getResourceAsStream("regnet.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return RegNetCheckpoints.convert(checkpoint);
    }

    static Model build(RegNetConfig config, ModelOptions options, Scope root) {
        return new Network(config).build(options, root);
    }

    /**
     * One block and its place in the network.
     *
     * @param convDilation that of the block's own convolution
     * @param dilation that of the stage
     */
    private record Step(Stage stage, int inputs, int stride, int convDilation, int dilation, double dropPathRate) {
        /** Whether the shortcut must change the map, or else would be a mere copy. */
        boolean adapts() {
            return inputs != stage.width() || stride != 1 || convDilation != dilation;
        }
    }

    /** Builds the structure that a configuration describes. */
    private static final class Network {
        private final RegNetConfig config;
        private final Activation activation;

        Network(RegNetConfig config) {
            this.config = config;
            activation = config.actLayer();
        }

        Model build(ModelOptions options, Scope root) {
            Trunk trunk = new Trunk();
            trunk.add(stem(root.at("stem"), options.channels()));
            trunk.announce(new FeatureInfo("stem", config.stemWidth(), 2));
            int outputs = stages(root, options, trunk);
            int features = config.numFeatures() > 0 ? config.numFeatures() : outputs;
            trunk.add(last(root.at("final_conv"), outputs));
            ClassifierHead head = Trunk.head(root.at("head").at("fc"), features, options, Init.normal(0.01));
            return trunk.model(root, features, head, "head.fc")
                    .layerGroups(new LayerGroups().then("stem").then("s(\\d+)\\.b(\\d+)"))
                    .build();
        }

        private Layer stem(Scope scope, int inputs) {
            Conv2d conv = Conv2d.of(inputs, config.stemWidth(), 3).stride(2);
            return config.preact() ? conv(scope, conv) : convolved(scope, conv, activation);
        }

        /** Adds all stages; returns the number of outputs of the last. */
        private int stages(Scope root, ModelOptions options, Trunk trunk) {
            int inputs = config.stemWidth();
            Reduction reduction = Reduction.of(2);
            int number = 1;
            int index = 0;
            for (Stage stage : config.stages()) {
                String name = "s" + number++;
                reduction = reduction.then(2, options.outputStride());
                for (int i = 0; i < stage.blocks(); i++) {
                    Reduction place = reduction.ofBlock(i);
                    Step step = new Step(
                            stage,
                            inputs,
                            place.stride(),
                            place.firstDilation(),
                            place.dilation(),
                            Drop.linearRate(options.dropPathRate(), index++, config.depth()));
                    trunk.add(block(root.at(name).at("b" + (i + 1)), step));
                    inputs = stage.width();
                }
                trunk.announce(new FeatureInfo(name, inputs, reduction.total()));
            }
            return inputs;
        }

        private Layer block(Scope scope, Step step) {
            boolean preact = config.preact();
            Layer entry = preact ? normed(scope.at("norm1"), step.inputs) : Layer.IDENTITY;
            Layer branch = preact ? preActivated(scope, step) : bottleneck(scope, step);
            Layer exit = preact || config.linearOut() ? Layer.IDENTITY : activation;
            if (step.adapts() && config.downsample() == Downsample.NONE) {
                return Layer.sequence(entry, branch, exit);
            }
            Layer shortcut = step.adapts() ? downsample(scope.at("downsample"), step) : Layer.IDENTITY;
            Layer dropPath = Drop.path(step.dropPathRate);
            Layer residual = (x, pass) -> pass.run(x, branch, dropPath).add(shortcut.forward(x, pass));
            return Layer.sequence(entry, residual, exit);
        }

        private Layer bottleneck(Scope scope, Step step) {
            int middle = step.stage.middle();
            int outputs = step.stage.width();
            Init lastScale = config.zeroInitLast() ? Init.ZEROS : Init.ONES;
            return Layer.sequence(
                    convolved(scope.at("conv1"), Conv2d.of(step.inputs, middle, 1), activation),
                    convolved(scope.at("conv2"), grouped(step), activation),
                    squeeze(scope.at("se"), step),
                    conv(scope.at("conv3").at("conv"), Conv2d.of(middle, outputs, 1)),
                    norm(scope.at("conv3").at("bn"), outputs, lastScale));
        }

        /** The bottleneck of V, after its first norm and activation, which stand before the shortcut too. */
        private Layer preActivated(Scope scope, Step step) {
            int middle = step.stage.middle();
            return Layer.sequence(
                    conv(scope.at("conv1"), Conv2d.of(step.inputs, middle, 1)),
                    normed(scope.at("norm2"), middle),
                    conv(scope.at("conv2"), grouped(step)),
                    squeeze(scope.at("se"), step),
                    normed(scope.at("norm3"), middle),
                    conv(scope.at("conv3"), Conv2d.of(middle, step.stage.width(), 1)));
        }

        private static Conv2d grouped(Step step) {
            return Conv2d.of(step.stage.middle(), step.stage.middle(), 3)
                    .stride(step.stride)
                    .dilation(step.convDilation)
                    .groups(step.stage.groups());
        }

        private Layer squeeze(Scope scope, Step step) {
            if (config.seRatio() == 0) {
                return Layer.IDENTITY;
            }
            int middle = step.stage.middle();
            int reduced = Math.max(1, (int) Math.rint(step.inputs * config.seRatio()));
            return SqueezeExcite.of(middle)
                    .reduced(reduced)
                    .activations(activation, Activation.SIGMOID)
                    .init(Init.kaimingNormalFanOut(), Init.ZEROS)
                    .at(scope);
        }

        private Layer downsample(Scope scope, Step step) {
            Conv2d conv = Conv2d.of(step.inputs, step.stage.width(), 1);
            if (config.downsample() == Downsample.CONV) {
                return shortcut(scope, conv.stride(step.stride));
            }
            return Layer.sequence(ShortcutPool.average(step.stride, step.convDilation), shortcut(scope.at(1), conv));
        }

        private Layer shortcut(Scope scope, Conv2d conv) {
            return config.preact() ? conv(scope, conv) : convolved(scope, conv, Activation.IDENTITY);
        }

        /** What makes the last map of the last block's output. */
        private Layer last(Scope scope, int inputs) {
            if (config.numFeatures() > 0) {
                return convolved(scope, Conv2d.of(inputs, config.numFeatures(), 1), activation);
            }
            return config.linearOut() || config.preact() ? activation : Layer.IDENTITY;
        }

        /** A convolution, its norm and an activation. */
        private Layer convolved(Scope scope, Conv2d conv, Activation after) {
            return Layer.sequence(conv(scope.at("conv"), conv), norm(scope.at("bn"), conv.out(), Init.ONES), after);
        }

        private Layer normed(Scope scope, int channels) {
            return Layer.sequence(norm(scope, channels, Init.ONES), activation);
        }

        private static Layer conv(Scope scope, Conv2d conv) {
            return GroupedInit.kaimingNormalFanOut(conv).at(scope);
        }

        private Layer norm(Scope scope, int channels, Init scale) {
            if (config.normLayer() == NormLayer.BATCH) {
                return Norm.batch().at(scope, channels, scale);
            }
            int groups = Widths.normGroups(scope, channels, config.normGroupSize());
            return Norm.group(groups).at(scope, channels, scale);
        }
    }
}
