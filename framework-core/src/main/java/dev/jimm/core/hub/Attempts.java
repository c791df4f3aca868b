package dev.jimm.core.hub;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.time.Duration;

/** Counts attempts that got nowhere, and makes a longer pause before each next one. */
final class Attempts {
    private final Patience patience;
    private final DownloadListener listener;
    private final String file;
    private int failed;
    private boolean answered;

    Attempts(Patience patience, DownloadListener listener, String file) {
        this.patience = patience;
        this.listener = listener;
        this.file = file;
    }

    /** Somebody is there: when nobody is any more, that may pass. */
    void answered() {
        answered = true;
    }

    /** The last attempt got further: those before no longer count. */
    void gotFurther() {
        failed = 0;
    }

    /**
     * Waits before the next attempt.
     *
     * @throws JimmException (DATA) when there is none
     */
    void after(TransientFailure failure) throws InterruptedException {
        if (failure.isUnreachable() && !answered) {
            throw new JimmException(
                    Category.DATA,
                    file + ": " + failure.getMessage()
                            + "; is there a network, and does it want a proxy (https_proxy)?",
                    failure);
        }
        failed++;
        Duration pause = failure.wanted().orElseGet(this::pause);
        if (pause.compareTo(patience.longestPause()) > 0) {
            throw new JimmException(
                    Category.DATA,
                    file + ": " + failure.getMessage() + ", and asks to be left alone for " + Body.seconds(pause)
                            + "; try again then",
                    failure);
        }
        if (failed >= patience.attempts()) {
            throw new JimmException(
                    Category.DATA,
                    file + ": " + failure.getMessage() + ", " + failed + " times in a row; try again later",
                    failure);
        }
        listener.triesAgain(file, failure.getMessage());
        Thread.sleep(pause.toMillis());
    }

    private Duration pause() {
        Duration pause = patience.firstPause().multipliedBy(1L << Math.min(failed - 1, 20));
        return pause.compareTo(patience.longestPause()) < 0 ? pause : patience.longestPause();
    }
}
