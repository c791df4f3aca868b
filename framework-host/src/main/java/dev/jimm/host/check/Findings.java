package dev.jimm.host.check;

import dev.jimm.host.check.Effort.ExceededException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects findings; what is found in several places is one finding. */
final class Findings {
    /** Nobody reads more of them. */
    private static final int MOST = 1000;

    private static final int MOST_PLACES = 10_000;

    private record Subject(Severity severity, String what, String remedy) {}

    private final Map<Subject, Set<Place>> places = new LinkedHashMap<>();

    /** About the jar as a whole. */
    void add(Severity severity, String what, String remedy) {
        at(new Subject(severity, what, remedy));
    }

    void add(Severity severity, String what, String remedy, Place place) {
        Set<Place> where = at(new Subject(severity, what, remedy));
        if (where.size() < MOST_PLACES) {
            where.add(place);
        }
    }

    private Set<Place> at(Subject subject) {
        if (places.size() == MOST && !places.containsKey(subject)) {
            throw new ExceededException("has more to be told of than " + MOST + " findings");
        }
        return places.computeIfAbsent(subject, key -> new LinkedHashSet<>());
    }

    /** All of them, the worst first, else in the order in which they were found. */
    List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        places.forEach((subject, where) ->
                all.add(new Finding(subject.severity(), subject.what(), subject.remedy(), List.copyOf(where))));
        all.sort(Comparator.comparing(Finding::severity));
        return all;
    }
}
