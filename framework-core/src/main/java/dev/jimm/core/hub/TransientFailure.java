package dev.jimm.core.hub;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;

/** Something that another attempt may mend. */
final class TransientFailure extends IOException {
    private final transient Duration wanted;
    private final transient boolean unreachable;

    TransientFailure(String message, Throwable cause) {
        super(message, cause);
        wanted = null;
        unreachable = cause instanceof ConnectException;
    }

    /** @param wanted how long the server asks to be left alone, or {@code null} */
    TransientFailure(String message, Duration wanted) {
        super(message);
        this.wanted = wanted;
        unreachable = false;
    }

    /** Whether there was nobody at all: no network, no such host, or no server there. */
    boolean isUnreachable() {
        return unreachable;
    }

    Optional<Duration> wanted() {
        return Optional.ofNullable(wanted);
    }
}
