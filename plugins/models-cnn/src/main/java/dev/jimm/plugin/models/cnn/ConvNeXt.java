package dev.jimm.plugin.models.cnn;

import dev.jimm.api.checkpoint.CheckpointTensor;
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
import dev.jimm.api.nn.GlobalResponseNorm;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.LayerScale;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.plugin.models.cnn.ConvNeXtConfig.StemType;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * ConvNeXt: a convolutional network with the proportions of a vision transformer.
 *
 * <ul>
 *   <li>A ConvNet for the 2020s, Liu et al. 2022 (arXiv 2201.03545)
 *   <li>ConvNeXt V2, Woo et al. 2023 (2301.00808): global response norm in place of layer scale
 * </ul>
 *
 * <p>Names of tensors are those of timm's {@code convnext.py}; so are the sizes below tiny.
 */
public final class ConvNeXt implements ModelProvider {
    @Override
    public String family() {
        return "convnext";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return ConvNeXts.ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(ConvNeXt.class.getResourceAsStream("convnext.json"));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return (checkpoint.hasAny("^visual\\.trunk\\.") ? openClip(checkpoint) : checkpoint)
                .drop("^(projectors|norms)\\.")
                .rename("^downsample_layers\\.0\\.", "stem.")
                .rename("^stages\\.(\\d+)\\.(\\d+)", "stages.$1.blocks.$2")
                .rename("^downsample_layers\\.(\\d+)\\.", "stages.$1.downsample.")
                .rename("dwconv", "conv_dw")
                .rename("pwconv", "mlp.fc")
                .change("\\.grn\\.(beta|gamma)$", value -> value.reshape(-1))
                .rename("\\.grn\\.beta$", ".mlp.grn.bias")
                .rename("\\.grn\\.gamma$", ".mlp.grn.weight")
                .rename("^head\\.(weight|bias)$", "head.fc.$1")
                .rename("^norm\\.", "head.norm.")
                .reshaped("mlp\\.fc\\d\\.weight$", model);
    }

    /** One of these inside OpenCLIP's model, whose projection takes the place of the classifier. */
    private static StateDict openClip(StateDict saved) {
        StateDict trunk = saved.below("visual.trunk.");
        String last = saved.has("visual.head.proj.weight") ? "visual.head.proj.weight" : "visual.head.mlp.fc2.weight";
        if (!saved.has(last)) {
            return trunk;
        }
        CheckpointTensor head = saved.get(last);
        return trunk.withAll(saved.below("visual.head.mlp.fc1.").rename("^", "head.pre_logits.fc."))
                .with("head.fc.weight", head)
                .with("head.fc.bias", CheckpointTensor.zeros(head.size(0)));
    }

    static Model build(ConvNeXtConfig config, ModelOptions options, Scope root) {
        return new Network(config, options, root).build();
    }

    /** Builds the structure that a configuration describes. */
    private static final class Network {
        private static final Init WEIGHTS = Init.truncatedNormal(0.02);
        private static final int MLP_RATIO = 4;

        private final ConvNeXtConfig config;
        private final ModelOptions options;
        private final Scope root;
        private final GlobalPool pool;
        private final Activation activation;
        private final Norm norm;
        private final Norm normOfMaps;

        Network(ConvNeXtConfig config, ModelOptions options, Scope root) {
            this.config = config;
            this.options = options;
            this.root = root;
            pool = ClassifierHead.pool(options, GlobalPool.AVG);
            activation = config.actLayer();
            norm = switch (config.normLayer()) {
                case LAYER -> Norm.layer(config.normEps());
                case RMS -> Norm.rootMeanSquare(config.normEps());
                case SIMPLE -> Norm.deviation(config.normEps());
            };
            normOfMaps = Norm.ofMaps(norm);
        }

        Model build() {
            Trunk trunk = new Trunk();
            trunk.add(stem(root.at("stem")));
            int features = stages(trunk);
            if (config.headNormFirst()) {
                trunk.add(normOfMaps.at(root.at("norm_pre"), features));
            }
            ClassifierHead head = head(root.at("head"), features);
            return trunk.model(root, features, head, "head.fc")
                    .layerGroups(layerGroups())
                    .build();
        }

        private Layer stem(Scope scope) {
            int width = config.dims().get(0);
            if (config.stemType() == StemType.PATCH) {
                int size = config.patchSize();
                Conv2d patches = Conv2d.of(options.channels(), width, size).stride(size);
                return Layer.sequence(conv(scope.at(0), patches.padding(0)), normOfMaps.at(scope.at(1), width));
            }
            boolean active = config.stemType() == StemType.OVERLAP_ACT;
            int first = config.stemType() == StemType.OVERLAP_TIERED ? Widths.rounded(width / 2) : width;
            int second = active ? 2 : 1;
            return Layer.sequence(
                    conv(scope.at(0), Conv2d.of(options.channels(), first, 3).stride(2)),
                    active ? activation : Layer.IDENTITY,
                    conv(scope.at(second), Conv2d.of(first, width, 3).stride(2)),
                    normOfMaps.at(scope.at(second + 1), width));
        }

        /** Adds all stages; returns the number of outputs of the last. */
        private int stages(Trunk trunk) {
            int inputs = config.dims().get(0);
            int stemReduction = config.stemType() == StemType.PATCH ? config.patchSize() : 4;
            Reduction reduction = Reduction.of(stemReduction);
            int index = 0;
            for (int stage = 0; stage < config.depths().size(); stage++) {
                String name = "stages." + stage;
                Scope scope = root.at("stages").at(stage);
                boolean halves = stage > 0 || stemReduction == 2;
                reduction = reduction.then(halves ? 2 : 1, options.outputStride());
                int width = config.dims().get(stage);
                if (halves) {
                    Conv2d conv = Conv2d.of(inputs, width, 2)
                            .stride(reduction.stride())
                            .dilation(reduction.firstDilation());
                    boolean dilated = reduction.dilation() > 1;
                    trunk.add(downsample(scope.at("downsample"), dilated ? conv.same() : conv.padding(0)));
                }
                Conv2d depthwise = Conv2d.of(width, width, config.kernelSize(stage))
                        .groups(width)
                        .dilation(reduction.dilation());
                for (int i = 0; i < config.depths().get(stage); i++) {
                    double rate = Drop.linearRate(options.dropPathRate(), index++, config.blocks());
                    trunk.add(block(scope.at("blocks").at(i), depthwise, rate));
                }
                trunk.announce(new FeatureInfo(name, width, reduction.total()));
                inputs = width;
            }
            return inputs;
        }

        private Layer downsample(Scope scope, Conv2d conv) {
            return Layer.sequence(normOfMaps.at(scope.at(0), conv.in()), conv(scope.at(1), conv));
        }

        private Layer block(Scope scope, Conv2d depthwise, double dropPathRate) {
            int width = depthwise.out();
            Layer scale = config.lsInitValue() == 0
                    ? Layer.IDENTITY
                    : new LayerScale(width, config.lsInitValue()).ofMaps(scope);
            Layer places = conv(scope.at("conv_dw"), depthwise);
            Layer channels = config.convMlp()
                    ? Layer.sequence(normOfMaps.at(scope.at("norm"), width), mlp(scope.at("mlp"), width))
                    : channelsLast(norm.at(scope.at("norm"), width), mlp(scope.at("mlp"), width));
            Layer dropPath = Drop.path(dropPathRate);
            return (x, pass) -> pass.run(x, places, channels, scale, dropPath).add(x);
        }

        /** Applies to (N, C, H, W) what is meant for (N, H, W, C). */
        private static Layer channelsLast(Layer... layers) {
            return (x, pass) -> pass.run(x.permute(0, 2, 3, 1), layers).permute(0, 3, 1, 2);
        }

        private Layer mlp(Scope scope, int width) {
            boolean ofMaps = config.convMlp();
            int hidden = MLP_RATIO * width;
            return Layer.sequence(
                    pointwise(scope.at("fc1"), width, hidden, ofMaps),
                    activation,
                    config.useGrn() ? responseNorm(scope.at("grn"), hidden) : Layer.IDENTITY,
                    pointwise(scope.at("fc2"), hidden, width, ofMaps));
        }

        private Layer responseNorm(Scope scope, int channels) {
            GlobalResponseNorm grn = new GlobalResponseNorm(channels);
            return config.convMlp() ? grn.ofMaps(scope) : grn.at(scope);
        }

        /** The same linear layer at each place, of maps (N, C, H, W) or of vectors (..., C). */
        private static Layer pointwise(Scope scope, int in, int out, boolean ofMaps) {
            return ofMaps
                    ? conv(scope, Conv2d.of(in, out, 1))
                    : Linear.of(in, out).init(WEIGHTS, Init.ZEROS).at(scope);
        }

        private static Layer conv(Scope scope, Conv2d conv) {
            return conv.withBias().init(WEIGHTS, Init.ZEROS).at(scope);
        }

        /** Pooling, the last norm unless it stands before the pooling, a hidden layer if wanted, the classifier. */
        private ClassifierHead head(Scope scope, int channels) {
            if (config.headNormFirst()) {
                return head(scope, pool.features(channels), Layer.IDENTITY);
            }
            if (pool == GlobalPool.CATAVGMAX) {
                throw new IllegalArgumentException(
                        "global-pool catavgmax doubles the features, but the norm of the head"
                                + " has one weight a channel; set head-norm-first to true");
            }
            boolean ofMaps = pool == GlobalPool.NONE;
            Layer last = (ofMaps ? normOfMaps : norm).at(scope.at("norm"), channels);
            int hidden = config.headHiddenSize();
            if (hidden == 0) {
                return head(scope, channels, last);
            }
            Layer dense = pointwise(scope.at("pre_logits").at("fc"), channels, hidden, ofMaps);
            return head(scope, hidden, Layer.sequence(last, dense, Activation.GELU));
        }

        private ClassifierHead head(Scope scope, int features, Layer hidden) {
            return ClassifierHead.at(
                    scope.at("fc"), features, options, pool, hidden, linear -> linear.init(WEIGHTS, Init.ZEROS));
        }

        /** Each block is a layer; the first of a stage has the downsampling before it, the last the norm after it. */
        private LayerGroups layerGroups() {
            LayerGroups groups = new LayerGroups().then("stem");
            for (int stage = 0; stage < config.depths().size(); stage++) {
                String prefix = "stages\\." + stage + "\\.";
                groups.then(prefix + "(?:downsample|blocks\\.0)\\.");
                for (int block = 1; block < config.depths().get(stage); block++) {
                    groups.then(prefix + "blocks\\." + block + "\\.");
                }
            }
            return groups.joining("norm_pre");
        }
    }
}
