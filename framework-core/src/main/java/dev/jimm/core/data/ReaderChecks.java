package dev.jimm.core.data;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Refuses what no reader may give: it would be wrong numbers, or an index outside of the loss, much later. */
final class ReaderChecks {
    private ReaderChecks() {}

    /** The data set itself, if it is sound; otherwise throws what the function makes of the problem. */
    static DataSet sound(DataSet data, Function<String, RuntimeException> failure) {
        if (data == null) {
            throw failure.apply("gives null");
        }
        String problem = problem(data);
        if (problem != null) {
            TrainingData.close(data);
            throw failure.apply(problem);
        }
        return data;
    }

    private static String problem(DataSet data) {
        if (data.validation().isEmpty()) {
            return problem(data.train(), "");
        }
        Reader validation = data.validation().get();
        if (!data.train().classNames().equals(validation.classNames())) {
            return "gives other classes for validation than for training";
        }
        String ofTrain = problem(data.train(), " of the training part");
        return ofTrain == null ? problem(validation, " of the validation part") : ofTrain;
    }

    private static String problem(Reader reader, String part) {
        List<String> classes = reader.classNames();
        if (classes.isEmpty() || reader.size() < 1) {
            return "gives " + classes.size() + " classes and " + reader.size() + " samples" + part;
        }
        for (int index = 0; index < reader.size(); index++) {
            int[] labels = reader.labels(index);
            boolean known = Arrays.stream(labels).allMatch(label -> label >= 0 && label < classes.size());
            if (!known || !(reader.isMultiLabel() || labels.length == 1)) {
                return "gives sample " + index + part + " (" + reader.name(index) + ") the labels "
                        + Arrays.toString(labels) + ", where there are " + classes.size() + " classes"
                        + (reader.isMultiLabel() ? "" : " and each sample has one");
            }
        }
        return null;
    }
}
