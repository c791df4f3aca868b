package dev.jimm.core.average;

import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.weights.WeightLoader;
import java.util.List;

/** The mean of the weights of several files of one model. */
public final class ModelAverage {
    private ModelAverage() {}

    /**
     * Sets weights to the mean, summed in float64 in the order of the files and rounded once. Running statistics are
     * averaged like weights, which is not what they would be for the averaged weights; counters are those of the first
     * file.
     *
     * @param files at least one
     * @throws dev.jimm.core.error.JimmException (DATA) when a file does not fit the model; the weights are then
     *     untouched
     */
    public static void into(Weights target, List<SafetensorsReader> files) {
        files.forEach(file -> WeightLoader.requireFit(target.table(), file));
        for (Param param : target.table().tensors()) {
            if (param.type() == ElementType.INT64) {
                target.set(
                        param,
                        WeightLoader.stored(target.table(), files.get(0), param).longs());
            } else {
                target.set(param, mean(target.table(), param, files));
            }
        }
    }

    private static float[] mean(ParamTable table, Param param, List<SafetensorsReader> files) {
        double[] sums = new double[Math.toIntExact(param.count())];
        for (SafetensorsReader file : files) {
            float[] values = WeightLoader.stored(table, file, param).floats();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += values[i];
            }
        }
        float[] mean = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            mean[i] = (float) (sums[i] / files.size());
        }
        return mean;
    }
}
