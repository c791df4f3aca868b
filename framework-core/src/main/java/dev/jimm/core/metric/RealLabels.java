package dev.jimm.core.metric;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.data.Reader;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All classes that are right for each sample of data with one label a sample, as people found who looked again (Beyer
 * et al., Are we done with ImageNet?, 2020): for each sample any number, or none where no class fits.
 */
public final class RealLabels {
    private static final int LISTED = 5;
    private static final String FORM =
            "a list with a list of class indices for each sample in the order of the file names, or an object of such"
                    + " lists by file name";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final int[][] labels;

    private RealLabels(int[][] labels) {
        this.labels = labels;
    }

    /**
     * Reads the labels of a reader's samples from a JSON file: a list with a list of class indices for each sample, in
     * the order of the file names without their folders, which then must differ; or an object of such lists by file
     * name, with as much of the path as makes it unique.
     *
     * @param classes how many there are
     * @throws JimmException DATA if the file cannot be read, lacks a sample or holds what is no class
     */
    public static RealLabels read(Path file, Reader reader, int classes) {
        JsonNode root = parse(file);
        if (!root.isArray() && !root.isObject()) {
            throw unusable(file, "must be " + FORM);
        }
        JsonNode[] entries = root.isArray() ? inOrder(file, root, reader) : byName(root, reader);
        requireAll(file, "lacks the entries", entries.length, i -> entries[i] == null ? reader.name(i) : null);
        requireAll(
                file,
                "must have lists of class indices from 0 to " + (classes - 1) + " only, but has the entries",
                entries.length,
                i -> isLabels(entries[i], classes) ? null : shortened(entries[i]) + " for " + reader.name(i));
        return new RealLabels(Stream.of(entries).map(RealLabels::indices).toArray(int[][]::new));
    }

    /** The right classes of a sample by its index in the reader; often one, maybe none. */
    public int[] of(int index) {
        return labels[index].clone();
    }

    private static JsonNode parse(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file)); // whose exceptions say what is wrong, unlike those of File
        } catch (IOException e) {
            throw unusable(file, "cannot be read: " + Reason.of(e));
        }
    }

    private static JsonNode[] inOrder(Path file, JsonNode root, Reader reader) {
        if (root.size() != reader.size()) {
            throw unusable(
                    file,
                    String.format(
                            Locale.ROOT,
                            "has %,d entries, but the data has %,d samples; give the whole data, or %s",
                            root.size(),
                            reader.size(),
                            "an object of lists by file name"));
        }
        List<FileName> names = IntStream.range(0, reader.size())
                .mapToObj(index -> FileName.of(reader.name(index), index))
                .sorted(FileName.ORDER)
                .toList();
        requireAll(
                file,
                "is a list in the order of the file names, but of one name are",
                names.size(),
                i -> i > 0 && FileName.ORDER.compare(names.get(i - 1), names.get(i)) == 0
                        ? reader.name(names.get(i - 1).index()) + " and "
                                + reader.name(names.get(i).index())
                        : null);
        JsonNode[] entries = new JsonNode[reader.size()];
        for (int i = 0; i < entries.length; i++) {
            entries[names.get(i).index()] = root.get(i);
        }
        return entries;
    }

    /** A sample's name without folders: of files that hold many samples (FILE#12), the number apart. */
    private record FileName(String file, int number, int index) {
        static final Comparator<FileName> ORDER =
                Comparator.comparing(FileName::file).thenComparingInt(FileName::number);

        static FileName of(String name, int index) {
            String own = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
            int hash = own.lastIndexOf('#');
            return hash >= 0 && own.substring(hash + 1).matches("\\d{1,9}")
                    ? new FileName(own.substring(0, hash), Integer.parseInt(own.substring(hash + 1)), index)
                    : new FileName(own, 0, index);
        }
    }

    private static JsonNode[] byName(JsonNode root, Reader reader) {
        return IntStream.range(0, reader.size())
                .mapToObj(index -> entry(root, reader.name(index).replace('\\', '/')))
                .toArray(JsonNode[]::new);
    }

    /** Of the longest end of the path that has one, or null. */
    private static JsonNode entry(JsonNode root, String path) {
        JsonNode entry = root.get(path);
        for (int slash = path.indexOf('/'); entry == null && slash >= 0; slash = path.indexOf('/', slash + 1)) {
            entry = root.get(path.substring(slash + 1));
        }
        return entry;
    }

    private static boolean isLabels(JsonNode entry, int classes) {
        for (JsonNode label : entry) {
            if (!label.isInt() || label.intValue() < 0 || label.intValue() >= classes) {
                return false;
            }
        }
        return entry.isArray();
    }

    private static int[] indices(JsonNode entry) {
        return IntStream.range(0, entry.size())
                .map(i -> entry.get(i).intValue())
                .toArray();
    }

    private static String shortened(JsonNode entry) {
        String text = entry.toString();
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }

    /** @param problem of the sample with a number, or null */
    private static void requireAll(Path file, String message, int samples, IntFunction<String> problem) {
        List<String> problems = new ArrayList<>();
        int count = 0;
        for (int i = 0; i < samples; i++) {
            String found = problem.apply(i);
            if (found != null && count++ < LISTED) {
                problems.add(found);
            }
        }
        if (count > 0) {
            String more = count > LISTED ? "\n  and " + (count - LISTED) + " more" : "";
            throw unusable(file, message + "\n  " + String.join("\n  ", problems) + more);
        }
    }

    private static JimmException unusable(Path file, String problem) {
        return new JimmException(Category.DATA, "the real labels " + file + " " + problem);
    }
}
