package dev.jimm.core.weights;

import dev.jimm.api.checkpoint.CheckpointTensor;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.tensorfile.StoredTensor;
import dev.jimm.core.tensorfile.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
     * @throws JimmException (DATA) when it does not fit and the strictness demands it, or a tensor cannot be adapted; the
     *     weights are then untouched
     */
    public static LoadReport load(Weights target, TensorSource file, Strictness strictness) {
        return load(target, Fit.of(file), strictness);
    }

    /** The same of tensors that were made to fit a model of other classes or channels. */
    public static LoadReport load(Weights target, Fit file, Strictness strictness) {
        LoadReport report = planned(target.table(), file, strictness);
        fill(target, file, report);
        return report;
    }

    private static void fill(Weights target, Fit file, LoadReport report) {
        ParamTable table = target.table();
        Map<String, float[]> adapted = new HashMap<>();
        for (LoadReport.Misshapen tensor : report.adapted()) {
            adapted.put(tensor.name(), adapted(table.find(tensor.name()).orElseThrow(), file));
        }
        Set<String> loaded = new HashSet<>(report.loaded());
        report.firstConvolutions().forEach(tensor -> loaded.add(tensor.name()));
        for (Param param : table.state()) {
            if (adapted.containsKey(param.name())) {
                target.set(param, adapted.get(param.name()));
            } else if (loaded.contains(param.name())) {
                set(target, param, file.tensors().get(param.name()));
            }
        }
    }

    /**
     * New weights with a file's values; tensors that are not loaded get fresh ones. The caller closes them.
     *
     * @throws JimmException (DATA) as {@link #load}, before any memory is taken
     */
    public static Loaded create(ParamTable table, Fit file, Strictness strictness, long seed, boolean channelsLast) {
        LoadReport report = planned(table, file, strictness);
        Set<String> given = new HashSet<>(report.loaded());
        Weights weights = Weights.initialised(
                table,
                seed,
                channelsLast,
                param -> table.names(param).stream().noneMatch(name -> given.contains(name.name())));
        try {
            fill(weights, file, report);
            return new Loaded(weights, report);
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /** Weights, and how a file went into them. */
    public record Loaded(Weights weights, LoadReport report) {}

    private static LoadReport planned(ParamTable table, Fit file, Strictness strictness) {
        return strictness == Strictness.LENIENT
                ? compare(table, file, strictness)
                : requireFit(table, file, strictness);
    }

    private static void set(Weights target, Param param, CheckpointTensor stored) {
        if (param.type() == ElementType.INT64) {
            target.set(param, stored.longs());
        } else if (stored.values() instanceof Fit.Stored file
                && Arrays.equals(file.tensor().shape(), param.shape())) {
            target.set(param, file.tensor().toDevice());
        } else {
            target.set(param, stored.floats());
        }
    }

    private static float[] adapted(Param param, Fit file) {
        CheckpointTensor stored = file.tensors().get(param.name());
        Program.Body body =
                (inputs, parameters) -> List.of(param.adaptation().orElseThrow().adapt(inputs.get(0), param.shape()));
        try (DeviceTensor saved = DeviceTensor.of(stored.floats(), stored.shape());
                Program program = Program.inference(
                        Execution.EAGER,
                        Precision.FP32,
                        List.of(new Program.Input(ElementType.FLOAT32, stored.shape())),
                        body);
                Program.Results results = program.run(List.of(saved), null)) {
            DeviceTensor result = results.values().get(0);
            if (!Arrays.equals(result.shape(), param.shape())) {
                throw new IllegalArgumentException("its adaptation gives " + result);
            }
            return result.floats();
        } catch (IllegalArgumentException e) {
            throw new JimmException(
                    Category.DATA,
                    file.file() + ": tensor '" + param + "' cannot be adapted to the model's image size: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Checks from names and shapes alone that a file has all tensors of a model and no others.
     *
     * @throws JimmException (DATA) when it has not
     */
    public static LoadReport requireFit(ParamTable table, TensorSource file) {
        return requireFit(table, Fit.of(file), Strictness.STRICT);
    }

    /** The same of tensors that were made to fit a model of other classes or channels. */
    public static LoadReport requireFit(ParamTable table, Fit file, Strictness strictness) {
        LoadReport report = compare(table, file, strictness);
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
    public static LoadReport compare(ParamTable table, Fit file, Strictness strictness) {
        List<String> loaded = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<LoadReport.Misshapen> adapted = new ArrayList<>();
        List<LoadReport.Misshapen> misshapen = new ArrayList<>();
        List<LoadReport.Misshapen> firstConvolutions = new ArrayList<>();
        for (Param param : table.state()) {
            Optional<CheckpointTensor> stored = file.tensors().find(param.name());
            if (stored.isEmpty()) {
                if (param.target() == param && !file.fresh().contains(param.name()) && !isThere(table, file, param)) {
                    missing.add(param.name());
                }
            } else if (Arrays.equals(stored.get().shape(), param.shape())) {
                if (file.firstConvolutions().containsKey(param.name())) {
                    firstConvolutions.add(new LoadReport.Misshapen(
                            param.name(),
                            param.shape(),
                            file.firstConvolutions().get(param.name())));
                } else {
                    loaded.add(param.name());
                }
            } else {
                boolean adapts =
                        strictness != Strictness.STRICT && param.adaptation().isPresent();
                (adapts ? adapted : misshapen)
                        .add(new LoadReport.Misshapen(
                                param.name(), param.shape(), stored.get().shape()));
            }
        }
        List<String> unused = file.tensors().names().stream()
                .filter(name -> table.find(name).isEmpty())
                .toList();
        return new LoadReport(
                file.note(),
                loaded,
                missing,
                unused,
                adapted,
                misshapen,
                firstConvolutions,
                file.fresh(),
                file.leftOut());
    }

    private static boolean isThere(ParamTable table, Fit file, Param param) {
        return table.names(param).stream().anyMatch(name -> file.tensors().has(name.name()));
    }

    /**
     * A tensor of a file that {@linkplain #requireFit fits}, under whichever of its names the file has it.
     *
     * @param param of the table
     */
    public static StoredTensor stored(ParamTable table, TensorSource file, Param param) {
        return find(table, file, param).orElseThrow();
    }

    private static Optional<StoredTensor> find(ParamTable table, TensorSource file, Param param) {
        return table.names(param).stream()
                .flatMap(name -> file.find(name.name()).stream())
                .reduce((first, last) -> last);
    }
}
