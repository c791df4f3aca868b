package dev.jimm.core.train;

import java.nio.file.Path;
import java.util.List;

/**
 * How a training ended.
 *
 * @param folder of the run
 * @param metrics of all epochs that were finished
 * @param best the metrics of the best epoch, or {@code null} when none was finished
 * @param finished false when the training was stopped before its last epoch
 * @param badSamples source and reason of samples that could not be read: the first 100 of training, the first 100 of validation
 * @param badSampleCount how many there were
 * @param seconds of this process
 */
public record TrainingResult(
        Path folder,
        List<EpochMetrics> metrics,
        EpochMetrics best,
        boolean finished,
        List<String> badSamples,
        int badSampleCount,
        double seconds) {}
