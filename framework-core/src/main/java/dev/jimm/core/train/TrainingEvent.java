package dev.jimm.core.train;

import java.nio.file.Path;

/** What happens during a training, for whoever shows or records it. Events arrive on the training's thread, in order. */
public sealed interface TrainingEvent {
    /**
     * The training begins, or goes on.
     *
     * @param parameters the number of trained values
     * @param firstEpoch counted from 0; above 0 or with a first batch above 0 when it goes on
     */
    record Started(
            String run,
            String model,
            long parameters,
            int classes,
            int trainingSamples,
            int validationSamples,
            int epochs,
            int firstEpoch,
            int firstBatch)
            implements TrainingEvent {}

    /**
     * An update was made.
     *
     * @param epoch counted from 0
     * @param batch counted from 1
     * @param meanLoss over the epoch so far
     * @param dataSeconds how long the update waited for its data
     */
    record Stepped(
            int epoch,
            int batch,
            int batches,
            int samples,
            double loss,
            double meanLoss,
            double rate,
            double seconds,
            double dataSeconds)
            implements TrainingEvent {}

    /** An epoch was trained and validated. */
    record EpochEnded(EpochMetrics metrics, int epochs, boolean best, double seconds) implements TrainingEvent {}

    /** A checkpoint is safe on disk. */
    record Saved(Path checkpoint) implements TrainingEvent {}

    /** The training ended. */
    record Ended(TrainingResult result) implements TrainingEvent {}
}
