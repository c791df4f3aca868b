package dev.jimm.core.hub;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.model.PretrainedConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What timm's {@code config.json} says of a model that somebody saved.
 *
 * @param place the repository {@code owner/name}, or the folder
 * @param architecture the architecture's name
 * @param config how images are prepared, the names of the classes, the architecture's options
 */
public record HubConfig(String place, String architecture, PretrainedConfig config) {
    /** The name of the file. */
    public static final String NAME = "config.json";

    /** The key by which an export tells that options were changed whose values timm has other words for. */
    public static final String CHANGED = "changed_options";

    private static final ObjectMapper JSON = new ObjectMapper().setNodeFactory(new JsonNodeFactory() {
        /** What a stranger wrote is printed: licences, names of classes, and what messages quote. */
        @Override
        public TextNode textNode(String text) {
            return super.textNode(SafeNames.printable(text));
        }
    });

    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};

    private static final int LARGEST_FILE = 16 << 20;

    public HubConfig {
        Objects.requireNonNull(place);
        Objects.requireNonNull(architecture);
        Objects.requireNonNull(config);
    }

    /**
     * Reads the file of a repository.
     *
     * @param repository where the weights are, whatever the file says
     * @throws JimmException (DATA) when it is none that timm writes
     */
    static HubConfig read(Path file, Repository repository) {
        return read(file, repository.toString(), true);
    }

    /**
     * Reads the file of a folder.
     *
     * @throws JimmException (DATA) when it is missing or none that timm writes
     */
    public static HubConfig ofFolder(Path folder) {
        return read(folder.resolve(NAME), folder.toString(), false);
    }

    private static HubConfig read(Path file, String place, boolean onHub) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new JimmException(
                        Category.DATA, file + ": has more than " + LARGEST_FILE + " bytes, which is no config.json");
            }
            return of(JSON.readTree(Files.readAllBytes(file)), place, onHub);
        } catch (IOException | IllegalArgumentException e) {
            String reason = e instanceof IOException failure ? Reason.of(failure) : e.getMessage();
            throw new JimmException(Category.DATA, file + " (" + place + "): is no config.json of timm: " + reason, e);
        }
    }

    private static HubConfig of(JsonNode root, String place, boolean onHub) throws IOException {
        String architecture = root.path("architecture").asText("");
        if (architecture.isEmpty()) {
            throw new IllegalArgumentException("it names no architecture; models of other libraries are not known");
        }
        if (root.has(CHANGED)) {
            throw new IllegalArgumentException("the model was built with other options than the architecture's ("
                    + root.get(CHANGED) + "), which are not written here; open the run that it was exported from");
        }
        // old files have all keys in one object
        ObjectNode config = root.path("pretrained_cfg").isObject()
                ? root.get("pretrained_cfg").deepCopy()
                : root.deepCopy();
        if (onHub) {
            config.put("source", "hf-hub").put("hf_hub_id", place);
        }
        copy(root, config, "num_classes");
        copy(root, config, "model_args");
        ArrayNode labels = labels(first(root, config, "label_names", "labels"));
        config.remove("label_names");
        if (!labels.isEmpty()) {
            config.set("label_names", labels);
        }
        config.set("label_descriptions", descriptions(first(root, config, "label_descriptions")));
        PretrainedConfig read = PretrainedConfig.of(JSON.convertValue(config, VALUES));
        read.preprocessing(); // checks it
        return new HubConfig(place, architecture, read);
    }

    private static void copy(JsonNode from, ObjectNode to, String key) {
        if (from.hasNonNull(key)) {
            to.set(key, from.get(key));
        }
    }

    private static JsonNode first(JsonNode root, JsonNode config, String... keys) {
        for (String key : keys) {
            if (root.hasNonNull(key)) {
                return root.get(key);
            }
            if (config.hasNonNull(key)) {
                return config.get(key);
            }
        }
        return JSON.missingNode();
    }

    /** A list of names, or an object of names by their index; none when an index is missing. */
    private static ArrayNode labels(JsonNode names) {
        SortedMap<Integer, String> labels = new TreeMap<>();
        if (names.isArray()) {
            names.forEach(name -> labels.put(labels.size(), name.asText()));
        }
        names.properties()
                .forEach(
                        name -> labels.put(index(name.getKey()), name.getValue().asText()));
        ArrayNode list = JSON.createArrayNode();
        if (labels.isEmpty() || labels.lastKey() == labels.size() - 1) {
            labels.values().forEach(list::add);
        }
        return list;
    }

    /** Texts by the names of classes; what else stands there is of no use. */
    private static ObjectNode descriptions(JsonNode texts) {
        ObjectNode descriptions = JSON.createObjectNode();
        texts.properties().stream()
                .filter(text -> text.getValue().isTextual())
                .forEach(text -> descriptions.set(SafeNames.printable(text.getKey()), text.getValue()));
        return descriptions;
    }

    private static int index(String key) {
        if (!key.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("label_names has the key '" + SafeNames.shown(key) + "', no index");
        }
        return Integer.parseInt(key);
    }
}
