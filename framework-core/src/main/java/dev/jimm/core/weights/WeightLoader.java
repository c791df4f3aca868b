package dev.jimm.core.weights;

import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Brings the tensors of a file into a model, by name. A tensor with several names needs one of them in the file; where
 * the file has more, the last one's values count, as in PyTorch.
 */
public final class WeightLoader {
    private WeightLoader() {}

    /**
     * Loads a file into weights. Constants are computed by the structure and never loaded; a
     * file that has them, as older ones do, fits all the same.
     *
     * @throws JimmException (DATA) when it does not fit and the strictness demands it; the weights are then untouched
     */
    public static LoadReport load(Weights target, SafetensorsReader file, Strictness strictness) {
        LoadReport report =
                strictness == Strictness.STRICT ? requireFit(target.table(), file) : compare(target.table(), file);
        for (String name : report.loaded()) {
            Param param = target.table().find(name).orElseThrow();
            if (param.type() == ElementType.INT64) {
                target.set(param, file.get(name).longs());
            } else {
                target.set(param, file.get(name).floats());
            }
        }
        return report;
    }

    /**
     * Checks from names and shapes alone that a file has all tensors of a model and no others.
     *
     * @throws JimmException (DATA) when it has not
     */
    public static LoadReport requireFit(ParamTable table, SafetensorsReader file) {
        LoadReport report = compare(table, file);
        if (!report.isComplete()) {
            throw new JimmException(
                    Category.DATA,
                    file.file() + ": the weights do not fit the model: " + report.text()
                            + "\n"
                            + "Create the model with the name and options that the file was written with, or allow a"
                            + " partial load");
        }
        return report;
    }

    /** What {@link #load} would load, from names and shapes alone. */
    public static LoadReport compare(ParamTable table, SafetensorsReader file) {
        List<String> loaded = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<LoadReport.Misshapen> misshapen = new ArrayList<>();
        for (Param param : table.state()) {
            Optional<StoredTensor> stored = file.find(param.name());
            if (stored.isEmpty()) {
                if (param.target() == param && find(table, file, param).isEmpty()) {
                    missing.add(param.name());
                }
            } else if (Arrays.equals(stored.get().shape(), param.shape())) {
                loaded.add(param.name());
            } else {
                misshapen.add(new LoadReport.Misshapen(
                        param.name(), param.shape(), stored.get().shape()));
            }
        }
        List<String> unused =
                file.names().stream().filter(name -> table.find(name).isEmpty()).toList();
        return new LoadReport(loaded, missing, unused, misshapen);
    }

    /**
     * A tensor of a file that {@linkplain #requireFit fits}, under whichever of its names the file has it.
     *
     * @param param of the table
     */
    public static StoredTensor stored(ParamTable table, SafetensorsReader file, Param param) {
        return find(table, file, param).orElseThrow();
    }

    private static Optional<StoredTensor> find(ParamTable table, SafetensorsReader file, Param param) {
        return table.names(param).stream()
                .flatMap(name -> file.find(name.name()).stream())
                .reduce((first, last) -> last);
    }
}
