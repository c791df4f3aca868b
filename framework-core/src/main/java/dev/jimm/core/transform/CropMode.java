package dev.jimm.core.transform;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How evaluation gets from an image of any shape to the model's input; the names are timm's. */
public enum CropMode {
    /** The shape is kept and the centre cut out; what lies beside it is lost. */
    @JsonProperty("center")
    CENTER,

    /** Each side is resized for itself, so that the shape changes; nothing is lost at a crop-pct of 1. */
    @JsonProperty("squash")
    SQUASH,

    /** The shape is kept and the border filled with the mean colour; nothing is lost at a crop-pct of 1. */
    @JsonProperty("border")
    BORDER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
