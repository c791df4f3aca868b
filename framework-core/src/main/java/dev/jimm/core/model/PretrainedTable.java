package dev.jimm.core.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * A family's pretrained weights and deprecated names.
 *
 * @param pretrained the tags of each architecture, the default first
 * @param deprecated old names and what they mean now, an {@code architecture} or {@code architecture.tag}
 * @param parameters the number of trained values of an architecture as its default tag has it, where the table tells it
 */
public record PretrainedTable(
        Map<String, List<PretrainedConfig>> pretrained, Map<String, String> deprecated, Map<String, Long> parameters) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final PretrainedTable NONE = new PretrainedTable(Map.of(), Map.of(), Map.of());

    /**
     * Reads the table of a family; empty when it has none.
     *
     * @throws JimmException (PLUGIN) when it cannot be read or is malformed
     */
    public static PretrainedTable of(ModelProvider provider) {
        try (InputStream table = provider.pretrainedTable().orElse(null)) {
            return table == null ? NONE : read(table);
        } catch (JsonProcessingException e) {
            throw unusable(provider, "is malformed: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw unusable(provider, "is malformed: " + e.getMessage(), e);
        } catch (IOException e) {
            throw unusable(provider, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static PretrainedTable read(InputStream table) throws IOException {
        try (JsonParser parser = JSON.createParser(table)) {
            parser.nextToken();
            JsonValues values = new JsonValues(JsonValues.object(parser));
            return new PretrainedTable(
                    values.mapOf("pretrained", PretrainedTable::tags),
                    values.mapOf("deprecated", JsonValues::text),
                    values.mapOf("parameters", JsonValues::large));
        }
    }

    private static List<PretrainedConfig> tags(JsonValues architectures, String name) {
        List<Map<String, Object>> tags = architectures.objects(name);
        return tags == null ? null : tags.stream().map(PretrainedConfig::of).toList();
    }

    private static JimmException unusable(ModelProvider provider, String problem, Exception cause) {
        return new JimmException(
                Category.PLUGIN,
                "the table of pretrained weights of family '" + provider.family() + "' " + problem,
                cause);
    }
}
