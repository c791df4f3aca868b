package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.EfficientChannelAttention;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pool2d;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.nn.SqueezeExcite;
import dev.jimm.api.nn.StdConv2d;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.plugin.models.cnn.NfNetConfig.StemType;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Networks without norms, in which scaled weights, scaled activations and a count of the expected variance keep the
 * signal in bounds: NFNet, NF-RegNet, NF-ResNet.
 *
 * <ul>
 *   <li>Characterizing Signal Propagation to Close the Performance Gap in Unnormalized ResNets, Brock et al. 2021
 *       (arXiv 2101.08692)
 *   <li>High-Performance Large-Scale Image Recognition Without Normalization, Brock et al. 2021 (2102.06171)
 * </ul>
 *
 * <p>Unlike the papers, and like timm, widths are multiples of 8. Only the members named dm_ compute exactly as
 * DeepMind's. Names of tensors are those of timm's {@code nfnet.py}.
 */
public final class NfNet implements ModelProvider {
    @Override
    public String family() {
        return "nfnet";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return NfNets.ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(NfNet.class.getResourceAsStream("nfnet.json"));
    }

    static Model build(NfNetConfig config, ModelOptions options, Scope root) {
        return new Network(config).build(options, root);
    }

    /**
     * One block and its place in the network.
     *
     * @param firstDilation that of the block's convolution with the stride
     * @param beta 1 / the expected deviation of the input
     */
    private record Step(
            int inputs,
            int middle,
            int outputs,
            int stride,
            int firstDilation,
            int dilation,
            double beta,
            double dropPathRate) {}

    /** Builds the structure that a configuration describes. */
    private static final class Network {
        private static final double EPSILON = 1e-5;
        private static final Init WEIGHTS = (values, shape, random) ->
                Init.normal(1 / Math.sqrt(Init.fanIn(shape))).fill(values, shape, random);
        private static final Init CLASSIFIER = Init.normal(0.01);

        private final NfNetConfig config;
        private final Layer activation;
        private final double gamma;

        Network(NfNetConfig config) {
            this.config = config;
            activation = config.gammaInAct()
                    ? (x, pass) -> config.actLayer().forward(x, pass).mul(config.gamma())
                    : config.actLayer();
            gamma = config.gammaInAct() ? 1 : config.gamma();
        }

        Model build(ModelOptions options, Scope root) {
            Trunk trunk = new Trunk();
            stem(root.at("stem"), options.channels(), trunk);
            FeatureInfo last = stages(root.at("stages"), options, trunk);
            if (config.features() > 0) {
                Conv2d conv = Conv2d.of(last.channels(), config.features(), 1);
                trunk.add(conv(root.at("final_conv"), conv));
                last = new FeatureInfo("final_conv", conv.out(), last.reduction());
                trunk.announce(last);
            }
            trunk.add(activation);
            ClassifierHead head = Trunk.head(root.at("head").at("fc"), last.channels(), options, CLASSIFIER);
            return trunk.model(root, last.channels(), head, "head.fc")
                    .layerGroups(new LayerGroups()
                            .then("stem")
                            .then("stages\\.(\\d+)\\.(\\d+)")
                            .joining("final_conv"))
                    .build();
        }

        private void stem(Scope scope, int inputs, Trunk trunk) {
            int outputs = config.stemOutputs();
            if (config.stemType() == StemType.DEEP_QUAD) {
                deepStem(scope, inputs, outputs, trunk);
                return;
            }
            boolean resNet = config.stemType() == StemType.RESNET;
            Scope at = scope.at("conv");
            trunk.add(conv(at, Conv2d.of(inputs, outputs, resNet ? 7 : 3).stride(2)));
            trunk.announce(new FeatureInfo(at.path(), outputs, 2));
            trunk.add(resNet ? Pool2d.max(3).stride(2).padding(1) : Layer.IDENTITY);
        }

        private void deepStem(Scope scope, int inputs, int outputs, Trunk trunk) {
            trunk.add(conv(scope.at("conv1"), Conv2d.of(inputs, outputs / 8, 3).stride(2)));
            trunk.add(activation);
            trunk.add(conv(scope.at("conv2"), Conv2d.of(outputs / 8, outputs / 4, 3)));
            trunk.add(activation);
            trunk.add(conv(scope.at("conv3"), Conv2d.of(outputs / 4, outputs / 2, 3)));
            trunk.announce(new FeatureInfo(scope.at("conv3").path(), outputs / 2, 2));
            trunk.add(activation);
            trunk.add(conv(scope.at("conv4"), Conv2d.of(outputs / 2, outputs, 3).stride(2)));
        }

        /** Adds all stages; returns the map of the last, which is no feature where one more convolution follows. */
        private FeatureInfo stages(Scope scope, ModelOptions options, Trunk trunk) {
            int blocks = config.blocks();
            int index = 0;
            int inputs = config.stemOutputs();
            boolean regNet = config.stemType() == StemType.REGNET;
            Reduction reduction = Reduction.of(regNet ? 2 : 4);
            double variance = 1;
            FeatureInfo map = null;
            for (int stage = 0; stage < config.depths().size(); stage++) {
                reduction = reduction.then(stage == 0 && !regNet ? 1 : 2, options.outputStride());
                int outputs = config.outputs(stage);
                for (int i = 0; i < config.depths().get(stage); i++) {
                    Reduction place = reduction.ofBlock(i);
                    double ratio = config.reg() && index == 0 ? 1 : config.bottleRatio();
                    Step step = new Step(
                            inputs,
                            config.middle(inputs, outputs, ratio),
                            outputs,
                            place.stride(),
                            place.firstDilation(),
                            place.dilation(),
                            1 / Math.sqrt(variance),
                            Drop.linearRate(options.dropPathRate(), index, blocks));
                    trunk.add(block(scope.at(stage).at(i), step));
                    // the shortcut of a stage's first block starts anew, from values of variance 1
                    variance = (i == 0 ? 1 : variance) + config.alpha() * config.alpha();
                    inputs = outputs;
                    index++;
                }
                map = new FeatureInfo(scope.at(stage).path(), outputs, reduction.total());
                trunk.tap(map, stage < config.depths().size() - 1 || config.features() == 0);
            }
            return map;
        }

        /** The input is scaled to variance 1 before the branch; where the shortcut has to be adapted, before it too. */
        private Layer block(Scope scope, Step step) {
            Param skipGain = config.skipinit() ? scope.weight("skipinit_gain", Init.ZEROS) : null;
            boolean adapts = step.stride != 1 || step.firstDilation != step.dilation || step.inputs != step.outputs;
            Layer downsample = adapts ? downsample(scope.at("downsample"), step) : Layer.IDENTITY;
            Layer branch = branch(scope, step);
            return (x, pass) -> {
                Tensor active = activation.forward(x, pass).mul(step.beta);
                Tensor shortcut = downsample.forward(adapts ? active : x, pass);
                Tensor residual = branch.forward(active, pass);
                Tensor gained = skipGain == null ? residual : residual.mul(pass.value(skipGain));
                return gained.mul(config.alpha()).add(shortcut);
            };
        }

        private Layer branch(Scope scope, Step step) {
            int middle = step.middle;
            Conv2d spatial = Conv2d.of(middle, middle, 3).groups(config.groups(middle));
            List<Layer> steps = new ArrayList<>();
            steps.add(conv(scope.at("conv1"), Conv2d.of(step.inputs, middle, 1)));
            steps.add(activation);
            steps.add(conv(scope.at("conv2"), spatial.stride(step.stride).dilation(step.firstDilation)));
            if (config.extraConv()) {
                steps.add(activation);
                steps.add(conv(scope.at("conv2b"), spatial.dilation(step.dilation)));
            }
            if (config.reg()) {
                steps.add(attention(scope.at("attn"), middle));
            }
            steps.add(activation);
            steps.add(conv(scope.at("conv3"), Conv2d.of(middle, step.outputs, 1), config.skipinit() ? 1 : 0));
            if (!config.reg()) {
                steps.add(attention(scope.at("attn_last"), step.outputs));
            }
            steps.add(Drop.path(step.dropPathRate));
            return Layer.sequence(steps);
        }

        private Layer attention(Scope scope, int channels) {
            return switch (config.attnLayer()) {
                case NONE -> Layer.IDENTITY;
                case SE ->
                    gained(SqueezeExcite.of(channels)
                            .ratio(config.rdRatio())
                            .init(WEIGHTS, Init.ZEROS)
                            .at(scope));
                case ECA -> gained(EfficientChannelAttention.at(scope, EfficientChannelAttention.kernel(channels)));
            };
        }

        private Layer gained(Layer attention) {
            return (x, pass) -> attention.forward(x, pass).mul(config.attnGain());
        }

        private Layer downsample(Scope scope, Step step) {
            return Layer.sequence(
                    ShortcutPool.average(step.stride, step.dilation),
                    conv(scope.at("conv"), Conv2d.of(step.inputs, step.outputs, 1)));
        }

        private Layer conv(Scope scope, Conv2d conv) {
            return conv(scope, conv, 1);
        }

        /** @param gain where the trained gains start */
        private Layer conv(Scope scope, Conv2d conv, double gain) {
            Conv2d padded = config.samePadding() ? conv.same() : conv;
            Conv2d initialised = padded.withBias().init(WEIGHTS, Init.ZEROS);
            return new StdConv2d(initialised, EPSILON).scaledAt(scope, gamma, gain);
        }
    }
}
