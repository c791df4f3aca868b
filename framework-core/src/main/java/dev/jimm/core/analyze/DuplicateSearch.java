package dev.jimm.core.analyze;

import dev.jimm.core.analyze.DataReport.Duplicates;
import dev.jimm.core.analyze.DataReport.Group;
import dev.jimm.core.analyze.DataReport.Member;
import dev.jimm.core.analyze.DataReport.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds images that are there several times: first those of the same bytes, then those that look nearly the same. */
final class DuplicateSearch {
    private static final int GROUPS_LISTED = 1000;
    private static final int MEMBERS_LISTED = 50;

    private final Samples samples;
    private final ImageTable table;

    private DuplicateSearch(Samples samples, ImageTable table) {
        this.samples = samples;
        this.table = table;
    }

    static Duplicates of(Samples samples, ImageTable table) {
        DuplicateSearch search = new DuplicateSearch(samples, table);
        List<List<Integer>> exact = search.exact();
        List<List<Integer>> near = search.near(exact);
        Map<Integer, Integer> copies = exact.stream().collect(Collectors.toMap(group -> group.get(0), List::size));
        return new Duplicates(
                search.tally(exact, image -> 1),
                search.tally(near, image -> copies.getOrDefault(image, 1)),
                search.listed(exact, near));
    }

    /** Groups of images with the same digest. */
    private List<List<Integer>> exact() {
        Comparator<Integer> byDigest = Comparator.comparingLong(table::digest);
        List<Integer> sorted = table.readable()
                .boxed()
                .sorted(byDigest.thenComparingLong(table::moreDigest).thenComparing(image -> image))
                .toList();
        List<List<Integer>> groups = new ArrayList<>();
        int first = 0;
        for (int end = 1; end <= sorted.size(); end++) {
            if (end < sorted.size() && isCopy(sorted.get(first), sorted.get(end))) {
                continue;
            }
            if (end - first > 1) {
                groups.add(List.copyOf(sorted.subList(first, end)));
            }
            first = end;
        }
        return groups;
    }

    private boolean isCopy(int image, int other) {
        return table.digest(image) == table.digest(other) && table.moreDigest(image) == table.moreDigest(other);
    }

    /** Groups of images that look alike; of exact copies, only the first takes part. */
    private List<List<Integer>> near(List<List<Integer>> exact) {
        boolean[] copies = new boolean[table.size()];
        exact.forEach(group -> group.stream().skip(1).forEach(image -> copies[image] = true));
        NearLeaders leaders = new NearLeaders(table.hashes(), table.tones());
        Map<Integer, List<Integer>> groups = new TreeMap<>();
        table.readable()
                .filter(image -> !copies[image] && !table.isPlain(image))
                .forEach(image -> {
                    int leader = leaders.leader(image);
                    if (leader != image) {
                        groups.computeIfAbsent(leader, each -> new ArrayList<>(List.of(each)))
                                .add(image);
                    }
                });
        return List.copyOf(groups.values());
    }

    /**
     * Counts.
     *
     * @param copies how many images a validation image stands for; of exact copies it is the first, so that they all lie
     *     in the validation part
     */
    private Tally tally(List<List<Integer>> groups, ToIntFunction<Integer> copies) {
        return new Tally(
                groups.size(),
                groups.stream().mapToInt(group -> group.size() - 1).sum(),
                groups.stream()
                        .filter(this::isLeak)
                        .flatMap(List::stream)
                        .filter(samples::isValidation)
                        .mapToInt(copies)
                        .sum(),
                (int) groups.stream().filter(this::isConflict).count());
    }

    private boolean isLeak(List<Integer> group) {
        return group.stream().map(samples::isValidation).distinct().count() > 1;
    }

    private boolean isConflict(List<Integer> group) {
        return group.stream().map(this::labels).distinct().count() > 1;
    }

    private Set<Integer> labels(int image) {
        return Arrays.stream(samples.reader().labels(image)).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Group> listed(List<List<Integer>> exact, List<List<Integer>> near) {
        Comparator<Group> gravest = Comparator.comparing(group -> !group.leak() && !group.conflict());
        return Stream.concat(
                        exact.stream().map(group -> group(true, group)),
                        near.stream().map(group -> group(false, group)))
                .sorted(gravest.thenComparing(Group::exact, Comparator.reverseOrder())
                        .thenComparing(Group::images, Comparator.reverseOrder())
                        .thenComparing(group -> group.members().get(0).index()))
                .limit(GROUPS_LISTED)
                .toList();
    }

    private Group group(boolean exact, List<Integer> images) {
        return new Group(
                exact,
                images.size(),
                isLeak(images),
                isConflict(images),
                images.stream().limit(MEMBERS_LISTED).map(this::member).toList());
    }

    private Member member(int image) {
        return new Member(image, samples.reader().name(image), samples.isValidation(image), samples.classes(image));
    }
}
