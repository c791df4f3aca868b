package dev.jimm.core.train;

import dev.jimm.core.data.Loader;
import dev.jimm.core.metric.Evaluation;
import dev.jimm.core.metric.Metrics;
import dev.jimm.core.model.Classifier;
import dev.jimm.core.model.InferenceModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Evaluates the model and, beside it, the moving average of its weights, in one pass over the samples; each has weights
 * of its own, so nothing is swapped.
 */
final class Validation {
    /** The model and, where there is one, the average. */
    private final List<InferenceModel> models;

    private final Loader loader;
    private final int classes;
    private final boolean multiLabel;

    /** What came out. */
    record Result(Evaluation model, Optional<Evaluation> average) {
        /** By name, those of the average with their prefix. */
        Map<String, Double> metrics() {
            Map<String, Double> all = new LinkedHashMap<>(model.metrics());
            average.ifPresent(evaluation ->
                    evaluation.metrics().forEach((name, value) -> all.put(Metrics.EMA + name, value)));
            return all;
        }
    }

    /** @param model and the average stay the caller's */
    Validation(InferenceModel model, Optional<InferenceModel> average, Loader loader, int classes, boolean multiLabel) {
        this.models = Stream.concat(Stream.of(model), average.stream()).toList();
        this.loader = loader;
        this.classes = classes;
        this.multiLabel = multiLabel;
    }

    Loader loader() {
        return loader;
    }

    /** @return empty if it was to stop before the end */
    Optional<Result> run(BooleanSupplier stopWanted) {
        List<Classifier> stoppable = models.stream()
                .<Classifier>map(model -> (pixels, count) -> {
                    if (stopWanted.getAsBoolean()) {
                        throw new StoppedException();
                    }
                    return model.logits(pixels, count);
                })
                .toList();
        try {
            List<Evaluation> evaluations = Evaluation.of(stoppable, loader, classes, multiLabel);
            return Optional.of(
                    new Result(evaluations.get(0), evaluations.stream().skip(1).findFirst()));
        } catch (StoppedException e) {
            return Optional.empty();
        }
    }

    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
