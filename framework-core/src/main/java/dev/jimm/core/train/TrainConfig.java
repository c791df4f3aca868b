package dev.jimm.core.train;

import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.Execution;
import java.nio.file.Path;

/**
 * The {@code train} section.
 *
 * @param epochs how many times the training data is seen
 * @param precision of contractions: fp32 or bf16; weights stay in fp32
 * @param execution traced, or eager to find the line of a model that fails
 * @param channelsLast whether convolutions work on memory with the channels last, which CPUs prefer
 * @param output the folder that the run's own folder is made in
 * @param checkpointSteps updates between checkpoints within an epoch; 0 for none but those at the ends of epochs
 * @param keepCheckpoints how many of the latest checkpoints are kept beside the best
 */
public record TrainConfig(
        int epochs,
        Precision precision,
        Execution execution,
        boolean channelsLast,
        Path output,
        int checkpointSteps,
        int keepCheckpoints) {
    public TrainConfig {
        requireAtLeast(1, "epochs", epochs);
        requireAtLeast(0, "checkpoint-steps", checkpointSteps);
        requireAtLeast(1, "keep-checkpoints", keepCheckpoints);
    }

    public static TrainConfig defaults() {
        return new TrainConfig(10, Precision.FP32, Execution.TRACED, true, Path.of("runs"), 0, 2);
    }

    private static void requireAtLeast(int least, String key, int value) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", is " + value);
        }
    }
}
