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
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Pool2d;
import dev.jimm.api.nn.Scope;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Cross stage partial networks, in which only a part of the channels goes through the blocks of a stage; and the
 * DarkNets that some of them come from.
 *
 * <ul>
 *   <li>YOLOv3 (DarkNet-53), Redmon and Farhadi 2018 (arXiv 1804.02767)
 *   <li>CSPNet: A New Backbone that can Enhance Learning Capability of CNN, Wang et al. 2019 (1911.11929)
 *   <li>YOLOv4 (CSPDarkNet-53), Bochkovskiy et al. 2020 (2004.10934)
 *   <li>the stages with three convolutions (cs3) and the stem "focus", Jocher et al. 2020 (YOLOv5, without a paper)
 * </ul>
 *
 * <p>Unlike the authors', and like timm's, one 1x1 convolution widens for both paths, whose halves they then take.
 * Names of tensors are those of timm's {@code cspnet.py}.
 */
public final class CspNet implements ModelProvider {
    @Override
    public String family() {
        return "cspnet";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return CspNets.ALL;
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(CspNet.class.getResourceAsStream("cspnet.json"));
    }

    static Model build(CspNetConfig config, ModelOptions options, Scope root) {
        return new Network(config, options, root).build();
    }

    /** Builds the structure that a configuration describes, in the order of the steps. */
    private static final class Network {
        private final CspNetConfig config;
        private final ModelOptions options;
        private final Scope root;
        private final CspStages stages;
        private final Trunk trunk = new Trunk();
        /** The map after the steps so far. */
        private FeatureInfo current;

        Network(CspNetConfig config, ModelOptions options, Scope root) {
            this.config = config;
            this.options = options;
            this.root = root;
            stages = new CspStages(config);
        }

        Model build() {
            stem();
            stages();
            trunk.announce(current);
            int channels = current.channels();
            ClassifierHead head = Trunk.head(root.at("head").at("fc"), channels, options, Init.normal(0.01));
            return trunk.model(root, channels, head, "head.fc")
                    .layerGroups(new LayerGroups()
                            .then("stem")
                            .then("stages\\.(\\d+)\\.blocks\\.(\\d+)")
                            .joining("stages\\.(\\d+)\\..*transition")
                            .joiningFirst("stages\\.(\\d+)"))
                    .build();
        }

        private void stem() {
            Scope stem = root.at("stem");
            current = new FeatureInfo("image", options.channels(), 1);
            int last = config.stemChannels().size() - 1;
            for (int i = 0; i <= last; i++) {
                boolean halves = i == 0 ? config.stemStride() > 1 : i == last && halvesTwice();
                int width = config.stemChannels().get(i);
                if (halves && i > 0) {
                    trunk.announce(current);
                }
                Conv2d conv = Conv2d.of(current.channels(), width, config.stemKernelSize())
                        .stride(halves ? 2 : 1);
                boolean padded = i == 0 && config.stemPadding() >= 0;
                String name = "conv" + (i + 1);
                Layer layer = stages.active(stem.at(name), padded ? conv.padding(config.stemPadding()) : conv);
                add("stem." + name, layer, width, halves ? 2 : 1);
            }
            if (config.stemPool()) {
                trunk.announce(current);
                add("stem.pool", Pool2d.max(3).stride(2).padding(1), current.channels(), 2);
            }
        }

        /** Whether a stem's last convolution, too, has a stride. */
        private boolean halvesTwice() {
            return config.stemStride() == 4 && !config.stemPool();
        }

        private void stages() {
            Reduction reduction = Reduction.of(current.reduction());
            int index = 0;
            for (int i = 0; i < config.depth().size(); i++) {
                int stride = CspNetConfig.of(config.stride(), i);
                if (stride > 1) {
                    trunk.announce(current);
                }
                reduction = reduction.then(stride, options.outputStride());
                double[] dropPathRates = new double[config.depth().get(i)];
                for (int block = 0; block < dropPathRates.length; block++) {
                    dropPathRates[block] = Drop.linearRate(options.dropPathRate(), index++, config.blocks());
                }
                CspStages.Stage stage = new CspStages.Stage(
                        i, current.channels(), reduction.stride(), reduction.dilation(), dropPathRates);
                Layer layer = stages.at(root.at("stages").at(i), stage);
                add("stages." + i, layer, config.outChannels().get(i), reduction.stride());
            }
        }

        private void add(String module, Layer layer, int channels, int stride) {
            trunk.add(layer);
            current = new FeatureInfo(module, channels, current.reduction() * stride);
        }
    }
}
