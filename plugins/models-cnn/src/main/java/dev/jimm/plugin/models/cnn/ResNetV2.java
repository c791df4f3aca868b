package dev.jimm.plugin.models.cnn;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.EvoNorm;
import dev.jimm.api.nn.FilterResponseNorm;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pool2d;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.nn.StdConv2d;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.plugin.models.cnn.ResNetV2Config.ConvLayer;
import dev.jimm.plugin.models.cnn.ResNetV2Config.StemType;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * ResNet with pre-activation ("v2"): norm and activation stand before each convolution, and the shortcuts stay free of
 * them. With it Big Transfer (BiT).
 *
 * <ul>
 *   <li>Identity Mappings in Deep Residual Networks, He et al. 2016 (arXiv 1603.05027)
 *   <li>Big Transfer, Kolesnikov et al. 2019 (1912.11370): group norm and standardised weights
 *   <li>Knowledge Distillation: A Good Teacher is Patient and Consistent, Beyer et al. 2021 (2106.05237): more of its
 *       weights
 * </ul>
 *
 * <p>Unlike the first paper a bottleneck has its stride on the 3x3 convolution. Names of tensors are those of timm's
 * {@code resnetv2.py}.
 */
public final class ResNetV2 implements ModelProvider {
    @Override
    public String family() {
        return "resnetv2";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ResNetV2s.ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(ResNetV2.class.getResourceAsStream("resnetv2.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return checkpoint.hasAny("^resnet/") ? bigTransfer(checkpoint.below("resnet/")) : checkpoint;
    }

    /** BiT as it was published, in .npz files: kernels are (H, W, in, out). */
    private static StateDict bigTransfer(StateDict saved) {
        return saved.change("kernel$", kernel -> kernel.permute(3, 2, 0, 1))
                .rename("^root_block/standardized_conv2d/", "stem.conv.")
                .rename("^group_norm/", "norm.")
                .rename("^head/conv2d/", "head.fc.")
                .rename(
                        "^block(\\d+)/unit(\\d+)/",
                        match -> "stages." + (Integer.parseInt(match.group(1)) - 1) + ".blocks."
                                + (Integer.parseInt(match.group(2)) - 1) + "/")
                .rename("/a/proj/standardized_conv2d/", ".downsample.conv.")
                .rename(
                        "/([abc])/standardized_conv2d/",
                        match -> ".conv" + (match.group(1).charAt(0) - 'a' + 1) + ".")
                .rename(
                        "/([abc])/group_norm/",
                        match -> ".norm" + (match.group(1).charAt(0) - 'a' + 1) + ".")
                .change("\\.(gamma|beta)$", value -> value.reshape(-1))
                .rename("\\.(kernel|gamma)$", ".weight")
                .rename("\\.beta$", ".bias");
    }

    static Model build(ResNetV2Config config, ModelOptions options, Scope root) {
        return new Network(config).build(options, root);
    }

    /**
     * One block and its place in the network.
     *
     * @param leads whether it is the first of its stage
     * @param firstDilation that of the block's convolution with the stride
     */
    private record Step(
            int inputs, int outputs, boolean leads, int stride, int firstDilation, int dilation, double dropPathRate) {}

    /** Builds the structure that a configuration describes. */
    private static final class Network {
        private static final int GROUPS = 32;
        private static final double BIT_EPSILON = 1e-8;
        private static final Init CLASSIFIER = Init.normal(0.01);

        private final ResNetV2Config config;

        Network(ResNetV2Config config) {
            this.config = config;
        }

        Model build(ModelOptions options, Scope root) {
            Trunk trunk = new Trunk();
            stem(root.at("stem"), options.channels(), trunk);
            int features = stages(root.at("stages"), options, trunk);
            trunk.add(norm(root.at("norm"), features));
            ClassifierHead head = ClassifierHead.convolutional(
                    root.at("head").at("fc"), features, options, GlobalPool.AVG, CLASSIFIER);
            return trunk.model(root, features, head, "head.fc")
                    .layerGroups(new LayerGroups()
                            .then("stem")
                            .then("stages\\.(\\d+)\\.blocks\\.(\\d+)")
                            .joining("norm"))
                    .build();
        }

        /** Convolutions with stride 2, followed by pooling with stride 2. */
        private void stem(Scope scope, int inputs, Trunk trunk) {
            int outputs = config.stemOutputs();
            String last = config.hasDeepStem() ? "conv3" : "conv";
            if (config.hasDeepStem()) {
                int first = config.stemType() == StemType.TIERED ? 3 * outputs / 8 : outputs / 2;
                trunk.add(conv(scope.at("conv1"), Conv2d.of(inputs, first, 3).stride(2)));
                trunk.add(norm(scope.at("norm1"), first));
                trunk.add(conv(scope.at("conv2"), Conv2d.of(first, outputs / 2, 3)));
                trunk.add(norm(scope.at("norm2"), outputs / 2));
                trunk.add(conv(scope.at(last), Conv2d.of(outputs / 2, outputs, 3)));
            } else {
                trunk.add(conv(scope.at(last), Conv2d.of(inputs, outputs, 7).stride(2)));
            }
            trunk.announce(new FeatureInfo(scope.at(last).path(), outputs, 2));
            trunk.add(stemPool());
        }

        private Layer stemPool() {
            Pool2d pool = Pool2d.max(3).stride(2);
            return config.stemType() == StemType.FIXED
                    ? Layer.sequence((x, pass) -> x.pad(0, 1, 1, 1, 1), pool)
                    : pool.padding(1);
        }

        /** Adds all stages; returns the number of outputs of the last. */
        private int stages(Scope scope, ModelOptions options, Trunk trunk) {
            int blocks = config.blocks();
            int index = 0;
            int inputs = config.stemOutputs();
            Reduction reduction = Reduction.of(4);
            for (int stage = 0; stage < config.layers().size(); stage++) {
                reduction = reduction.then(stage == 0 ? 1 : 2, options.outputStride());
                int outputs = config.outputs(stage);
                Scope at = scope.at(stage);
                for (int i = 0; i < config.layers().get(stage); i++) {
                    Reduction place = reduction.ofBlock(i);
                    Step step = new Step(
                            inputs,
                            outputs,
                            i == 0,
                            place.stride(),
                            place.firstDilation(),
                            place.dilation(),
                            Drop.linearRate(options.dropPathRate(), index, blocks));
                    trunk.add(block(at.at("blocks").at(i), step));
                    inputs = outputs;
                    index++;
                }
                trunk.announce(new FeatureInfo(at.path(), outputs, reduction.total()));
            }
            return inputs;
        }

        /** Where the shortcut has to be adapted it starts behind the first norm, elsewhere it is free. */
        private Layer block(Scope scope, Step step) {
            boolean adapts = adapts(step);
            Layer downsample = adapts ? downsample(scope.at("downsample"), step) : Layer.IDENTITY;
            Layer preactivation = norm(scope.at("norm1"), step.inputs);
            Layer branch = config.basic() ? basic(scope, step) : bottleneck(scope, step);
            Layer dropPath = Drop.path(step.dropPathRate);
            return (x, pass) -> {
                Tensor active = preactivation.forward(x, pass);
                Tensor shortcut = downsample.forward(adapts ? active : x, pass);
                return pass.run(active, branch, dropPath).add(shortcut);
            };
        }

        private boolean adapts(Step step) {
            boolean changes = step.stride != 1 || step.firstDilation != step.dilation || step.inputs != step.outputs;
            return step.leads && (changes || !config.basic());
        }

        private Layer basic(Scope scope, Step step) {
            int middle = config.middle(step.outputs);
            Conv2d first = Conv2d.of(step.inputs, middle, 3);
            return Layer.sequence(
                    conv(scope.at("conv1"), first.stride(step.stride).dilation(step.firstDilation)),
                    norm(scope.at("norm2"), middle),
                    lastConv(
                            scope.at("conv2"),
                            Conv2d.of(middle, step.outputs, 3).dilation(step.dilation)));
        }

        private Layer bottleneck(Scope scope, Step step) {
            int middle = config.middle(step.outputs);
            Conv2d second = Conv2d.of(middle, middle, 3);
            return Layer.sequence(
                    conv(scope.at("conv1"), Conv2d.of(step.inputs, middle, 1)),
                    norm(scope.at("norm2"), middle),
                    conv(scope.at("conv2"), second.stride(step.stride).dilation(step.firstDilation)),
                    norm(scope.at("norm3"), middle),
                    lastConv(scope.at("conv3"), Conv2d.of(middle, step.outputs, 1)));
        }

        private Layer downsample(Scope scope, Step step) {
            Conv2d conv = Conv2d.of(step.inputs, step.outputs, 1);
            return config.avgDown()
                    ? Layer.sequence(ShortcutPool.average(step.stride, step.dilation), conv(scope.at("conv"), conv))
                    : conv(scope.at("conv"), conv.stride(step.stride));
        }

        private Layer conv(Scope scope, Conv2d conv) {
            return declared(scope, conv.init(Init.kaimingNormalFanOut()));
        }

        private Layer lastConv(Scope scope, Conv2d conv) {
            return config.zeroInitLast() ? declared(scope, conv.init(Init.ZEROS)) : conv(scope, conv);
        }

        private Layer declared(Scope scope, Conv2d conv) {
            return config.convLayer() == ConvLayer.STANDARDIZED
                    ? new StdConv2d(conv, BIT_EPSILON).at(scope)
                    : conv.at(scope);
        }

        /** A norm and its activation. */
        private Layer norm(Scope scope, int channels) {
            return switch (config.normLayer()) {
                case BATCH -> Layer.sequence(Norm.batch().at(scope, channels), config.actLayer());
                case GROUP ->
                    Layer.sequence(Norm.group(groups(scope, channels)).at(scope, channels), config.actLayer());
                case EVO -> EvoNorm.at(scope, channels, groups(scope, channels));
                case FILTER_RESPONSE -> FilterResponseNorm.at(scope, channels);
            };
        }

        private int groups(Scope scope, int channels) {
            if (channels % GROUPS != 0) {
                throw new IllegalArgumentException("norm-layer group and evo need multiples of " + GROUPS
                        + " channels; " + scope.path() + " has " + channels);
            }
            return GROUPS;
        }
    }
}
