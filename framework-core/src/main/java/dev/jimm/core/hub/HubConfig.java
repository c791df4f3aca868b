package dev.jimm.core.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.model.PretrainedConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What timm's {@code config.json} says of a model that somebody saved.
 *
 * @param architecture the architecture's name
 * @param pretrained how images are prepared, and how many classes the weights know
 * @param labelNames the names of the classes by their index, as far as they are known
 * @param labelDescriptions what names of classes mean
 * @param modelArguments what the model was made with beyond its architecture, by the names of timm's arguments
 */
public record HubConfig(
        String architecture,
        PretrainedConfig pretrained,
        SortedMap<Integer, String> labelNames,
        Map<String, String> labelDescriptions,
        Map<String, Object> modelArguments) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_FILE = 16 << 20;

    public HubConfig {
        labelNames = Collections.unmodifiableSortedMap(new TreeMap<>(labelNames));
        labelDescriptions = Collections.unmodifiableMap(new LinkedHashMap<>(labelDescriptions));
        modelArguments = Collections.unmodifiableMap(new LinkedHashMap<>(modelArguments));
    }

    /**
     * Reads a file.
     *
     * @param repository where the weights are, whatever the file says
     * @throws JimmException (DATA) when it is none that timm writes
     */
    static HubConfig read(Path file, Repository repository) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new JimmException(
                        Category.DATA, file + ": has more than " + LARGEST_FILE + " bytes, which is no config.json");
            }
            return of(JSON.readTree(Files.readAllBytes(file)), repository);
        } catch (IOException | IllegalArgumentException e) {
            String reason = e instanceof IOException failure ? Reason.of(failure) : e.getMessage();
            throw new JimmException(
                    Category.DATA, file + " (" + repository + "): is no config.json of timm: " + reason, e);
        }
    }

    private static HubConfig of(JsonNode root, Repository repository) throws IOException {
        String architecture = root.path("architecture").asText("");
        if (architecture.isEmpty()) {
            throw new IllegalArgumentException("it names no architecture; models of other libraries are not known");
        }
        // old files have all keys in one object
        ObjectNode pretrained = root.path("pretrained_cfg").isObject()
                ? root.get("pretrained_cfg").deepCopy()
                : root.deepCopy();
        pretrained.put("source", "hf-hub").put("hf_hub_id", repository.toString());
        if (root.hasNonNull("num_classes")) {
            pretrained.set("num_classes", root.get("num_classes"));
        }
        return new HubConfig(
                architecture,
                JSON.treeToValue(pretrained, PretrainedConfig.class),
                labels(first(root, pretrained, "label_names", "labels")),
                texts(first(root, pretrained, "label_descriptions")),
                arguments(root.path("model_args")));
    }

    private static JsonNode first(JsonNode root, JsonNode pretrained, String... keys) {
        for (String key : keys) {
            if (root.hasNonNull(key)) {
                return root.get(key);
            }
            if (pretrained.hasNonNull(key)) {
                return pretrained.get(key);
            }
        }
        return JSON.missingNode();
    }

    /** A list of names, or an object of names by their index. */
    private static SortedMap<Integer, String> labels(JsonNode names) {
        SortedMap<Integer, String> labels = new TreeMap<>();
        if (names.isArray()) {
            names.forEach(name -> labels.put(labels.size(), name.asText()));
        }
        names.properties()
                .forEach(
                        name -> labels.put(index(name.getKey()), name.getValue().asText()));
        return labels;
    }

    private static int index(String key) {
        if (!key.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("label_names has the key '" + SafeNames.shown(key) + "', no index");
        }
        return Integer.parseInt(key);
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static Map<String, Object> arguments(JsonNode node) throws IOException {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            arguments.put(entry.getKey(), JSON.treeToValue(entry.getValue(), Object.class));
        }
        return arguments;
    }
}
