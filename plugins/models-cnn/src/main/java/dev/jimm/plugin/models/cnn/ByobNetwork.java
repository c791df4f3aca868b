package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.AttentionPool2d;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Scope;
import dev.jimm.plugin.models.cnn.ByobBlocks.Step;
import dev.jimm.plugin.models.cnn.ByobConfig.HeadType;
import java.util.ArrayList;
import java.util.List;

/** The network of {@link ByobNet} and {@link ByoaNet}: a stem, stages of blocks, perhaps a 1x1 convolution, a head. */
final class ByobNetwork {
    private static final Init LINEAR = Init.normal(0.01);
    private static final int HEAD_DIM = 64;
    private static final String TOKEN = "token";

    private final ByobConfig config;
    private final ModelOptions options;
    private final Scope root;
    private final ByobLayers layers;
    private final ByobBlocks blocks;
    private final List<Layer> steps = new ArrayList<>();
    private final List<FeatureInfo> info = new ArrayList<>();
    /** The map after the blocks so far. */
    private FeatureInfo map;
    /** Its height and width for the image size that tables are made for, or 0. */
    private int mapSize;

    private int blockCount;

    private ByobNetwork(ByobConfig config, ModelOptions options, Scope root) {
        this.config = config;
        this.options = options;
        this.root = root;
        layers = new ByobLayers(config);
        blocks = new ByobBlocks(config, layers);
    }

    static Model build(ByobConfig config, ModelOptions options, Scope root) {
        boolean tables = config.fixesImageSize() || config.headType() == HeadType.ATTN_ABS;
        if (tables && options.outputStride() < 32) {
            throw new IllegalArgumentException("output-stride must be 32, is " + options.outputStride()
                    + ": the tables of positions would be others than those of pretrained weights");
        }
        return new ByobNetwork(config, options, root).build();
    }

    private Model build() {
        addStem();
        addStages();
        int features = addLastConvolution();
        Model.Builder model = Model.builder(root)
                .features(Layer.sequence(steps))
                .featureInfo(info)
                .featureCount(features)
                .layerGroups(new LayerGroups()
                        .then("stem")
                        .then("stages\\.(\\d+)\\.(\\d+)")
                        .joining("final_conv"));
        ClassifierHead head = switch (config.headType()) {
            case CLASSIFIER -> plainHead(features);
            case MLP -> hiddenHead(features);
            case ATTN_ABS -> attentionHead(features);
        };
        if (config.fixesImageSize()) {
            model.imageSize(config.imgSize(), config.imgSize());
        }
        return model.head(head)
                .headHiddenSize(head.hiddenSize())
                .classifier(config.headType() == HeadType.ATTN_ABS ? "head.proj" : "head.fc")
                .build();
    }

    private void addStem() {
        ByobStem stem = new ByobStem(config, layers, blocks, options.channels(), root);
        steps.add(stem.layer());
        int last = stem.maps().size() - 1;
        info.addAll(stem.maps().subList(0, last));
        map = stem.maps().get(last);
        mapSize = config.imgSize() == null ? 0 : config.imgSize() / map.reduction();
    }

    private void addStages() {
        Reduction reduction = Reduction.of(map.reduction());
        for (int stage = 0; stage < config.blocks().size(); stage++) {
            List<ByobBlock> repeated = config.repeated(stage);
            int stride = repeated.get(0).stride();
            if (stride > 1) {
                info.add(map);
            }
            reduction = reduction.then(stride, options.outputStride());
            addStage(repeated, "stages." + stage, reduction);
        }
    }

    private void addStage(List<ByobBlock> repeated, String name, Reduction reduction) {
        int channels = map.channels();
        int dilation = reduction.dilation();
        for (int i = 0; i < repeated.size(); i++) {
            ByobBlock block = repeated.get(i);
            boolean first = i == 0;
            Step step = new Step(
                    block,
                    channels,
                    config.outputs(block),
                    first && block.stride() > 1,
                    first ? reduction.stride() : 1,
                    first ? Math.min((dilation + 1) / 2, 2) : dilation,
                    dilation,
                    mapSize,
                    Drop.linearRate(options.dropPathRate(), blockCount++, config.depth()));
            steps.add(blocks.at(root.at(name).at(i), step));
            mapSize /= step.stride();
            channels = step.outputs();
        }
        steps.add((x, pass) -> pass.tap(name, x));
        map = new FeatureInfo(name, channels, reduction.total());
    }

    /** Returns the number of features. */
    private int addLastConvolution() {
        String name = "final_conv";
        int features = config.numFeatures() == 0 ? map.channels() : config.features();
        if (config.numFeatures() > 0) {
            Conv2d conv = Conv2d.of(map.channels(), features, 1);
            steps.add(layers.convNorm(root.at(name), conv, config.actLayer()));
        }
        steps.add((x, pass) -> pass.tap(name, x));
        info.add(new FeatureInfo(name, features, map.reduction()));
        return features;
    }

    private ClassifierHead plainHead(int channels) {
        GlobalPool pool = ClassifierHead.pool(options, GlobalPool.AVG);
        return head("fc", pool.features(channels), pool, Layer.IDENTITY);
    }

    private ClassifierHead hiddenHead(int channels) {
        GlobalPool pool = ClassifierHead.pool(options, GlobalPool.AVG);
        int pooled = pool.features(channels);
        int hidden = config.headHiddenSize();
        Scope head = root.at("head");
        Layer norm = Norm.batch().at(head.at("norm"), pooled);
        Scope fc = head.at("pre_logits").at("fc");
        Layer linear = pool == GlobalPool.NONE
                ? Conv2d.of(pooled, hidden, 1)
                        .withBias()
                        .init(LINEAR, Init.ZEROS)
                        .at(fc)
                : Linear.of(pooled, hidden).init(LINEAR, Init.ZEROS).at(fc);
        return head("fc", hidden, pool, Layer.sequence(norm, linear, config.actLayer()));
    }

    private ClassifierHead attentionHead(int channels) {
        String pool = options.globalPool() == null ? TOKEN : options.globalPool();
        boolean pools = pool.equals(TOKEN);
        if (!pools && !(pool.isEmpty() && options.classes() == 0)) {
            throw new IllegalArgumentException("global-pool must be " + TOKEN
                    + " with a head of attention, or \"\" for none if num-classes is 0, is \"" + pool + "\"");
        }
        Layer attention = new AttentionPool2d(channels, HEAD_DIM, mapSize, pools).at(root.at("head"));
        return head("proj", channels, GlobalPool.NONE, attention);
    }

    private ClassifierHead head(String classifier, int features, GlobalPool pool, Layer hidden) {
        Scope scope = root.at("head").at(classifier);
        return ClassifierHead.at(scope, features, options, pool, hidden, linear -> linear.init(LINEAR, Init.ZEROS));
    }
}
