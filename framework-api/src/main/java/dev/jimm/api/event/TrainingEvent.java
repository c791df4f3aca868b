package dev.jimm.api.event;

import dev.jimm.api.API;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What happens during a training.
 *
 * <p>Epochs and batches of an epoch count from 1; batches are those of the loader, of which an update takes several when
 * gradients are accumulated. What a checkpoint covers is told before the checkpoint is written: a listener that has
 * written all that it was told, and on going on drops what lies behind {@link Started}, neither repeats nor misses
 * anything, wherever the process died.
 */
@API(status = API.Status.STABLE, since = "0.1")
public sealed interface TrainingEvent {
    /**
     * The training begins, or goes on.
     *
     * @param run the run's name
     * @param folder the run's folder
     * @param model the model's name
     * @param parameters the number of trained values
     * @param classes how many the model tells apart
     * @param trainingSamples images of an epoch
     * @param validationSamples images held out
     * @param epochs of the whole training
     * @param epochsDone whole epochs that were done before
     * @param batchesDone batches of the epoch {@code epochsDone + 1} that were done before
     * @param updatesDone updates that were done before, those counted that were skipped
     * @param resumed whether it goes on with a run that is there; then the three above are those of the checkpoint, and
     *     zeros when there was none yet
     */
    record Started(
            String run,
            Path folder,
            String model,
            long parameters,
            int classes,
            int trainingSamples,
            int validationSamples,
            int epochs,
            int epochsDone,
            int batchesDone,
            long updatesDone,
            boolean resumed)
            implements TrainingEvent {}

    /**
     * An update was made.
     *
     * @param epoch from 1
     * @param batch from 1: the last one that the update took
     * @param batches of an epoch
     * @param update from 1, over the whole training; an update that was skipped has a number of its own
     * @param samples images that the update took
     * @param loss the mean over the samples
     * @param meanLoss over the epoch so far
     * @param rate the learning rate
     * @param gradientNorm the L2 norm of all gradients before clipping; NaN where it was not measured
     * @param seconds since the update before, waiting for data included
     * @param dataSeconds how long the update waited for its data
     */
    record Stepped(
            int epoch,
            int batch,
            int batches,
            long update,
            int samples,
            double loss,
            double meanLoss,
            double rate,
            double gradientNorm,
            double seconds,
            double dataSeconds)
            implements TrainingEvent {}

    /**
     * An update was left out, since what it came to was not finite; told in the place of {@link Stepped}.
     *
     * @param epoch from 1
     * @param batch from 1
     * @param update from 1, over the whole training: it is counted as if it had been made
     * @param reason what was not finite
     * @param lossScale what the loss is multiplied with from now on; 1 where it is not scaled
     */
    record Skipped(int epoch, int batch, long update, Reason reason, double lossScale) implements TrainingEvent {
        /** What was not finite. */
        public enum Reason {
            LOSS,
            GRADIENTS
        }
    }

    /**
     * An epoch was trained and validated.
     *
     * @param epoch from 1
     * @param epochs of the whole training
     * @param updates done since the training's beginning, those counted that were skipped
     * @param metrics by name, in the order in which they are to be shown: {@code rate} of the last update, {@code
     *     train-loss}, the mean over the updates; of the held-out samples {@code loss} and, as parts of 1, {@code top1},
     *     {@code top5} and others; the same of the averaged weights with the prefix {@code ema-}
     * @param best whether no epoch before was better
     * @param seconds for training and validation
     * @param imagesPerSecond of training, waiting for data included
     * @param dataShare the part of the training's time that was waiting for data, in [0, 1]
     * @param peakMemoryBytes the most memory that the process has had resident so far; 0 where the system does not tell
     */
    record EpochEnded(
            int epoch,
            int epochs,
            long updates,
            Map<String, Double> metrics,
            boolean best,
            double seconds,
            double imagesPerSecond,
            double dataShare,
            long peakMemoryBytes)
            implements TrainingEvent {
        public EpochEnded {
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }
    }

    /**
     * A checkpoint is safe on disk, in this folder. Told right after it was written: where the process dies in between,
     * nobody is told of this checkpoint, from which the training goes on all the same.
     */
    record Saved(Path checkpoint) implements TrainingEvent {}

    /** The training stops before its last epoch; a checkpoint is there. {@link Ended} follows. */
    record Stopped(Reason reason) implements TrainingEvent {
        /** Why. */
        public enum Reason {
            /** Early stopping: the metric has not become better for as long as the configuration allows. */
            NO_IMPROVEMENT,
            /** The user or the system asked for it; the run can go on. */
            INTERRUPTED
        }
    }

    /** The training ended. */
    record Ended(TrainingResult result) implements TrainingEvent {}
}
