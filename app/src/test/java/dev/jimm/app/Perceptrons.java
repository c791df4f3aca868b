package dev.jimm.app;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Scope;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A family of two small models with known numbers of parameters. */
public final class Perceptrons implements ModelProvider {
    private static final String TAGS = """
            {"pretrained": {"perceptron_wide": [
                {"tag": "a_in1k", "hf_hub_id": "timm/", "num_classes": 10, "input_size": [3, 8, 8],
                 "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25], "license": "mit"},
                {"tag": "b_in1k", "hf_hub_id": "timm/", "num_classes": 100, "input_size": [3, 8, 8], "crop_pct": 1.0}
            ]}}
            """;

    /** What happens to the hidden values. */
    public enum Gate {
        OPEN,
        HALF_CLOSED
    }

    /** All kinds of options. */
    public record Config(int width, double scale, Gate gate, List<Integer> sizes, Boolean bias) {}

    @Override
    public String family() {
        return "perceptron";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return List.of(
                new Architecture<>("perceptron", new Config(4, 1, Gate.OPEN, List.of(1, 2), null), Perceptrons::build),
                new Architecture<>(
                        "perceptron_wide",
                        new Config(20_000, 1e-5, Gate.HALF_CLOSED, List.of(), true),
                        Perceptrons::build));
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(new ByteArrayInputStream(TAGS.getBytes(StandardCharsets.UTF_8)));
    }

    private static Model build(Config config, ModelOptions options, Scope root) {
        Layer hidden = Linear.of(options.channels(), config.width()).at(root.at("hidden"));
        Layer classifier = Linear.of(config.width(), options.classes()).at(root.at("fc"));
        return Model.builder(root)
                .features((x, pass) -> hidden.forward(x.mean(2, 3), pass))
                .head((features, pass, preLogits) -> classifier.forward(features.get(0), pass))
                .featureCount(config.width())
                .featureInfo(List.of(new FeatureInfo("hidden", config.width(), 8)))
                .classifier("fc")
                .build();
    }
}
