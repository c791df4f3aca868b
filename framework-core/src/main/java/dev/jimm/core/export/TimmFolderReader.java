package dev.jimm.core.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.train.InputConfig;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.WeightLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Opens what {@link TimmFolder} writes, and timm's own folders of models with the architecture's usual options. */
final class TimmFolderReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A configuration names classes; it is no place for data. */
    private static final long LARGEST_CONFIG = 64 << 20;

    private final Path folder;
    private final JsonNode config;

    private TimmFolderReader(Path folder) {
        this.folder = folder;
        this.config = read(folder.resolve(TimmFolder.CONFIG));
    }

    /** @throws JimmException DATA when a file is missing or damaged, or the two do not fit together */
    static ExportedModel open(Path folder, ModelCatalogue models) {
        TimmFolderReader reader = new TimmFolderReader(folder);
        try {
            return reader.open(models);
        } catch (IllegalArgumentException | JsonProcessingException e) {
            throw reader.unusable(e.getMessage(), e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            if (Files.size(file) > LARGEST_CONFIG) {
                throw new JimmException(Category.DATA, file + ": this is too large for a configuration");
            }
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new JimmException(Category.DATA, file + ": cannot be read: " + Reason.of(e), e);
        }
    }

    private JimmException unusable(String problem, Throwable cause) {
        return new JimmException(Category.DATA, folder.resolve(TimmFolder.CONFIG) + ": " + problem, cause);
    }

    private ExportedModel open(ModelCatalogue models) throws JsonProcessingException {
        PretrainedConfig pretrained = JSON.treeToValue(config.path("pretrained_cfg"), PretrainedConfig.class);
        if (pretrained == null || !config.path("architecture").isTextual()) {
            throw unusable("architecture and pretrained_cfg are needed to open the model", null);
        }
        if (config.has(TimmFolder.CHANGED)) {
            throw unusable(
                    "the model was built with other options than the architecture's (" + config.get(TimmFolder.CHANGED)
                            + "), which are not written here; open the run that it was exported from",
                    null);
        }
        ImageModel created = models.create(model(pretrained), pretrained.classes());
        ImageModel model = new ImageModel(
                created.entry(), pretrained, created.config(), created.options(), created.structure());
        Path file = folder.resolve(TimmFolder.WEIGHTS);
        SafetensorsReader tensors = SafetensorsReader.open(file);
        WeightLoader.requireFit(model.structure().parameters(), tensors);
        Weights weights = Weights.initialised(model.structure().parameters(), 0, false);
        try {
            WeightLoader.load(weights, tensors, Strictness.STRICT);
            return new ExportedModel(model, weights, InputConfig.defaults().resolve(model), classes());
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private ModelConfig model(PretrainedConfig pretrained) {
        JsonNode arguments = config.path("model_args");
        Config options = pretrained.fixedInputSize()
                ? ConfigFactory.parseMap(
                        Map.of(ModelSource.IMAGE_SIZE, pretrained.inputSize().get(2)))
                : ConfigFactory.empty();
        return new ModelConfig(
                config.path("architecture").textValue(),
                config.path("num_classes").asInt(pretrained.classes()),
                pretrained.inputSize().get(0),
                0,
                0,
                arguments.path("global_pool").asText(null),
                arguments.path("output_stride").asInt(ModelOptions.DEFAULT.outputStride()),
                0,
                options);
    }

    private List<String> classes() {
        List<String> names = new ArrayList<>();
        config.path("label_names").forEach(name -> names.add(name.asText()));
        return names;
    }
}
