package dev.jimm.core.data;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The samples that a loader could not read so far. */
public final class BadSamples {
    private static final int LISTED = 100;

    private final Map<Integer, String> reasons = new ConcurrentSkipListMap<>();

    BadSamples() {}

    void add(int index, String reason) {
        reasons.put(index, reason);
    }

    boolean contains(int index) {
        return reasons.containsKey(index);
    }

    String reason(int index) {
        return reasons.get(index);
    }

    /** How many samples were unreadable; a sample that was met in several epochs counts once. */
    public int count() {
        return reasons.size();
    }

    /** Source and reason of each, in the reader's order; the first 100. */
    public List<String> listed() {
        return reasons.values().stream().limit(LISTED).toList();
    }
}
