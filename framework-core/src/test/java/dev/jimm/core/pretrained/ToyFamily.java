package dev.jimm.core.pretrained;

import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.core.model.TinyFamily;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A tiny model with pretrained tags. Weights of {@code wide} go with the option {@code width = 12}; older files of the
 * family name the stem {@code backbone}.
 */
public final class ToyFamily implements ModelProvider {
    private static final String TABLE = """
            {"pretrained": {"toy_conv": [
                {"tag": "none", "num_classes": 4},
                {"tag": "base", "hf_hub_id": "timm/", "num_classes": 4, "input_size": [3, 16, 16], "mean": [0.1, 0.2, 0.3],
                 "std": [0.5, 0.5, 0.5], "interpolation": "bilinear", "crop_pct": 1.0, "first_conv": "stem"},
                {"tag": "wide", "url": "https://example.org/wide.pth", "num_classes": 4, "input_size": [3, 16, 16],
                 "first_conv": ["stem"], "model_args": {"width": 12}}]}}
            """;

    @Override
    public String family() {
        return "toy";
    }

    @Override
    public List<Architecture<?>> architectures() {
        return List.of(toy(new TinyFamily().architectures().get(0)));
    }

    private static <C extends Record> Architecture<C> toy(Architecture<C> tiny) {
        return new Architecture<>("toy_conv", tiny.config(), tiny.builder());
    }

    @Override
    public Optional<InputStream> pretrainedTable() {
        return Optional.of(new ByteArrayInputStream(TABLE.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public StateDict convert(StateDict checkpoint, ParamTable model) {
        return checkpoint.rename("^backbone\\.", "stem.");
    }
}
