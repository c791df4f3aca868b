package dev.jimm.core.model;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A family's pretrained weights and deprecated names.
 *
 * @param pretrained the tags of each architecture, the default first
 * @param deprecated old names and what they mean now, an {@code architecture} or {@code architecture.tag}
 * @param parameters the number of trained values of an architecture as its default tag has it, where the table tells it
 */
record PretrainedTable(
        Map<String, List<PretrainedConfig>> pretrained, Map<String, String> deprecated, Map<String, Long> parameters) {
    private static final ObjectMapper JSON = new ObjectMapper();

    PretrainedTable {
        pretrained = pretrained == null ? Map.of() : pretrained;
        deprecated = deprecated == null ? Map.of() : deprecated;
        parameters = parameters == null ? Map.of() : parameters;
        boolean hasNull = pretrained.values().stream().anyMatch(tags -> tags == null || tags.contains(null));
        if (hasNull || deprecated.values().stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("null stands in the place of a list of tags, a tag or a name");
        }
    }

    static PretrainedTable of(ModelProvider provider) {
        try (InputStream table = provider.pretrainedTable().orElse(null)) {
            return table == null ? new PretrainedTable(null, null, null) : read(table);
        } catch (JsonProcessingException e) {
            throw unusable(provider, "is malformed: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw unusable(provider, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static PretrainedTable read(InputStream table) throws IOException {
        PretrainedTable read = JSON.readValue(table, PretrainedTable.class);
        if (read == null) {
            throw new JsonParseException(null, "it is null");
        }
        return read;
    }

    private static JimmException unusable(ModelProvider provider, String problem, IOException cause) {
        return new JimmException(
                Category.PLUGIN,
                "the table of pretrained weights of family '" + provider.family() + "' " + problem,
                cause);
    }
}
