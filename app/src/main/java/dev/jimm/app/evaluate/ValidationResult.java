package dev.jimm.app.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.jimm.core.metric.ClassResult;
import dev.jimm.core.metric.Confusion;
import dev.jimm.core.metric.Evaluation;
import dev.jimm.core.predict.LayerStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a validation.
 *
 * @param images how many were classified
 * @param unreadable how many could not be read
 * @param imagesPerSecond from the files to the metrics
 * @param metrics by name; those of real labels, where there are, begin with {@code real-}
 * @param classes one a class of the model
 * @param confusion which class was taken for which, how often; only what occurred. Empty for multi-label data
 * @param layers statistics of the layers; {@code null} where nobody asked for them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ValidationResult(
        ModelFacts model,
        int images,
        int unreadable,
        double imagesPerSecond,
        Map<String, Double> metrics,
        List<OfClass> classes,
        List<Confused> confusion,
        List<LayerStatistics> layers) {
    /**
     * What was validated.
     *
     * @param path as it was given
     * @param checkpoint the folder whose weights were used
     * @param ema whether they were the moving average
     * @param parameters how many are trained
     * @param inputSize height and width, in pixels
     * @param views which views of an image were averaged
     */
    record ModelFacts(
            String path,
            String checkpoint,
            boolean ema,
            String architecture,
            long parameters,
            List<Integer> inputSize,
            String views) {}

    /**
     * The outcome for one class.
     *
     * @param images how many there were
     * @param predicted for how many it was predicted
     * @param right how many of both
     * @param averagePrecision of multi-label data, else {@code null}
     * @param mistakenFor the wrong class that was predicted most often, or {@code null} when there was none
     * @param mistakes how often it was
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OfClass(
            String name,
            int images,
            int predicted,
            int right,
            double precision,
            double recall,
            double f1,
            Double averagePrecision,
            String mistakenFor,
            int mistakes) {
        static OfClass of(ClassResult result, List<String> names, Confusion confusion) {
            Confusion.Pair most = confusion.mostMistakenFor(result.label()).orElse(null);
            return new OfClass(
                    names.get(result.label()),
                    result.support(),
                    result.predicted(),
                    result.right(),
                    result.precision(),
                    result.recall(),
                    result.f1(),
                    Double.isNaN(result.averagePrecision()) ? null : result.averagePrecision(),
                    most == null ? null : names.get(most.predicted()),
                    most == null ? 0 : most.count());
        }
    }

    /** So many images of a class were taken for a class, maybe the same one. */
    record Confused(@JsonProperty("class") String name, String predicted, int count) {
        static Confused of(Confusion.Pair pair, List<String> names) {
            return new Confused(names.get(pair.label()), names.get(pair.predicted()), pair.count());
        }
    }

    /** @param real the metrics by real labels, by name; may be empty */
    static ValidationResult of(
            ModelFacts model,
            List<String> names,
            Evaluation evaluation,
            Map<String, Double> real,
            int unreadable,
            double seconds,
            List<LayerStatistics> layers) {
        Map<String, Double> metrics = new LinkedHashMap<>(evaluation.metrics());
        real.forEach((name, value) -> metrics.put("real-" + name, value));
        return new ValidationResult(
                model,
                evaluation.samples(),
                unreadable,
                evaluation.samples() / seconds,
                metrics,
                evaluation.classes().stream()
                        .map(result -> OfClass.of(result, names, evaluation.confusion()))
                        .toList(),
                evaluation.confusion().pairs().stream()
                        .map(pair -> Confused.of(pair, names))
                        .toList(),
                layers);
    }
}
