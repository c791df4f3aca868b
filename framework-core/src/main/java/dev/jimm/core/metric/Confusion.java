package dev.jimm.core.metric;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was taken for what: the confusion matrix, of which only the cells are kept that are not 0. A sample without a
 * prediction is in none of them.
 */
public final class Confusion {
    private static final Comparator<Pair> MOST_FIRST =
            Comparator.comparingInt(Pair::count).reversed(); // a stable sort keeps the order of the classes

    private final NavigableMap<Long, Integer> counts;

    /** @param counts by {@link #key} */
    Confusion(Map<Long, Integer> counts) {
        this.counts = new TreeMap<>(counts);
    }

    /**
     * A cell.
     *
     * @param label the class of the samples
     * @param predicted the class that they were taken for
     * @param count how many, at least 1
     */
    public record Pair(int label, int predicted, int count) {}

    static long key(int label, int predicted) {
        return (long) label << Integer.SIZE | predicted;
    }

    /** How many samples of a class were taken for a class, maybe the same one. */
    public int count(int label, int predicted) {
        return counts.getOrDefault(key(label, predicted), 0);
    }

    /** All cells that are not 0, by label and then by prediction. */
    public List<Pair> pairs() {
        return pairs(counts);
    }

    /** The wrong cells with the highest counts, the highest first, among equals in the order of the classes. */
    public List<Pair> mostConfused(int limit) {
        return wrong(counts).stream().limit(limit).toList();
    }

    /** What a class was most often taken for wrongly, the first of equals. */
    public Optional<Pair> mostMistakenFor(int label) {
        return wrong(counts.subMap(key(label, 0), key(label + 1, 0))).stream().findFirst();
    }

    private static List<Pair> wrong(Map<Long, Integer> cells) {
        return pairs(cells).stream()
                .filter(pair -> pair.label() != pair.predicted())
                .sorted(MOST_FIRST)
                .toList();
    }

    private static List<Pair> pairs(Map<Long, Integer> cells) {
        return cells.entrySet().stream()
                .map(cell -> new Pair(
                        (int) (cell.getKey() >> Integer.SIZE), cell.getKey().intValue(), cell.getValue()))
                .toList();
    }
}
