package dev.jimm.core.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.api.model.FeatureInfo;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.core.hub.HubConfig;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import dev.jimm.core.tensorfile.SavedTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model as a folder of the Hugging Face hub, which timm opens as {@code local-dir:FOLDER}: {@code model.safetensors} with the state
 * dict and {@code config.json} with timm's keys.
 */
public final class TimmFolder {
    public static final String WEIGHTS = "model.safetensors";
    public static final String CONFIG = HubConfig.NAME;

    private static final ObjectMapper JSON = new ObjectMapper();

    private TimmFolder() {}

    /**
     * Writes both files, each whole or not at all; the configuration last.
     *
     * @throws dev.jimm.core.error.JimmException DATA when they cannot be written
     */
    public static void write(Path folder, ExportedModel model) {
        ExportFolder.create(folder);
        List<SavedTensor> tensors = model.weights().table().state().stream()
                .map(param -> SavedTensor.of(param.name(), model.weights().get(param)))
                .toList();
        // the key is what readers in Python recognise the row-major layout by
        SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
        try {
            ExportFolder.write(
                    folder.resolve(CONFIG),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config(model)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree has a JSON form", e);
        }
    }

    static ObjectNode config(ExportedModel model) {
        Model structure = model.model().structure();
        ModelOptions options = model.model().options();
        ObjectNode config = JSON.createObjectNode();
        config.put("architecture", model.name());
        config.put("num_classes", options.classes());
        config.put("num_features", structure.featureCount());
        if (options.globalPool() != null) {
            config.put("global_pool", options.globalPool());
        }
        if (!model.classes().isEmpty()) {
            config.set("label_names", JSON.valueToTree(model.classes()));
            ObjectNode descriptions = descriptions(model);
            if (!descriptions.isEmpty()) {
                config.set("label_descriptions", descriptions);
            }
        }
        ObjectNode arguments = arguments(options);
        if (!arguments.isEmpty()) {
            config.set("model_args", arguments);
        }
        if (!model.changedOptions().isEmpty()) {
            config.set(HubConfig.CHANGED, JSON.valueToTree(model.changedOptions()));
        }
        config.set("pretrained_cfg", pretrained(model));
        return config;
    }

    /** In the order of the classes; a model that was trained anew may have other classes than those that are described. */
    private static ObjectNode descriptions(ExportedModel model) {
        Map<String, String> known = model.model().preprocessing().labelDescriptions();
        ObjectNode descriptions = JSON.createObjectNode();
        model.classes().stream().filter(known::containsKey).forEach(name -> descriptions.put(name, known.get(name)));
        return descriptions;
    }

    /** What timm is to build the model with, beyond what it takes from {@code pretrained_cfg}. */
    private static ObjectNode arguments(ModelOptions options) {
        ObjectNode arguments = JSON.createObjectNode();
        if (options.globalPool() != null) {
            arguments.put("global_pool", options.globalPool());
        }
        if (options.outputStride() != ModelOptions.DEFAULT.outputStride()) {
            arguments.put("output_stride", options.outputStride());
        }
        return arguments;
    }

    private static ObjectNode pretrained(ExportedModel model) {
        PretrainedConfig source = model.model().preprocessing();
        Preprocessing preprocessing = model.preprocessing();
        Model structure = model.model().structure();
        ObjectNode config = JSON.createObjectNode();
        config.put("tag", source.tag());
        config.put("custom_load", false);
        config.set(
                "input_size",
                numbers(model.model().options().channels(), preprocessing.height(), preprocessing.width()));
        config.put("fixed_input_size", isFixed(model));
        config.put("interpolation", preprocessing.interpolation());
        config.put("crop_pct", preprocessing.cropPct());
        config.put("crop_mode", preprocessing.cropMode().toString());
        config.set("mean", JSON.valueToTree(preprocessing.mean()));
        config.set("std", JSON.valueToTree(preprocessing.std()));
        config.put("num_classes", model.model().options().classes());
        config.set("pool_size", isFixed(model) ? null : poolSize(structure, preprocessing));
        config.set("first_conv", source.firstConvolutions().isEmpty() ? null : names(source.firstConvolutions()));
        config.set("classifier", names(structure.classifier()));
        if (source.license() != null) {
            config.put("license", source.license());
        }
        return config;
    }

    /** In timm's way: one name by itself. */
    private static JsonNode names(List<String> names) {
        return JSON.valueToTree(names.size() == 1 ? names.get(0) : names);
    }

    /** Whether timm is to build the model for the image size. */
    private static boolean isFixed(ExportedModel model) {
        return model.model().preprocessing().fixedInputSize()
                || model.model().structure().imageSize().isPresent();
    }

    /** The size of the last feature map. */
    private static ArrayNode poolSize(Model structure, Preprocessing preprocessing) {
        List<FeatureInfo> features = structure.featureInfo();
        if (features.isEmpty()) {
            return null;
        }
        int reduction = features.get(features.size() - 1).reduction();
        return numbers(
                (preprocessing.height() + reduction - 1) / reduction,
                (preprocessing.width() + reduction - 1) / reduction);
    }

    private static ArrayNode numbers(int... values) {
        ArrayNode array = JSON.createArrayNode();
        for (int value : values) {
            array.add(value);
        }
        return array;
    }
}
