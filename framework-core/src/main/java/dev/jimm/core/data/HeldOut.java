package dev.jimm.core.data;

import dev.jimm.api.data.Reader;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.random.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Chooses the samples that a data set without a validation part holds out. */
final class HeldOut {
    private static final int LISTED = 5;

    private HeldOut() {}

    /**
     * The same part of every class, and at least one sample of each that has samples; of multi-label data, a part of
     * all.
     *
     * @return for each sample whether it is held out
     */
    static boolean[] fraction(Reader all, Path root, double fraction, long seed) {
        boolean[] held = new boolean[all.size()];
        int label = 0;
        for (int[] group : all.isMultiLabel() ? new int[][] {everything(all)} : byClass(all, root)) {
            if (group.length == 0) { // a class of the class map that the data does not have
                label++;
                continue;
            }
            int count = Math.max(1, Math.min(group.length - 1, (int) Math.round(group.length * fraction)));
            int[] order = Sampler.sequential().order(group.length, 0);
            Sampler.shuffle(order, Randomness.of(seed, label++));
            for (int i = 0; i < count; i++) {
                held[group[order[i]]] = true;
            }
        }
        return held;
    }

    private static int[] everything(Reader all) {
        return IntStream.range(0, all.size()).toArray();
    }

    /** The indices of the samples of each class. */
    private static int[][] byClass(Reader all, Path root) {
        int[][] groups = indicesByClass(all);
        List<String> single = IntStream.range(0, groups.length)
                .filter(label -> groups[label].length == 1)
                .mapToObj(label -> all.classNames().get(label))
                .toList();
        if (!single.isEmpty()) {
            throw new JimmException(
                    Category.DATA,
                    "each class of " + root + " needs at least two images, one of which is held out for validation; "
                            + "only one has: " + String.join(", ", single));
        }
        return groups;
    }

    static int[][] indicesByClass(Reader reader) {
        int[] counts = new int[reader.classNames().size()];
        for (int index = 0; index < reader.size(); index++) {
            counts[reader.labels(index)[0]]++;
        }
        int[][] groups = Arrays.stream(counts).mapToObj(int[]::new).toArray(int[][]::new);
        int[] filled = new int[counts.length];
        for (int index = 0; index < reader.size(); index++) {
            int label = reader.labels(index)[0];
            groups[label][filled[label]++] = index;
        }
        return groups;
    }

    /**
     * The samples whose names a text file has, one a line, as {@link Reader#name} gives them or relative to the root.
     *
     * @return for each sample whether it is held out
     */
    static boolean[] list(Reader all, Path root, Path list) {
        Map<String, List<Integer>> indices = new HashMap<>();
        for (int index = 0; index < all.size(); index++) {
            indices.computeIfAbsent(relative(all.name(index), root), unused -> new ArrayList<>(1))
                    .add(index);
        }
        boolean[] held = new boolean[all.size()];
        List<String> unknown = new ArrayList<>();
        for (String line : lines(list)) {
            List<Integer> named = indices.get(relative(line.strip(), root));
            if (named == null) {
                unknown.add(line.strip());
            } else {
                named.forEach(index -> held[index] = true);
            }
        }
        requireSound(held, unknown, root, list);
        return held;
    }

    private static void requireSound(boolean[] held, List<String> unknown, Path root, Path list) {
        if (!unknown.isEmpty()) {
            throw new JimmException(
                    Category.DATA,
                    list + " names " + unknown.size() + " samples that are not in " + root + ": "
                            + String.join(", ", unknown.subList(0, Math.min(LISTED, unknown.size())))
                            + (unknown.size() > LISTED ? ", ..." : "") + "; write a path relative to " + root
                            + " in each line");
        }
        long count = IntStream.range(0, held.length).filter(i -> held[i]).count();
        if (count == 0 || count == held.length) {
            throw new JimmException(
                    Category.DATA,
                    list + " names " + (count == 0 ? "no sample" : "all samples") + " of " + root
                            + "; both parts need some");
        }
    }

    private static String relative(String name, Path root) {
        String folder = root + "/";
        String relative = name.startsWith(folder) ? name.substring(folder.length()) : name;
        return relative.startsWith("./") ? relative.substring(2) : relative; // as archives of "." have it
    }

    private static List<String> lines(Path list) {
        try {
            return Files.readAllLines(list).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new JimmException(Category.DATA, "cannot read data.validation-list = " + list + ": " + e, e);
        }
    }
}
