package dev.jimm.app.evaluate;

import dev.jimm.api.data.Reader;
import dev.jimm.app.evaluate.ValidationResult.ModelFacts;
import dev.jimm.core.data.Batch;
import dev.jimm.core.data.Epoch;
import dev.jimm.core.data.Loader;
import dev.jimm.core.metric.Accumulator;
import dev.jimm.core.metric.Evaluation;
import dev.jimm.core.metric.Metrics;
import dev.jimm.core.metric.RealAccuracy;
import dev.jimm.core.metric.RealLabels;
import dev.jimm.core.predict.ActivationStatistics;
import dev.jimm.core.predict.LayerStatistics;
import dev.jimm.core.predict.ViewAverage.Mean;
import dev.jimm.core.train.SavedModel;
import dev.jimm.core.transform.TestTimeAugmentation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Validates a model.
 *
 * @param path of the model, as it was given
 * @param averaged whether the moving average of the weights was loaded
 * @param realLabels a file, or {@code null}
 * @param statistics whether the layers are watched
 */
record Validation(String path, TestTimeAugmentation views, boolean averaged, Path realLabels, boolean statistics) {
    /** So many images tell what the layers do. */
    private static final int WATCHED_IMAGES = 256;

    private static final double NANOS = 1e9;

    /**
     * The outcome, with what was unreadable.
     *
     * @param unreadable the first of the images that could not be read, and why
     * @param title what was at work, for people
     */
    record Outcome(ValidationResult result, List<String> unreadable, List<String> title) {}

    /** @param step is told of each image that is done */
    Outcome run(SavedModel saved, ValidationData data, Runnable step) {
        try (ReadyModel model = ReadyModel.classifier(saved, views)) {
            Reader reader = data.reader();
            int classes = saved.classes().size();
            Accumulator accumulator = Accumulator.of(classes, reader.isMultiLabel(), Metrics.TOPS);
            Optional<RealAccuracy> real = Optional.ofNullable(realLabels)
                    .map(file -> new RealAccuracy(RealLabels.read(file, reader, classes), Metrics.TOPS));
            Loader loader = model.loader(
                    reader,
                    data.config(),
                    data.config().workers(),
                    data.config().maxBadInRow());
            Mean mean = reader.isMultiLabel() ? Mean.INDEPENDENT_PROBABILITIES : Mean.PROBABILITIES;
            model.warmUp();
            long start = System.nanoTime();
            Evaluation.forEach(model.averaging(mean), loader, (logits, labels, index) -> {
                accumulator.add(logits, labels);
                real.ifPresent(accuracy -> accuracy.add(logits, index));
                step.run();
            });
            ValidationResult result = ValidationResult.of(
                    facts(saved),
                    saved.classes(),
                    accumulator.evaluation(),
                    real.map(RealAccuracy::metrics).orElse(Map.of()),
                    loader.bad().count(),
                    (System.nanoTime() - start) / NANOS,
                    statistics ? layers(model, loader) : null);
            return new Outcome(result, loader.bad().listed(), model.title(averaged));
        }
    }

    private ModelFacts facts(SavedModel saved) {
        return new ModelFacts(
                path,
                saved.source().toString(),
                averaged,
                saved.model().entry().name(),
                saved.model().structure().parameters().weightCount(),
                List.of(saved.preprocessing().height(), saved.preprocessing().width()),
                views.toString());
    }

    /** Of the first images, all views of them. */
    private static List<LayerStatistics> layers(ReadyModel model, Loader loader) {
        try (ActivationStatistics statistics = model.statistics();
                Epoch epoch = loader.epoch(0, 0)) {
            for (int seen = 0; seen < WATCHED_IMAGES && epoch.hasNext(); ) {
                try (Batch batch = epoch.next()) {
                    statistics.add(batch.pixels(), batch.count());
                    seen += batch.count();
                }
            }
            return statistics.result();
        }
    }
}
