package dev.jimm.core.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Something that another attempt may mend. */
final class TransientFailure extends IOException {
    private final transient Duration wanted;

    TransientFailure(String message, Throwable cause) {
        super(message, cause);
        wanted = null;
    }

    /** @param wanted how long the server asks to be left alone, or {@code null} */
    TransientFailure(String message, Duration wanted) {
        super(message);
        this.wanted = wanted;
    }

    Optional<Duration> wanted() {
        return Optional.ofNullable(wanted);
    }
}
