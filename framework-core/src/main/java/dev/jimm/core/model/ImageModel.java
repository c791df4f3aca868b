package dev.jimm.core.model;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;

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

    /**
     * Checks that the structure is not tied to images of another size.
     *
     * @throws JimmException CONFIGURATION when it is
     */
    public void requireImageSize(int height, int width) {
        structure.imageSize().ifPresent(own -> {
            if (own[0] != height || own[1] != width) {
                throw new JimmException(
                        Category.CONFIGURATION,
                        "model '" + entry.name() + "' is made for images of " + own[0] + " x " + own[1]
                                + " pixels and takes no others, such as " + height + " x " + width);
            }
        });
    }

    /**
     * The same with each sum of branches as the one convolution that it amounts to outside of training.
     *
     * @throws JimmException CONFIGURATION when the model has no such branches
     */
    public ImageModel fused() {
        Model fused = build(entry.architecture(), ParamTable.ofFused());
        if (fused.parameters().weights().stream()
                .allMatch(param -> param.fusion().isEmpty())) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model '" + entry.name() + "' has no parallel branches that amount to one convolution, so it"
                            + " cannot be reparameterised");
        }
        return new ImageModel(entry, preprocessing, config, options, fused);
    }

    @SuppressWarnings("unchecked") // the options are the architecture's
    private <C extends Record> Model build(Architecture<C> architecture, ParamTable table) {
        return architecture.build((C) config, options, table);
    }
}
