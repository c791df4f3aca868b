package dev.jimm.core.reader;

import dev.jimm.api.data.Reader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A reader that knows its labels from the start. */
abstract class LabelledReader implements Reader {
    private final List<String> classNames;
    private final int[][] labels;
    private final boolean multiLabel;

    /** @param labels of each sample; samples with equal labels can share an array, which saves memory */
    LabelledReader(List<String> classNames, int[][] labels, boolean multiLabel) {
        this.classNames = List.copyOf(classNames);
        this.labels = labels;
        this.multiLabel = multiLabel;
    }

    /** @param labels the one label of each sample */
    LabelledReader(List<String> classNames, int[] labels) {
        this(classNames, shared(labels, classNames.size()), false);
    }

    private static int[][] shared(int[] labels, int classes) {
        int[][] single =
                IntStream.range(0, classes).mapToObj(label -> new int[] {label}).toArray(int[][]::new);
        return Arrays.stream(labels).mapToObj(label -> single[label]).toArray(int[][]::new);
    }

    @Override
    public final List<String> classNames() {
        return classNames;
    }

    @Override
    public final int size() {
        return labels.length;
    }

    @Override
    public final int[] labels(int index) {
        return labels[index].clone();
    }

    @Override
    public final boolean isMultiLabel() {
        return multiLabel;
    }
}
