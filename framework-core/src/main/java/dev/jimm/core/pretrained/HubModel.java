package dev.jimm.core.pretrained;

import dev.jimm.core.model.PretrainedConfig;
import java.util.Objects;

/**
 * What {@code config.json} of a repository on the hub says.
 *
 * @param repository {@code owner/name}
 * @param architecture the model's name
 * @param config how images are prepared, the names of the classes, the architecture's options
 */
public record HubModel(String repository, String architecture, PretrainedConfig config) {
    public HubModel {
        Objects.requireNonNull(repository);
        Objects.requireNonNull(architecture);
        Objects.requireNonNull(config);
    }
}
