package dev.jimm.api.data;

import dev.jimm.api.API;
import dev.jimm.api.image.Image;

/** What a reader has of one image. */
@API(status = API.Status.STABLE, since = "0.1")
public sealed interface Sample {
    /** An image file's bytes (JPEG, PNG, WebP, GIF, BMP, TIFF), which the caller decodes; for reading only. */
    record Encoded(byte[] bytes) implements Sample {}

    /** Pixels, where the data set is made of them. */
    record Decoded(Image image) implements Sample {}
}
