package dev.jimm.api.event;

import dev.jimm.api.API;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a training ended.
 *
 * @param folder of the run
 * @param finished whether nothing is left to train: all epochs are done, or early stopping ended the run. False when it
 *     was interrupted
 * @param metric the name of the metric that the epochs are compared by, such as {@code top1}
 * @param bestEpoch counted from 1; 0 when none was finished
 * @param bestMetrics what {@link TrainingEvent.EpochEnded#metrics} told of the best epoch, in the same order; empty
 *     when none was finished
 * @param badSamples source and reason of samples that could not be read: the first 100 of training, the first 100 of
 *     validation
 * @param badSampleCount how many there were
 * @param skippedUpdates how many updates were left out for values that were not finite, since the run's beginning
 * @param seconds of this process
 */
@API(status = API.Status.STABLE, since = "0.1")
public record TrainingResult(
        Path folder,
        boolean finished,
        String metric,
        int bestEpoch,
        Map<String, Double> bestMetrics,
        List<String> badSamples,
        int badSampleCount,
        long skippedUpdates,
        double seconds) {
    public TrainingResult {
        bestMetrics = Collections.unmodifiableMap(new LinkedHashMap<>(bestMetrics));
        badSamples = List.copyOf(badSamples);
    }
}
