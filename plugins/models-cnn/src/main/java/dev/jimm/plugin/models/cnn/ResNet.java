package dev.jimm.plugin.models.cnn;

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
import dev.jimm.api.nn.EfficientChannelAttention;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Pool2d;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.nn.SqueezeExcite;
import dev.jimm.plugin.models.cnn.ResNetConfig.AaLayer;
import dev.jimm.plugin.models.cnn.ResNetConfig.Block;
import dev.jimm.plugin.models.cnn.ResNetConfig.NormLayer;
import dev.jimm.plugin.models.cnn.ResNetConfig.StemType;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * ResNet and what grew out of it: ResNeXt, Wide ResNet, SE-ResNet, SENet-154, ECA-ResNet, ResNet-RS, anti-aliased
 * ResNet.
 *
 * <ul>
 *   <li>Deep Residual Learning for Image Recognition, He et al. 2015 (arXiv 1512.03385)
 *   <li>Wide Residual Networks, Zagoruyko and Komodakis 2016 (1605.07146)
 *   <li>Aggregated Residual Transformations (ResNeXt), Xie et al. 2016 (1611.05431)
 *   <li>Squeeze-and-Excitation Networks, Hu et al. 2017 (1709.01507)
 *   <li>Bag of Tricks (the variants c, d, e, s, t), He et al. 2018 (1812.01187)
 *   <li>Making Convolutional Networks Shift-Invariant Again (blur), Zhang 2019 (1904.11486)
 *   <li>ECA-Net, Wang et al. 2019 (1910.03151); its pruned forms by Aflalo et al. 2020 (2002.08258)
 *   <li>Revisiting ResNets (RS), Bello et al. 2021 (2103.07579)
 * </ul>
 *
 * <p>Unlike the first paper, and like everybody since, a bottleneck has its stride on the 3x3 convolution ("v1.5").
 * Names of tensors are those of timm's {@code resnet.py}.
 */
public final class ResNet implements ModelProvider {
    @Override
    public String family() {
        return "resnet";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ResNets.ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(ResNet.class.getResourceAsStream("resnet.json"));
    }

    static Model build(ResNetConfig config, ModelOptions options, Scope root) {
        return new Network(config).build(options, root);
    }

    /**
     * One block and its place in the network.
     *
     * @param first the width of the first convolution
     * @param middle the width of a bottleneck's second convolution
     * @param unpruned the number of outputs before pruning
     * @param firstDilation that of the block's first 3x3 convolution, and of its shortcut
     */
    private record Step(
            int inputs,
            int first,
            int middle,
            int outputs,
            int unpruned,
            int stride,
            int firstDilation,
            int dilation,
            double dropPathRate) {}

    /** Builds the structure that a configuration describes. */
    private static final class Network {
        private static final int GROUPS = 32;

        private final ResNetConfig config;
        private final Layer activation;
        private final Norm norm;
        private final Init convInit;

        Network(ResNetConfig config) {
            this.config = config;
            activation = config.actLayer();
            norm = config.normLayer() == NormLayer.BATCH ? Norm.batch() : Network::groupNorm;
            // pruning replaces the convolutions, in timm by fresh ones with PyTorch's initial values
            convInit = config.pruned() ? Init.torchDefault() : Init.kaimingNormalFanOut();
        }

        Model build(ModelOptions options, Scope root) {
            int stemOutputs = config.stemType() == StemType.DEFAULT ? 64 : 2 * config.stemWidth();
            Layer stem = Layer.sequence(
                    stem(root.at("conv1"), options.channels(), stemOutputs),
                    norm.at(root.at("bn1"), stemOutputs),
                    activation);
            Layer stemPool = stemPool(root.at("maxpool"), stemOutputs);
            Trunk trunk = new Trunk();
            trunk.add(stem);
            trunk.announce(new FeatureInfo("act1", stemOutputs, 2));
            trunk.add(stemPool);
            int features = stages(root, options, stemOutputs, trunk);
            ClassifierHead head = ClassifierHead.at(root.at("fc"), features, options, GlobalPool.AVG);
            return trunk.model(root, features, head, "fc")
                    .layerGroups(new LayerGroups().then("conv1|bn1|maxpool").then("layer(\\d+)\\.(\\d+)"))
                    .build();
        }

        private static Layer groupNorm(Scope scope, int channels, Init scale) {
            if (channels % GROUPS != 0) {
                throw new IllegalArgumentException("norm-layer group needs multiples of " + GROUPS + " channels; "
                        + scope.path() + " has " + channels);
            }
            return Norm.group(GROUPS).at(scope, channels, scale);
        }

        private Layer conv(Scope scope, Conv2d conv) {
            return conv.init(convInit).at(scope);
        }

        private Layer stem(Scope scope, int inputs, int outputs) {
            if (config.stemType() == StemType.DEFAULT) {
                return conv(scope, Conv2d.of(inputs, outputs, 7).stride(2));
            }
            int width = config.stemWidth();
            int first = config.stemType() == StemType.DEEP_TIERED ? 3 * (width / 4) : width;
            return Layer.sequence(
                    conv(scope.at(0), Conv2d.of(inputs, first, 3).stride(2)),
                    norm.at(scope.at(1), first),
                    activation,
                    conv(scope.at(3), Conv2d.of(first, width, 3)),
                    norm.at(scope.at(4), width),
                    activation,
                    conv(scope.at(6), Conv2d.of(width, outputs, 3)));
        }

        private Layer stemPool(Scope scope, int width) {
            boolean antiAliased = config.aaLayer() != AaLayer.NONE;
            if (config.replaceStemPool()) {
                return Layer.sequence(
                        conv(scope.at(0), Conv2d.of(width, width, 3).stride(antiAliased ? 1 : 2)),
                        antiAlias(scope.at(1), width, 2),
                        norm.at(scope.at(antiAliased ? 2 : 1), width),
                        activation);
            }
            return switch (config.aaLayer()) {
                case NONE -> Pool2d.max(3).stride(2).padding(1);
                case AVG -> Pool2d.average(2);
                case BLUR -> Layer.sequence(Pool2d.max(3).stride(1).padding(1), BlurPool.at(scope.at(1), width, 2));
            };
        }

        /** Adds all stages; returns the number of outputs of the last. */
        private int stages(Scope root, ModelOptions options, int stemOutputs, Trunk trunk) {
            int blocks = config.blocks();
            int index = 0;
            int inputs = stemOutputs;
            Reduction reduction = Reduction.of(4);
            for (int stage = 0; stage < config.layers().size(); stage++) {
                String name = "layer" + (stage + 1);
                reduction = reduction.then(stage == 0 ? 1 : 2, options.outputStride());
                for (int i = 0; i < config.layers().get(stage); i++) {
                    Reduction place = reduction.ofBlock(i);
                    int[] widths = config.widths(stage, index);
                    Step step = new Step(
                            inputs,
                            widths[0],
                            widths[1],
                            widths[2],
                            config.outputs(stage),
                            place.stride(),
                            place.firstDilation(),
                            place.dilation(),
                            Drop.linearRate(options.dropPathRate(), index, blocks));
                    trunk.add(block(root.at(name).at(i), config.block(stage), step));
                    inputs = step.outputs;
                    index++;
                }
                // of a pruned network timm says the widths before pruning
                trunk.announce(new FeatureInfo(name, config.outputs(stage), reduction.total()));
            }
            return inputs;
        }

        private Layer block(Scope scope, Block kind, Step step) {
            Layer branch = kind == Block.BASIC ? basic(scope, step) : bottleneck(scope, step);
            Layer attention = attention(scope.at("se"), step);
            Layer dropPath = Drop.path(step.dropPathRate);
            boolean adapt = step.stride != 1 || step.inputs != step.outputs;
            Layer shortcut = adapt ? downsample(scope.at("downsample"), step) : Layer.IDENTITY;
            return (x, pass) ->
                    activation.forward(pass.run(x, branch, attention, dropPath).add(shortcut.forward(x, pass)), pass);
        }

        private Layer basic(Scope scope, Step step) {
            Conv2d last = Conv2d.of(step.first, step.outputs, 3).dilation(step.dilation);
            return Layer.sequence(
                    downsampling(scope, 1, Conv2d.of(step.inputs, step.first, 3), step),
                    conv(scope.at("conv2"), last),
                    lastNorm(scope.at("bn2"), step.outputs));
        }

        private Layer bottleneck(Scope scope, Step step) {
            Conv2d middle = Conv2d.of(step.first, step.middle, 3).groups(config.cardinality());
            return Layer.sequence(
                    conv(scope.at("conv1"), Conv2d.of(step.inputs, step.first, 1)),
                    norm.at(scope.at("bn1"), step.first),
                    activation,
                    downsampling(scope, 2, middle, step),
                    conv(scope.at("conv3"), Conv2d.of(step.middle, step.outputs, 1)),
                    lastNorm(scope.at("bn3"), step.outputs));
        }

        /**
         * The 3x3 convolution that carries the block's stride, its norm and activation; anti-aliased if there is a
         * change of scale.
         */
        private Layer downsampling(Scope scope, int number, Conv2d conv, Step step) {
            boolean rescales = step.stride == 2 || step.firstDilation != step.dilation;
            boolean antiAliased = rescales && config.aaLayer() != AaLayer.NONE;
            Conv2d placed = conv.stride(antiAliased ? 1 : step.stride).dilation(step.firstDilation);
            return Layer.sequence(
                    conv(scope.at("conv" + number), placed),
                    norm.at(scope.at("bn" + number), conv.out()),
                    activation,
                    antiAliased ? antiAlias(scope.at("aa"), conv.out(), step.stride) : Layer.IDENTITY);
        }

        private Layer lastNorm(Scope scope, int channels) {
            return norm.at(scope, channels, config.zeroInitLast() ? Init.ZEROS : Init.ONES);
        }

        private Layer antiAlias(Scope scope, int channels, int stride) {
            return switch (config.aaLayer()) {
                case NONE -> Layer.IDENTITY;
                case AVG -> Pool2d.average(stride);
                case BLUR -> BlurPool.at(scope, channels, stride);
            };
        }

        private Layer attention(Scope scope, Step step) {
            return switch (config.attnLayer()) {
                case NONE -> Layer.IDENTITY;
                case SE ->
                    SqueezeExcite.of(step.outputs)
                            .ratio(config.rdRatio())
                            .init(convInit)
                            .at(scope);
                case ECA -> EfficientChannelAttention.at(scope, EfficientChannelAttention.kernel(step.unpruned));
            };
        }

        private Layer downsample(Scope scope, Step step) {
            if (config.avgDown()) {
                return Layer.sequence(
                        ShortcutPool.average(step.stride, step.dilation),
                        conv(scope.at(1), Conv2d.of(step.inputs, step.outputs, 1)),
                        norm.at(scope.at(2), step.outputs));
            }
            boolean rescales = step.stride != 1 || step.dilation != 1;
            int kernel = rescales ? config.downKernelSize() : 1;
            Conv2d conv = Conv2d.of(step.inputs, step.outputs, kernel).stride(step.stride);
            return Layer.sequence(
                    conv(scope.at(0), conv.dilation(kernel > 1 ? step.firstDilation : 1)),
                    norm.at(scope.at(1), step.outputs));
        }
    }
}
