package dev.jimm.app.evaluate;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How results are written for other programs. */
enum ResultFormat {
    CSV,
    JSON,
    /** A JSON object a line. */
    JSONL,
    PARQUET;

    static List<String> endings() {
        return Arrays.stream(values()).map(ResultFormat::ending).toList();
    }

    /** By the ending of a file's name, which is one of {@link #endings}. */
    static ResultFormat of(Path file) {
        return Arrays.stream(values())
                .filter(format -> file.toString().endsWith(format.ending()))
                .findFirst()
                .orElseThrow();
    }

    private String ending() {
        return "." + this;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
