package dev.jimm.core.reader;

import dev.jimm.core.error.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The classes that written labels stand for: numbers from 0, or names.
 *
 * @param labels the label of each written one
 */
record LabelMeaning(List<String> classNames, Map<String, Integer> labels) {
    private static final int LISTED = 5;
    /** Classes without samples that numbers may leave, however few there are. */
    private static final int MOST_GAPS = 1000;

    int label(String written) {
        return labels.get(written);
    }

    /** The lines of a file: the names of the classes in the order of their labels. */
    static List<String> classNames(Path file) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (!lines.isEmpty()) {
                return lines;
            }
        } catch (IOException e) {
            throw new IOException("cannot read the names of the classes from " + file + ": " + e, e);
        }
        throw new IOException(file + " has no lines; expected is the name of a class in each");
    }

    /**
     * With given classes, by their numbers or names.
     *
     * @param source of the classes, for messages
     */
    static LabelMeaning of(Set<String> written, List<String> classNames, Object source) throws IOException {
        Map<String, Integer> places = new HashMap<>();
        for (int label = 0; label < classNames.size(); label++) {
            places.putIfAbsent(classNames.get(label), label);
        }
        Map<String, Integer> labels = new HashMap<>();
        Findings unknown = new Findings(LISTED);
        boolean numbers = areNumbers(written);
        for (String each : written) {
            int label = numbers ? Integer.parseInt(each) : places.getOrDefault(each, -1);
            labels.put(each, label);
            if (label < 0 || label >= classNames.size()) {
                unknown.add(each + Nearest.hint(each, classNames));
            }
        }
        unknown.throwIfAny(
                "labels are of none of the " + classNames.size() + " classes of " + source,
                "Correct the labels, or name all classes in a file (data.options.class-names-file).");
        return new LabelMeaning(classNames, labels);
    }

    /**
     * Without given classes.
     *
     * @param known the labels of the samples to learn from
     * @param other further labels, which must be numbers or among the known
     * @param source of the known ones, for messages
     */
    static LabelMeaning of(Set<String> known, Set<String> other, Object source) throws IOException {
        Set<String> all = new TreeSet<>(known);
        all.addAll(other);
        if (areNumbers(all)) {
            int most = all.stream().mapToInt(Integer::parseInt).max().orElseThrow();
            if (most >= MOST_GAPS + 2 * all.size()) {
                throw new IOException(
                        "the labels of " + source + " are " + all.size() + " different numbers up to " + most
                                + ", so that most classes would have no samples; correct the labels, or name the classes"
                                + " in a file (data.options.class-names-file)");
            }
            return of(
                    all,
                    IntStream.rangeClosed(0, most).mapToObj(Integer::toString).toList(),
                    source);
        }
        return of(all, known.stream().sorted(NaturalOrder.INSTANCE).toList(), source);
    }

    /** Of at most six digits: more classes than that are a mistake. */
    private static boolean areNumbers(Set<String> written) {
        return written.stream().allMatch(each -> each.matches("\\d{1,6}"));
    }
}
