package dev.jimm.plugin.parquet;

import java.io.IOException;

/** A part of a file contradicts another one. The message does not name the file; whoever opened it adds that. */
final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedException(String message) {
        super(message);
    }
}
