package dev.jimm.core.model;

import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;

/**
 * A created model: structure without values.
 *
 * @param entry what it was created from
 * @param preprocessing how images are prepared for it
 * @param config the architecture's options with the overrides
 */
public record ImageModel(
        ModelEntry entry, PretrainedConfig preprocessing, Record config, ModelOptions options, Model structure) {
    /** The image size that the structure is made for, or that its weights were trained with: {height, width}. */
    public int[] imageSize() {
        return structure.imageSize().orElseGet(() -> new int[] {
            preprocessing.inputSize().get(1), preprocessing.inputSize().get(2)
        });
    }
}
