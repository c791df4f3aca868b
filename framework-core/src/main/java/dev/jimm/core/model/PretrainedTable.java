package dev.jimm.core.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.Provided;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * A family's pretrained weights and deprecated names.
 *
 * @param pretrained the tags of each architecture, the default first
 * @param deprecated old names and what they mean now, an {@code architecture} or {@code architecture.tag}
 */
record PretrainedTable(Map<String, List<PretrainedConfig>> pretrained, Map<String, String> deprecated) {
    private static final ObjectMapper JSON = new ObjectMapper();

    PretrainedTable {
        pretrained = pretrained == null ? Map.of() : pretrained;
        deprecated = deprecated == null ? Map.of() : deprecated;
    }

    static PretrainedTable of(Provided<ModelProvider> provided) {
        String family = provided.provider().family();
        try (InputStream table = provided.provider().pretrainedTable().orElse(null)) {
            return table == null ? new PretrainedTable(null, null) : JSON.readValue(table, PretrainedTable.class);
        } catch (JsonProcessingException e) {
            throw new JimmException(
                    Category.PLUGIN,
                    provided.origin() + ": the table of pretrained weights of family '" + family + "' is malformed: "
                            + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new JimmException(
                    Category.PLUGIN,
                    provided.origin() + ": the table of pretrained weights of family '" + family + "' cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }
}
