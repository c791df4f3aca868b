package dev.jimm.app.evaluate;

import dev.jimm.app.evaluate.ValidationResult.ModelFacts;
import dev.jimm.core.metric.Accumulator;
import dev.jimm.core.metric.Evaluation;
import dev.jimm.core.predict.LayerStatistics;
import java.util.List;
import java.util.Map;

/** Outcomes for tests. */
final class Results {
    static final List<String> NAMES = List.of("cat", "dog", "horse");
    private static final float[][] LIKELY = {{9, 0, 0}, {0, 9, 0}, {0, 0, 9}};

    private Results() {}

    private static ModelFacts facts(String path) {
        return new ModelFacts(
                path, path + "/checkpoints/best", false, "resnet18", 11_689_512, List.of(224, 160), "flip");
    }

    /** Three cats, of which two are taken for horses; five dogs, of which one is taken for a cat; no horse. */
    static ValidationResult singleLabel(String path) {
        Accumulator accumulator = Accumulator.of(3, false, List.of(1, 5));
        int[][] samples = {{0, 0}, {0, 2}, {0, 2}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 0}};
        for (int[] sample : samples) {
            accumulator.add(LIKELY[sample[1]], new int[] {sample[0]});
        }
        return result(path, accumulator.evaluation(), Map.of());
    }

    /** A cat, and a cat with a dog of which only the dog is found. */
    static ValidationResult multiLabel(String path) {
        Accumulator accumulator = Accumulator.of(3, true, List.of(1, 5));
        accumulator.add(new float[] {1, -1, -1}, new int[] {0});
        accumulator.add(new float[] {-1, 1, -1}, new int[] {0, 1});
        return result(path, accumulator.evaluation(), Map.of());
    }

    static ValidationResult result(String path, Evaluation evaluation, Map<String, Double> real) {
        List<LayerStatistics> layers = List.of(new LayerStatistics("bn1 > relu", 64, 0.5, 12.345, 0, 123_456, 0.25, 3));
        return ValidationResult.of(facts(path), NAMES, evaluation, real, 1, 2, layers);
    }
}
