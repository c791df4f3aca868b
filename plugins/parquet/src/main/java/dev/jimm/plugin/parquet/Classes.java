package dev.jimm.plugin.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The classes of a data set, which are known when all labels of both its parts were read: the names that stand in the
 * files, or as many numbers as the labels need, or the texts that are the labels in alphabetical order.
 */
final class Classes {
    /** Far more than any data set has; a label beyond is damaged, or no label. */
    private static final int MOST = 1_000_000;

    /** What the labels of a file are. */
    record Kind(boolean lists, boolean text) {
        @Override
        public String toString() {
            return (lists ? "lists of " : "") + (text ? "texts" : "numbers");
        }
    }

    private Kind kind;
    private Optional<List<String>> given = Optional.empty();
    private int numbers;
    private final Map<String, Integer> texts = new HashMap<>();

    /**
     * Tells about a file before its labels are given; all files must agree.
     *
     * @param names that stand in it
     * @param fileKind of its labels
     */
    void begin(String file, Kind fileKind, Optional<List<String>> names) throws IOException {
        if (kind == null) {
            kind = fileKind;
            given = names;
            given.ifPresent(list -> IntStream.range(0, list.size()).forEach(i -> texts.putIfAbsent(list.get(i), i)));
        } else if (!kind.equals(fileKind)) {
            throw new IOException(file + " has " + fileKind + " as labels, the files before it have " + kind
                    + "; all files must be of one data set");
        } else if (!given.equals(names)) {
            throw new IOException(file + " has other class names than the files before it: " + brief(names) + ", not "
                    + brief(given) + "; all files must be of one data set");
        }
    }

    private static String brief(Optional<List<String>> names) {
        return names.map(list -> list.size() + " from " + list.get(0) + " to " + list.get(list.size() - 1))
                .orElse("none");
    }

    boolean isMultiLabel() {
        return kind.lists();
    }

    /**
     * The label for a number.
     *
     * @throws IllegalArgumentException if it cannot be one; the message goes on after the row
     */
    int ofNumber(long number) {
        int end = given.map(List::size).orElse(MOST);
        if (number < 0 || number >= end) {
            throw new IllegalArgumentException("has the label " + number + ", not 0 to " + (end - 1)
                    + (number == -1 ? "; by -1 the Hugging Face hub marks images without a label" : ""));
        }
        numbers = Math.max(numbers, (int) number + 1);
        return (int) number;
    }

    /**
     * A number for a text, from which {@link #ranks()} leads to its label.
     *
     * @throws IllegalArgumentException if the text is not among the names in the files; the message goes on after the
     *     row
     */
    int ofText(String text) {
        Integer known = texts.get(text);
        if (known == null && (given.isPresent() || texts.size() == MOST)) {
            throw new IllegalArgumentException("has the label '" + text + "', which is not among the "
                    + given.map(List::size).orElse(MOST) + " classes");
        }
        if (known == null) {
            known = texts.size();
            texts.put(text, known);
        }
        return known;
    }

    /** In the order of the labels. */
    List<String> names() {
        if (given.isPresent()) {
            return given.get();
        }
        return texts.isEmpty()
                ? IntStream.range(0, numbers).mapToObj(String::valueOf).toList()
                : List.copyOf(new TreeMap<>(texts).keySet());
    }

    /** The label for each number that was given out. */
    int[] ranks() {
        if (given.isPresent() || texts.isEmpty()) {
            return IntStream.range(0, names().size()).toArray();
        }
        int[] ranks = new int[texts.size()];
        List<Integer> sorted = new ArrayList<>(new TreeMap<>(texts).values());
        for (int rank = 0; rank < ranks.length; rank++) {
            ranks[sorted.get(rank)] = rank;
        }
        return ranks;
    }
}
