package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Scope;
import dev.jimm.plugin.models.cnn.MobileNetConfig.HeadLayer;
import dev.jimm.plugin.models.cnn.MobileStages.Stage;
import java.util.List;

/**
 * The network of {@link EfficientNet}, {@link MobileNetV3} and {@link HardCoReNas}: a stem, stages of blocks, a 1x1
 * convolution before or after the pooling, a classifier.
 */
final class MobileNetwork {
    private final MobileNetConfig config;
    private final ModelOptions options;
    private final Scope root;
    private final GlobalPool pool;
    private final MobileLayers layers;
    private final MobileBlocks blocks;
    private final Trunk trunk = new Trunk();

    private MobileNetwork(MobileNetConfig config, ModelOptions options, Scope root) {
        this.config = config;
        this.options = options;
        this.root = root;
        pool = ClassifierHead.pool(options, GlobalPool.AVG);
        layers = new MobileLayers(config);
        blocks = new MobileBlocks(config, layers, options.dropPathRate());
    }

    static Model build(MobileNetConfig config, ModelOptions options, Scope root) {
        return new MobileNetwork(config, options, root).build();
    }

    private Model build() {
        int stemSize = config.fixStem() ? config.stemSize() : config.scaled(config.stemSize());
        List<Stage> stages = MobileStages.of(config, stemSize, options.outputStride());
        trunk.add(stem(stemSize));
        trunk.tap(new FeatureInfo("bn1", stemSize, 2), halves(0));
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            String name = "blocks." + i;
            for (int j = 0; j < stage.steps().size(); j++) {
                trunk.add(blocks.at(root.at(name).at(j), stage.steps().get(j)));
            }
            boolean lastOfItsSize = i + 1 == stages.size() || halves(i + 1);
            // of a pruned network timm says the widths before pruning
            trunk.tap(new FeatureInfo(name, stage.last().unpruned(), stage.reduction()), lastOfItsSize);
        }
        int last = stages.get(stages.size() - 1).last().outputs();
        return config.headLayer() == HeadLayer.CONV ? convHead(last) : pooledHead(last);
    }

    private boolean halves(int stage) {
        return config.blocks(stage).get(0).stride() > 1;
    }

    private Layer stem(int width) {
        Conv2d conv = Conv2d.of(options.channels(), width, config.stemKernelSize());
        return Layer.sequence(
                layers.conv(root.at("conv_stem"), conv.stride(2)),
                layers.norm(root.at("bn1"), width, config.actLayer()));
    }

    private Model convHead(int inputs) {
        int channels = inputs;
        if (config.numFeatures() > 0) {
            channels = config.numFeatures();
            trunk.add(layers.conv(root.at("conv_head"), Conv2d.of(inputs, channels, 1)));
            trunk.add(layers.norm(root.at("bn2"), channels, config.actLayer()));
        }
        LayerGroups groups = layerGroups().joining("conv_head|bn2");
        return headed(groups, channels, pool.features(channels), Layer.IDENTITY);
    }

    private Model pooledHead(int inputs) {
        int features = config.numFeatures();
        Conv2d conv = Conv2d.of(pool.features(inputs), features, 1);
        boolean bias = config.headLayer() == HeadLayer.POOLED_BIAS;
        Layer hidden = Layer.sequence(
                layers.conv(root.at("conv_head"), bias ? conv.withBias() : conv),
                config.headLayer() == HeadLayer.POOLED_NORM
                        ? layers.norm(root.at("norm_head"), features, config.actLayer())
                        : config.actLayer());
        Layer ofPooled = pool == GlobalPool.NONE ? hidden : ofVectors(hidden);
        return headed(layerGroups(), inputs, features, ofPooled);
    }

    private static LayerGroups layerGroups() {
        return new LayerGroups().then("conv_stem|bn1").then("blocks\\.(\\d+)\\.(\\d+)");
    }

    /** Applies to (N, C) what is meant for (N, C, H, W). */
    static Layer ofVectors(Layer layer) {
        return (x, pass) -> layer.forward(x.unsqueeze(2).unsqueeze(3), pass).flatten(1);
    }

    private Model headed(LayerGroups groups, int channels, int features, Layer hidden) {
        ClassifierHead head =
                ClassifierHead.at(root.at("classifier"), features, options, pool, hidden, this::initialised);
        return trunk.model(root, channels, head, "classifier")
                .layerGroups(groups)
                .build();
    }

    private Linear initialised(Linear classifier) {
        double bound = 1 / Math.sqrt(classifier.out());
        return config.pruned() ? classifier : classifier.init(Init.uniform(-bound, bound), Init.ZEROS);
    }
}
