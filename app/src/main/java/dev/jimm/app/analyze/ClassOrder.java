package dev.jimm.app.analyze;

import dev.jimm.core.analyze.DataReport.ClassCount;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Which classes are shown where there are too many for all of them. */
final class ClassOrder {
    private ClassOrder() {}

    /**
     * All classes in their own order, or else the largest ones and the smallest ones, by size.
     *
     * @param most how many are shown
     * @param largest how many of these are the largest
     */
    static List<ClassCount> shown(List<ClassCount> classes, int most, int largest) {
        if (classes.size() <= most) {
            return classes;
        }
        List<ClassCount> sorted = classes.stream()
                .sorted(Comparator.comparingInt(ClassCount::images).reversed())
                .toList();
        return Stream.concat(sorted.stream().limit(largest), sorted.stream().skip(sorted.size() - (most - largest)))
                .toList();
    }
}
