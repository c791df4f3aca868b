package dev.jimm.core.export;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.reparam.Reparameterization;
import dev.jimm.core.train.InputConfig;
import dev.jimm.core.train.SavedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Where a model to be written comes from.
 *
 * @param place the folder of a run, of a checkpoint or of a {@link TimmFolder}; or the name of an architecture, whose weights are fresh
 *     then
 * @param imageSize of height and width, instead of the model's own; {@code null} for that
 * @param averaged whether the moving average (EMA) of the weights of a run takes their place
 * @param reparameterised whether each sum of branches is made one convolution
 */
public record ModelSource(String place, Integer imageSize, boolean averaged, boolean reparameterised) {
    static final String IMAGE_SIZE = "img-size";

    private static final long SEED = 42;

    public static ModelSource of(Path folder) {
        return new ModelSource(folder.toString(), null, false, false);
    }

    /** Whether it has weights that were trained. */
    public boolean isTrained() {
        return Files.exists(Path.of(place));
    }

    /**
     * Opens the model; its weights are the caller's to close.
     *
     * @throws JimmException CONFIGURATION when there is no such model or it cannot be made as is asked for, DATA when its files are
     *     damaged
     */
    public ExportedModel open(ModelCatalogue models) {
        ExportedModel opened = isTrained() ? sized(trained(models)) : fresh(models);
        return reparameterised ? fused(opened) : opened;
    }

    private ExportedModel trained(ModelCatalogue models) {
        Path folder = Path.of(place);
        if (Files.exists(folder.resolve(TimmFolder.CONFIG))) {
            if (averaged) {
                throw new JimmException(
                        Category.CONFIGURATION, place + ": an exported model has no moving average of its weights");
            }
            return TimmFolderReader.open(folder, models);
        }
        SavedModel saved = SavedModel.load(folder, models, averaged);
        return new ExportedModel(saved.model(), saved.weights(), saved.preprocessing(), saved.classes());
    }

    private ExportedModel sized(ExportedModel opened) {
        if (imageSize == null) {
            return opened;
        }
        Preprocessing own = opened.preprocessing();
        try {
            return new ExportedModel(
                    opened.model(),
                    opened.weights(),
                    new Preprocessing(
                            imageSize,
                            imageSize,
                            own.cropPct(),
                            own.cropMode(),
                            own.interpolation(),
                            own.mean(),
                            own.std()),
                    opened.classes());
        } catch (RuntimeException e) {
            opened.weights().close();
            throw e;
        }
    }

    private ExportedModel fresh(ModelCatalogue models) {
        if (averaged || place.contains("/") || place.contains("\\")) {
            throw new JimmException(
                    averaged ? Category.CONFIGURATION : Category.DATA,
                    "there is no folder " + place + (averaged ? ", and only a run has a moving average of its weights" : "")
                            + "; give the folder of a run, such as runs/NAME");
        }
        PretrainedConfig pretrained = models.preprocessing(place);
        ModelConfig named = ModelConfig.named(place);
        ModelConfig config = new ModelConfig(
                place,
                null,
                pretrained.inputSize().get(0),
                0,
                0,
                null,
                named.outputStride(),
                0,
                options(models));
        ImageModel model = models.create(config, pretrained.classes());
        Preprocessing preprocessing =
                new InputConfig(imageSize, null, null, null, null, null).resolve(model);
        Weights weights = Weights.initialised(model.structure().parameters(), SEED, false);
        return new ExportedModel(model, weights, preprocessing, List.of());
    }

    /** Architectures that are tied to a size are built for it. */
    private Config options(ModelCatalogue models) {
        Record defaults = models.find(place).architecture().config();
        boolean tied = Arrays.stream(defaults.getClass().getRecordComponents())
                .anyMatch(component -> component.getName().equals("imgSize"));
        return imageSize != null && tied
                ? ConfigFactory.parseMap(Map.of(IMAGE_SIZE, imageSize))
                : ConfigFactory.empty();
    }

    private static ExportedModel fused(ExportedModel trained) {
        try (Weights weights = trained.weights()) {
            ImageModel fused = trained.model().fused();
            Weights made = Reparameterization.of(fused.structure().parameters(), weights);
            return new ExportedModel(fused, made, trained.preprocessing(), trained.classes());
        }
    }
}
