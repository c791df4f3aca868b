package dev.jimm.core.reader;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Samples sorted into classes, whose names in natural order give the labels.
 *
 * @param source the folder or archive, for messages
 */
record ClassSamples<S extends Comparable<S>>(String source, SortedMap<String, List<S>> byClass) {
    ClassSamples(String source) {
        this(source, new TreeMap<>(NaturalOrder.INSTANCE));
    }

    void add(String className, S sample) {
        byClass.computeIfAbsent(className, unused -> new ArrayList<>()).add(sample);
    }

    boolean isEmpty() {
        return byClass.isEmpty();
    }

    List<String> classNames() {
        return List.copyOf(byClass.keySet());
    }

    /** The same, the samples of each class in their order; of equal ones, only the last. */
    ClassSamples<S> ordered() {
        ClassSamples<S> ordered = new ClassSamples<>(source);
        byClass.forEach((name, samples) -> {
            SortedMap<S, S> sorted = new TreeMap<>();
            samples.forEach(sample -> sorted.put(sample, sample));
            ordered.byClass.put(name, List.copyOf(sorted.values()));
        });
        return ordered;
    }

    /** All samples, class by class. */
    List<S> samples() {
        return byClass.values().stream().flatMap(Collection::stream).toList();
    }

    /** The label of each of {@link #samples}. */
    int[] labels() {
        IntStream.Builder labels = IntStream.builder();
        int label = 0;
        for (List<S> ofClass : byClass.values()) {
            for (int i = 0; i < ofClass.size(); i++) {
                labels.add(label);
            }
            label++;
        }
        return labels.build().toArray();
    }

    /** @throws IOException if the other part of a data set has other classes */
    void requireClassesOf(ClassSamples<?> other) throws IOException {
        Set<String> here = missing(this, other);
        Set<String> there = missing(other, this);
        if (!here.isEmpty() || !there.isEmpty()) {
            throw new IOException(source + " and " + other.source + " must have the same classes" + only(source, here)
                    + only(other.source, there));
        }
    }

    private static Set<String> missing(ClassSamples<?> wanted, ClassSamples<?> found) {
        Set<String> names = new TreeSet<>(wanted.byClass.keySet());
        names.removeAll(found.byClass.keySet());
        return names;
    }

    private static String only(String source, Set<String> names) {
        return names.isEmpty() ? "" : "; only in " + source + ": " + String.join(", ", names);
    }
}
