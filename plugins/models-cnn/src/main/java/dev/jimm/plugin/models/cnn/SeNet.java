package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.SeNetConfig.Block.BASIC;
import static dev.jimm.plugin.models.cnn.SeNetConfig.Block.BOTTLENECK;
import static dev.jimm.plugin.models.cnn.SeNetConfig.Block.RESNEXT;
import static dev.jimm.plugin.models.cnn.SeNetConfig.Block.WIDE_BOTTLENECK;

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
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Pool2d;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.nn.SqueezeExcite;
import dev.jimm.plugin.models.cnn.SeNetConfig.Block;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * SENet as its authors trained it with Caffe: Squeeze-and-Excitation Networks, Hu et al. 2017 (arXiv 1709.01507).
 *
 * <p>Unlike the squeeze-and-excite members of {@link ResNet}, which are to be preferred, a bottleneck has its stride on
 * the first convolution and the stem's pooling reaches over the edge in place of padding. Names of tensors are those of
 * timm's {@code senet.py}.
 */
public final class SeNet implements ModelProvider {
    private static final List<Architecture<?>> ALL = List.of(
            plain("legacy_seresnet18", BASIC, 1, 2, 2, 2, 2),
            plain("legacy_seresnet34", BASIC, 1, 3, 4, 6, 3),
            plain("legacy_seresnet50", BOTTLENECK, 1, 3, 4, 6, 3),
            plain("legacy_seresnet101", BOTTLENECK, 1, 3, 4, 23, 3),
            plain("legacy_seresnet152", BOTTLENECK, 1, 3, 8, 36, 3),
            of("legacy_senet154", new SeNetConfig(WIDE_BOTTLENECK, List.of(3, 8, 36, 3), 64, 16, 128, true, 3)),
            plain("legacy_seresnext26_32x4d", RESNEXT, 32, 2, 2, 2, 2),
            plain("legacy_seresnext50_32x4d", RESNEXT, 32, 3, 4, 6, 3),
            plain("legacy_seresnext101_32x4d", RESNEXT, 32, 3, 4, 23, 3));

    private static Architecture<?> plain(String name, Block block, int groups, Integer... layers) {
        return of(name, new SeNetConfig(block, List.of(layers), groups, 16, 64, false, 1));
    }

    private static Architecture<?> of(String name, SeNetConfig config) {
        return new Architecture<>(name, config, SeNet::build);
    }

    @Override
    public String family() {
        return "senet";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(SeNet.class.getResourceAsStream("senet.json"));
    }

    private static Model build(SeNetConfig config, ModelOptions options, Scope root) {
        Refusal.outputStride(options, "legacy SENet");
        return new Network(config).build(options, root);
    }

    /** One block and its place in the network. */
    private record Step(
            int inputs, int planes, int outputs, int stride, boolean adapts, int adaptingKernel, double dropPathRate) {}

    /** Builds the structure that a configuration describes. */
    private static final class Network {
        private final SeNetConfig config;

        Network(SeNetConfig config) {
            this.config = config;
        }

        Model build(ModelOptions options, Scope root) {
            Trunk trunk = new Trunk();
            trunk.add(stem(root.at("layer0"), options.channels()));
            trunk.announce(new FeatureInfo("layer0", config.inplanes(), 2));
            // Caffe pools over the edge where others pad
            trunk.add(Pool2d.max(3).stride(2).ceil());
            int features = stages(root, options.dropPathRate(), trunk);
            ClassifierHead head = ClassifierHead.at(root.at("last_linear"), features, options, GlobalPool.AVG);
            return trunk.model(root, features, head, "last_linear")
                    .layerGroups(new LayerGroups().then("layer0").then("layer(\\d+)\\.(\\d+)"))
                    .build();
        }

        private Layer stem(Scope scope, int inputs) {
            int width = config.inplanes();
            if (!config.input3x3()) {
                return active(scope, 1, Conv2d.of(inputs, width, 7).stride(2));
            }
            return Layer.sequence(
                    active(scope, 1, Conv2d.of(inputs, 64, 3).stride(2)),
                    active(scope, 2, Conv2d.of(64, 64, 3)),
                    active(scope, 3, Conv2d.of(64, width, 3)));
        }

        /** Adds all stages; returns the number of outputs of the last. */
        private int stages(Scope root, double dropPathRate, Trunk trunk) {
            int index = 0;
            int inputs = config.inplanes();
            for (int stage = 0; stage < config.layers().size(); stage++) {
                String name = "layer" + (stage + 1);
                int outputs = config.outputs(stage);
                for (int i = 0; i < config.layers().get(stage); i++) {
                    int stride = i == 0 && stage > 0 ? 2 : 1;
                    Step step = new Step(
                            inputs,
                            SeNetConfig.planes(stage),
                            outputs,
                            stride,
                            i == 0 && (stride > 1 || inputs != outputs),
                            stage == 0 ? 1 : config.downsampleKernelSize(),
                            Drop.linearRate(dropPathRate, index++, config.blocks()));
                    trunk.add(block(root.at(name).at(i), step));
                    inputs = outputs;
                }
                trunk.announce(new FeatureInfo(name, outputs, 4 << stage));
            }
            return inputs;
        }

        private Layer block(Scope scope, Step step) {
            Layer branch = Layer.sequence(
                    convolutions(scope, step),
                    SqueezeExcite.of(step.outputs)
                            .reduced(step.outputs / config.reduction())
                            .init(Init.kaimingNormalFanOut())
                            .at(scope.at("se_module")),
                    Drop.path(step.dropPathRate));
            Layer shortcut = step.adapts ? shortcut(scope.at("downsample"), step) : Layer.IDENTITY;
            return (x, pass) ->
                    branch.forward(x, pass).add(shortcut.forward(x, pass)).relu();
        }

        private Layer convolutions(Scope scope, Step step) {
            int planes = step.planes;
            int outputs = step.outputs;
            return switch (config.block()) {
                case BASIC ->
                    Layer.sequence(
                            active(scope, 1, Conv2d.of(step.inputs, planes, 3).stride(step.stride)),
                            active(scope, 2, Conv2d.of(planes, outputs, 3).groups(config.groups())));
                case BOTTLENECK -> bottleneck(scope, step, planes, planes, step.stride);
                case WIDE_BOTTLENECK -> bottleneck(scope, step, 2 * planes, 4 * planes, 1);
                case RESNEXT -> {
                    int width = planes / 16 * config.groups();
                    yield bottleneck(scope, step, width, width, 1);
                }
            };
        }

        /** @param firstStride that of the first convolution; the second has what is left of the block's */
        private Layer bottleneck(Scope scope, Step step, int first, int second, int firstStride) {
            Conv2d middle = Conv2d.of(first, second, 3).groups(config.groups());
            return Layer.sequence(
                    active(scope, 1, Conv2d.of(step.inputs, first, 1).stride(firstStride)),
                    active(scope, 2, middle.stride(step.stride / firstStride)),
                    normed(scope.at("conv3"), scope.at("bn3"), Conv2d.of(second, step.outputs, 1)));
        }

        private static Layer shortcut(Scope scope, Step step) {
            Conv2d conv = Conv2d.of(step.inputs, step.outputs, step.adaptingKernel);
            return normed(scope.at(0), scope.at(1), conv.stride(step.stride));
        }

        private static Layer active(Scope scope, int number, Conv2d conv) {
            return Layer.sequence(normed(scope.at("conv" + number), scope.at("bn" + number), conv), Activation.RELU);
        }

        private static Layer normed(Scope weights, Scope norm, Conv2d conv) {
            return Layer.sequence(
                    conv.init(Init.kaimingNormalFanOut()).at(weights),
                    Norm.batch().at(norm, conv.out()));
        }
    }
}
