package dev.jimm.core.export;

import com.typesafe.config.ConfigFactory;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.model.TinyFamily;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.transform.CropMode;
import java.util.List;

/** Models of the tests of this package. */
final class TinyModels {
    static final ModelCatalogue CATALOGUE =
            new ModelCatalogue(ProviderCatalogue.of(List.of(new Provided<>(new TinyFamily(), "test"))));

    private TinyModels() {}

    /** A hybrid of convolutions and attention for three classes; its weights are the caller's to close. */
    static ExportedModel hybrid(boolean channelsLast) {
        return model("", channelsLast, List.of("cat", "dog", "owl"));
    }

    static ExportedModel model(String options, boolean channelsLast, List<String> classes) {
        ModelConfig config = ModelConfig.named("tiny_hybrid").options(ConfigFactory.parseString(options));
        ImageModel model = CATALOGUE.create(config, 3);
        Preprocessing preprocessing = new Preprocessing(
                12, 16, 0.9, CropMode.SQUASH, "bilinear", List.of(0.5, 0.4, 0.3), List.of(0.2, 0.25, 0.3));
        Weights weights = Weights.initialised(model.structure().parameters(), 7, channelsLast);
        return new ExportedModel(model, weights, preprocessing, classes);
    }
}
