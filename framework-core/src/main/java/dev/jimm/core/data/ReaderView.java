package dev.jimm.core.data;

import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some samples of a reader, perhaps with other labels. Does not close the reader.
 *
 * @param indices of the samples in the reader
 * @param classNames in the order of the new labels
 * @param labels the new label of each label of the reader; negative for classes that are left out
 */
public record ReaderView(Reader reader, int[] indices, List<String> classNames, int[] labels) implements Reader {
    /** Some samples, with the reader's labels. */
    static Reader of(Reader reader, int[] indices) {
        int[] same = Sampler.sequential().order(reader.classNames().size(), 0);
        return new ReaderView(reader, indices, reader.classNames(), same);
    }

    /**
     * The samples that have at least one of the given classes, whose places are the new labels; of multi-label data all
     * samples, as those of no class count, too.
     */
    public static ReaderView ofClasses(Reader reader, List<String> classNames) {
        int[] labels =
                reader.classNames().stream().mapToInt(classNames::indexOf).toArray();
        int[] kept = IntStream.range(0, reader.size())
                .filter(index -> reader.isMultiLabel()
                        || Arrays.stream(reader.labels(index)).anyMatch(label -> labels[label] >= 0))
                .toArray();
        return new ReaderView(reader, kept, classNames, labels);
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public int[] labels(int index) {
        return Arrays.stream(reader.labels(indices[index]))
                .map(label -> labels[label])
                .filter(label -> label >= 0)
                .toArray();
    }

    @Override
    public boolean isMultiLabel() {
        return reader.isMultiLabel();
    }

    @Override
    public String name(int index) {
        return reader.name(indices[index]);
    }

    @Override
    public Sample sample(int index) throws IOException {
        return reader.sample(indices[index]);
    }
}
