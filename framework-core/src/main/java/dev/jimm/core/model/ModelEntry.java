package dev.jimm.core.model;

import dev.jimm.api.model.Architecture;
import java.util.List;

/**
 * A model that can be created.
 *
 * @param family the family's name
 * @param origin the jar or module that offers it
 * @param tags its pretrained weights, the default first; may be empty
 */
public record ModelEntry(Architecture<?> architecture, String family, String origin, List<PretrainedConfig> tags) {
    public String name() {
        return architecture.name();
    }

    /** Whether there are pretrained weights to be had. */
    public boolean isPretrained() {
        return tags.stream().anyMatch(PretrainedConfig::hasWeights);
    }

    /** How images are prepared unless a tag is chosen. */
    public PretrainedConfig defaultConfig() {
        return tags.isEmpty() ? PretrainedConfig.none() : tags.get(0);
    }
}
