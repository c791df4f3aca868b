package dev.jimm.core.train;

import dev.jimm.api.data.Reader;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.Objects;

/**
 * The {@code loss} section.
 *
 * @param smoothing the part of each target that is spread over all classes, in [0, 1)
 */
public record LossConfig(Name name, double smoothing) {
    /** The losses. */
    public enum Name {
        /** Of the softmax of the logits: for one class a sample. */
        CROSS_ENTROPY,
        /**
         * Binary cross entropy of each class by itself, averaged over samples and classes: for any number of classes.
         */
        BCE
    }

    public LossConfig {
        Objects.requireNonNull(name);
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("smoothing must be in [0, 1), is " + smoothing);
        }
    }

    public static LossConfig defaults() {
        return new LossConfig(Name.CROSS_ENTROPY, 0);
    }

    /** @throws JimmException CONFIGURATION if the loss is not for the labels of these samples */
    public void requireFor(Reader reader) {
        if (reader.isMultiLabel() && name == Name.CROSS_ENTROPY) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "loss.name = cross-entropy is for one class a sample, but samples of this data have several; set"
                            + " loss.name = bce");
        }
    }
}
