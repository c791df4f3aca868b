package dev.jimm.core.listener;

import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.EpochEnded;
import dev.jimm.api.event.TrainingEvent.Started;
import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.core.metric.Metrics;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Scalars over the number of updates: {@code train/loss}, {@code train/rate}, {@code train/gradient-norm} and {@code
 * train/images-per-second} of updates; {@code validation/METRIC} and, of the averaged weights, {@code ema/METRIC} of
 * epochs.
 */
final class TensorBoardLog implements TrainingListener {
    private static final Set<String> OF_TRAINING = Set.of("rate", "train-loss");

    private final Path folder;
    private final int everySteps;
    private final Clock clock;
    private EventFile file;
    /** Since the last row. */
    private long images;

    private double seconds;

    TensorBoardLog(Path folder, int everySteps, Clock clock) {
        this.folder = folder;
        this.everySteps = everySteps;
        this.clock = clock;
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof Started started) {
            file = EventFile.create(folder, clock);
            file.start(started.updatesDone() + 1);
        } else if (event instanceof Stepped step) {
            step(step);
        } else if (event instanceof EpochEnded ended) {
            file.scalars(ended.updates(), tagged(ended.metrics()));
        }
    }

    private void step(Stepped step) {
        images += step.samples();
        seconds += step.seconds();
        if (step.update() % everySteps != 0) {
            return;
        }
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("train/loss", step.loss());
        values.put("train/rate", step.rate());
        if (!Double.isNaN(step.gradientNorm())) {
            values.put("train/gradient-norm", step.gradientNorm());
        }
        values.put("train/images-per-second", images / seconds);
        file.scalars(step.update(), values);
        images = 0;
        seconds = 0;
    }

    private static Map<String, Double> tagged(Map<String, Double> metrics) {
        Map<String, Double> values = new LinkedHashMap<>();
        metrics.forEach((name, value) -> {
            if (!OF_TRAINING.contains(name)) {
                boolean ema = name.startsWith(Metrics.EMA);
                values.put(ema ? "ema/" + name.substring(Metrics.EMA.length()) : "validation/" + name, value);
            }
        });
        return values;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
