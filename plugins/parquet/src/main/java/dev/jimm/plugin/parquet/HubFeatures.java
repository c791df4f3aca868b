package dev.jimm.plugin.parquet;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What the Hugging Face {@code datasets} library writes into a file about its columns, as JSON:
 * {@code {"info": {"features": {"label": {"_type": "ClassLabel", "names": ["cat", "dog"]}}}}}. A list of labels is
 * {@code {"_type": "Sequence", "feature": {...}}} or {@code [{...}]}.
 */
final class HubFeatures {
    private static final String KEY = "huggingface";

    private HubFeatures() {}

    /** The names of a column's labels, where they stand in the file. */
    static Optional<List<String>> classNames(ParquetFile file, String column) throws IOException {
        Optional<String> json = file.metadata(KEY);
        try {
            return json.map(JsonParser::parseString)
                    .flatMap(all -> member(all, "info"))
                    .flatMap(info -> member(info, "features"))
                    .flatMap(features -> member(features, column))
                    .map(HubFeatures::ofOne)
                    .flatMap(feature -> member(feature, "names"))
                    .map(HubFeatures::names)
                    .filter(names -> !names.isEmpty());
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            throw new IOException(
                    file.path() + " has something else than the columns under '" + KEY + "' in its metadata: "
                            + e.getMessage(),
                    e);
        }
    }

    private static Optional<JsonElement> member(JsonElement parent, String name) {
        return parent instanceof JsonObject object ? Optional.ofNullable(object.get(name)) : Optional.empty();
    }

    private static JsonElement ofOne(JsonElement feature) {
        if (feature.isJsonArray() && feature.getAsJsonArray().size() == 1) {
            return feature.getAsJsonArray().get(0);
        }
        return member(feature, "feature").orElse(feature);
    }

    private static List<String> names(JsonElement names) {
        return names.isJsonArray()
                ? StreamSupport.stream(names.getAsJsonArray().spliterator(), false)
                        .map(JsonElement::getAsString)
                        .toList()
                : List.of();
    }
}
