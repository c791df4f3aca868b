package dev.jimm.core.verify;

import java.util.List;

/**
 * What came of a reference file.
 *
 * @param notes what was not checked, and why
 */
public record Summary(int passed, int failed, List<String> notes) {
    public Summary {
        notes = List.copyOf(notes);
    }
}
