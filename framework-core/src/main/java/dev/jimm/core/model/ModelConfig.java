package dev.jimm.core.model;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.ParamTable;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The {@code model} section of a run.
 *
 * @param name an architecture, {@code architecture.tag}, or a deprecated name; {@code hf-hub:owner/name} before a
 *     configuration is resolved
 * @param pretrained what a new training starts from, see {@link Pretrained}
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
        String pretrained,
        Integer numClasses,
        int inChannels,
        double dropRate,
        double dropPath,
        String globalPool,
        int outputStride,
        int batchNormSplits,
        Config options) {
    /** The option by which a structure is made for an image size. */
    public static final String IMAGE_SIZE = "img-size";

    private static final int MOST_SPLITS = 16;

    public ModelConfig {
        Objects.requireNonNull(options);
        Pretrained.of(pretrained); // checks it
        if (batchNormSplits < 0 || batchNormSplits > MOST_SPLITS) {
            throw new IllegalArgumentException(
                    "batch-norm-splits must be from 0 to " + MOST_SPLITS + ", is " + batchNormSplits);
        }
        // it checks the ranges, and its messages begin with the keys of this section
        new ModelOptions(numClasses == null ? 0 : numClasses, inChannels, dropRate, dropPath, globalPool, outputStride);
    }

    public static ModelConfig defaults() {
        return named(null);
    }

    /** A model with its architecture's options. */
    public static ModelConfig named(String name) {
        return new ModelConfig(name, Pretrained.NONE, null, 3, 0, 0, null, 32, 0, ConfigFactory.empty());
    }

    /** The repository on the hub that the model or its weights come from. */
    public Optional<String> hub() {
        return Stream.of(pretrained, name)
                .filter(text -> text != null && text.startsWith(Pretrained.HUB))
                .findFirst();
    }

    /** The same with a number of input channels. */
    public ModelConfig channels(int channels) {
        return with(name, pretrained, numClasses, channels, options);
    }

    /** The same with a number of classes. */
    public ModelConfig classes(int classes) {
        return with(name, pretrained, classes, inChannels, options);
    }

    /** The same with weights to start from and the architecture's options that go with them, where this has no others. */
    public ModelConfig starting(String resolvedName, String weights, Config usual) {
        return with(resolvedName, weights, numClasses, inChannels, options.withFallback(usual));
    }

    /** The same with the pooling and the output stride that weights go with, where this says none. */
    public ModelConfig shaped(String pooling, Integer stride) {
        return new ModelConfig(
                name,
                pretrained,
                numClasses,
                inChannels,
                dropRate,
                dropPath,
                globalPool == null ? pooling : globalPool,
                stride == null || outputStride != ModelOptions.DEFAULT.outputStride() ? outputStride : stride,
                batchNormSplits,
                options);
    }

    /** The same with other options of the architecture. */
    public ModelConfig options(Config newOptions) {
        return with(name, pretrained, numClasses, inChannels, newOptions);
    }

    private ModelConfig with(String newName, String weights, Integer classes, int channels, Config newOptions) {
        return new ModelConfig(
                newName,
                weights,
                classes,
                channels,
                dropRate,
                dropPath,
                globalPool,
                outputStride,
                batchNormSplits,
                newOptions);
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
