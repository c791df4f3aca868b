package dev.jimm.core.analyze;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.core.data.DataSets;
import java.util.Arrays;
import java.util.List;

/** The samples of a data set, first those for training, then those for validation. */
record Samples(Reader reader, int train) {
    static Samples of(DataSet data) {
        return new Samples(DataSets.whole(data), data.train().size());
    }

    boolean isValidation(int image) {
        return image >= train;
    }

    int validation() {
        return reader.size() - train;
    }

    List<String> classes(int image) {
        return Arrays.stream(reader.labels(image))
                .mapToObj(label -> reader.classNames().get(label))
                .toList();
    }
}
