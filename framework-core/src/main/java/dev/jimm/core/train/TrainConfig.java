package dev.jimm.core.train;

import dev.jimm.api.tensor.Precision;
import dev.jimm.core.ema.EmaConfig;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.gradient.ClipConfig;
import dev.jimm.core.gradient.LossScaleConfig;
import dev.jimm.core.metric.EarlyStopConfig;
import dev.jimm.core.weights.CheckpointsConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The {@code train} section.
 *
 * @param epochs how many times the training data is seen
 * @param precision of contractions: fp32, bf16 or fp16; weights stay in fp32
 * @param execution traced, or eager to find the line of a model that fails
 * @param channelsLast whether convolutions work on memory with the channels last, which CPUs prefer
 * @param gradientCheckpointing whether activations are computed again in the backward pass, not kept: less memory, more time, the same
 *     gradients
 * @param accumulate how many batches an update takes; the last update of an epoch takes what is left
 * @param clip how gradients are kept from growing
 * @param lossScale for fp16
 * @param nonFiniteLimit how many updates in a row may have a loss or gradients that are not finite: they are skipped; one more ends the
 *     training
 * @param ema the moving average of the weights
 * @param recalibrateBatches how many batches of training data the running statistics are taken from anew before the first update; 0
 *     for none
 * @param checkpoints when they are written, and which are kept
 * @param earlyStop when the training ends before its last epoch
 * @param output the folder that the run's own folder is made in
 */
public record TrainConfig(
        int epochs,
        Precision precision,
        Execution execution,
        boolean channelsLast,
        boolean gradientCheckpointing,
        int accumulate,
        ClipConfig clip,
        LossScaleConfig lossScale,
        int nonFiniteLimit,
        EmaConfig ema,
        int recalibrateBatches,
        CheckpointsConfig checkpoints,
        EarlyStopConfig earlyStop,
        Path output) {
    public TrainConfig {
        requireAtLeast(1, "epochs", epochs);
        requireAtLeast(1, "accumulate", accumulate);
        requireAtLeast(0, "non-finite-limit", nonFiniteLimit);
        requireAtLeast(0, "recalibrate-batches", recalibrateBatches);
        for (Object part : new Object[] {precision, execution, clip, lossScale, ema, checkpoints, earlyStop, output}) {
            Objects.requireNonNull(part);
        }
        if (precision != Precision.FP16 && !lossScale.equals(LossScaleConfig.defaults())) {
            throw new IllegalArgumentException("loss-scale is for precision = fp16; leave it out");
        }
        if (gradientCheckpointing && execution == Execution.EAGER) {
            throw new IllegalArgumentException(
                    "gradient-checkpointing is for execution = traced, is set with execution = eager");
        }
    }

    public static TrainConfig defaults() {
        return new TrainConfig(
                10,
                Precision.FP32,
                Execution.TRACED,
                true,
                false,
                1,
                ClipConfig.defaults(),
                LossScaleConfig.defaults(),
                0,
                EmaConfig.defaults(),
                0,
                CheckpointsConfig.defaults(),
                EarlyStopConfig.defaults(),
                Path.of("runs"));
    }

    /** The names of metrics, by the key that they stand at. */
    Map<String, String> metricNames() {
        return Map.of("train.checkpoints.metric", checkpoints.metric(), "train.early-stop.metric", earlyStop.metric());
    }

    /** Whether the loss is scaled, so that gradients of 16 bits do not vanish. */
    boolean isScaled() {
        return precision == Precision.FP16;
    }

    private static void requireAtLeast(int least, String key, int value) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", is " + value);
        }
    }
}
