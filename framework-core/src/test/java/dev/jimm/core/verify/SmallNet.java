package dev.jimm.core.verify;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A family of one network: convolution, batch norm, ReLU, mean, linear. */
final class SmallNet implements ModelProvider {
    /** No options. */
    record Config() {}

    static final int WIDTH = 4;
    static final int CLASSES = 5;

    @Override
    public String family() {
        return "small_net";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return List.of(new Architecture<>("small_net", new Config(), SmallNet::build));
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        String table = """
            {"pretrained": {"small_net": [{"tag": "first", "num_classes": 5}, {"tag": "second"}]},
             "deprecated": {"old_net": "small_net.second", "older_net": "small_net", "stale_net": "small_net.gone"}}
            """;
        return Optional.of(new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)));
    }

    private static Model build(Config config, ModelOptions options, Scope root) {
        Layer conv = Conv2d.of(options.channels(), WIDTH, 3).stride(2).at(root.at("conv"));
        Layer norm = Norm.batch().at(root.at("norm"), WIDTH);
        Layer classifier = Linear.of(WIDTH, options.classes()).at(root.at("fc"));
        return Model.builder(root)
                .features((x, pass) -> pass.tap("norm", pass.run(x, conv, norm).relu()))
                .head((features, pass, preLogits) -> {
                    Tensor pooled = features.get(0).mean(2, 3);
                    return preLogits ? pooled : classifier.forward(pooled, pass);
                })
                .featureInfo(List.of(new FeatureInfo("norm", WIDTH, 2)))
                .featureCount(WIDTH)
                .classifier("fc")
                .noWeightDecay("norm.weight", "token")
                .layerGroups(new LayerGroups().then("conv").then("norm"))
                .build();
    }
}
