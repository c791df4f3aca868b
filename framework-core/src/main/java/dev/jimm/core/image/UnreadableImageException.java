package dev.jimm.core.image;

import dev.jimm.api.data.Reader;
import java.io.IOException;

/** One image that cannot be read or decoded. The data set may still be good. */
public final class UnreadableImageException extends IOException {
    private final String source;
    private final String reason;

    public UnreadableImageException(String source, String reason) {
        this(source, reason, null);
    }

    public UnreadableImageException(String source, String reason, Throwable cause) {
        super(source + ": " + reason, cause);
        this.source = source;
        this.reason = reason;
    }

    /** The path of the image, or what else {@link Reader#name} says. */
    public String source() {
        return source;
    }

    public String reason() {
        return reason;
    }
}
