package dev.jimm.core.model;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.ParamTable;
import java.util.Objects;

/**
 * The {@code model} section of a run.
 *
 * @param name an architecture, {@code architecture.tag}, or a deprecated name
 * @param numClasses at least 0; {@code null} for as many as the data has
 * @param inChannels input channels, at least 1
 * @param dropRate dropout before the classifier, in [0, 1)
 * @param dropPath stochastic depth of the last block, in [0, 1)
 * @param globalPool {@code null} for the architecture's own
 * @param outputStride 8, 16 or 32
 * @param batchNormSplits above 1: in training the batch is cut into so many parts (the views of {@code augment.splits}), each of
 *     which has batch norms of its own; 0 and 1 mean that it is not. At most 16
 * @param options overrides of the architecture's own options
 */
public record ModelConfig(
        String name,
        Integer numClasses,
        int inChannels,
        double dropRate,
        double dropPath,
        String globalPool,
        int outputStride,
        int batchNormSplits,
        Config options) {
    private static final int MOST_SPLITS = 16;

    public ModelConfig {
        Objects.requireNonNull(options);
        if (batchNormSplits < 0 || batchNormSplits > MOST_SPLITS) {
            throw new IllegalArgumentException(
                    "batch-norm-splits must be from 0 to " + MOST_SPLITS + ", is " + batchNormSplits);
        }
        // it checks the ranges, and its messages begin with the keys of this section
        new ModelOptions(numClasses == null ? 0 : numClasses, inChannels, dropRate, dropPath, globalPool, outputStride);
    }

    public static ModelConfig defaults() {
        return new ModelConfig(null, null, 3, 0, 0, null, 32, 0, ConfigFactory.empty());
    }

    /** A model with its architecture's options. */
    public static ModelConfig named(String name) {
        return new ModelConfig(name, null, 3, 0, 0, null, 32, 0, ConfigFactory.empty());
    }

    /** The same with a number of input channels. */
    public ModelConfig channels(int channels) {
        return new ModelConfig(
                name, numClasses, channels, dropRate, dropPath, globalPool, outputStride, batchNormSplits, options);
    }

    /** The same with a number of classes. */
    public ModelConfig classes(int classes) {
        return new ModelConfig(
                name, classes, inChannels, dropRate, dropPath, globalPool, outputStride, batchNormSplits, options);
    }

    /** An empty table for the model's tensors. */
    ParamTable table() {
        return new ParamTable(Math.max(1, batchNormSplits));
    }

    /**
     * What every model is asked for.
     *
     * @param classes the number of classes unless this section gives one
     */
    ModelOptions common(int classes) {
        return new ModelOptions(
                numClasses == null ? classes : numClasses, inChannels, dropRate, dropPath, globalPool, outputStride);
    }
}
