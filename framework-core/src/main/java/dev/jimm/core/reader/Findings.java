package dev.jimm.core.reader;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Counts what is wrong with a data set, and keeps the first of it. */
final class Findings {
    private final int most;
    private final List<String> first = new ArrayList<>();
    private int count;

    /** @param most to be listed */
    Findings(int most) {
        this.most = most;
    }

    void add(String finding) {
        if (count++ < most) {
            first.add(finding);
        }
    }

    /** @throws IOException "7 (what):", a line for each of the first, and what to do */
    void throwIfAny(String what, String remedy) throws IOException {
        if (count > 0) {
            throw new IOException(count + " " + what + (count > most ? "; the first " + most : "") + ":\n  "
                    + String.join("\n  ", first) + "\n" + remedy);
        }
    }
}
