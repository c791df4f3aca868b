package dev.jimm.core.data;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** The samples that a loader could not read so far. */
public final class BadSamples {
    private static final int LISTED = 100;
    private static final int SAVED = 10_000;

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

    /** Reasons by the sample's index, for a run that goes on later; the first 10,000. */
    public Map<Integer, String> saved() {
        return reasons.entrySet().stream()
                .limit(SAVED)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    /** Adds what an earlier process of the run met. */
    public void restore(Map<Integer, String> saved) {
        reasons.putAll(saved);
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
