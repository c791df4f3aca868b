package dev.jimm.core.weights;

import dev.jimm.core.error.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a file's tensors fit a model's. Names are in the order of the model, the unused ones in that of the file.
 *
 * @param note what was chosen of a file that holds more; empty where there was no choice
 * @param loaded what fits and was loaded
 * @param missing what the model declares and the file lacks
 * @param unused what the file has and the model does not declare
 * @param adapted what both have in different shapes, and was or can be made into the model's
 * @param misshapen what else both have in different shapes
 * @param firstConvolutions loaded too: first convolutions, made to fit another number of input channels
 * @param fresh the classifier's, where the file is for other classes: they stay as they were
 * @param leftOut the classifier's of the file, which were not loaded for that reason
 */
public record LoadReport(
        Optional<String> note,
        List<String> loaded,
        List<String> missing,
        List<String> unused,
        List<Misshapen> adapted,
        List<Misshapen> misshapen,
        List<Misshapen> firstConvolutions,
        List<String> fresh,
        List<String> leftOut) {
    private static final int SHOWN = 10;

    /** A tensor of two shapes. */
    public record Misshapen(String name, long[] inModel, long[] inFile) {
        @Override
        public String toString() {
            return name + " is " + Arrays.toString(inFile) + " in the file and " + Arrays.toString(inModel)
                    + " in the model";
        }
    }

    public LoadReport {
        loaded = List.copyOf(loaded);
        missing = List.copyOf(missing);
        unused = List.copyOf(unused);
        adapted = List.copyOf(adapted);
        misshapen = List.copyOf(misshapen);
        firstConvolutions = List.copyOf(firstConvolutions);
        fresh = List.copyOf(fresh);
        leftOut = List.copyOf(leftOut);
    }

    /** Whether every tensor of the model was found, if adapted, and none of the file was left over. */
    public boolean isComplete() {
        return missing.isEmpty() && unused.isEmpty() && misshapen.isEmpty();
    }

    /** The report to read: one line of counts, then the first of each kind with the names that may have been meant. */
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add(counts());
        note.ifPresent(line -> lines.add("  " + line));
        list(lines, "missing", missing, name -> name + Nearest.hint(name, unused));
        list(lines, "unused", unused, name -> name + Nearest.hint(name, missing));
        list(lines, "adapted", adapted, Misshapen::toString);
        list(lines, "of another shape", misshapen, Misshapen::toString);
        list(lines, "first convolution adapted", firstConvolutions, Misshapen::toString);
        list(lines, "classifier fresh", fresh, name -> name);
        list(lines, "classifier left out", leftOut, name -> name);
        return String.join("\n", lines);
    }

    /** How many tensors there are of each kind. */
    public String counts() {
        return loaded.size() + " tensors fit, "
                + (adapted.isEmpty() ? "" : adapted.size() + " adapted, ")
                + (firstConvolutions.isEmpty() ? "" : "first convolution adapted, ")
                + (fresh.isEmpty() ? "" : "classifier fresh, ")
                + (fresh.isEmpty() && !leftOut.isEmpty() ? "classifier left out, " : "")
                + missing.size() + " missing, " + unused.size() + " unused, " + misshapen.size() + " of another shape";
    }

    private static <T> void list(List<String> lines, String kind, List<T> all, Function<T, String> line) {
        all.stream().limit(SHOWN).forEach(item -> lines.add("  " + kind + ": " + line.apply(item)));
        if (all.size() > SHOWN) {
            lines.add("  and " + (all.size() - SHOWN) + " more " + kind);
        }
    }
}
