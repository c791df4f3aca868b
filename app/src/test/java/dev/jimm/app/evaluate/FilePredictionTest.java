package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FilePredictionTest {
    private static final List<String> NAMES = List.of("cat", "dog", "horse");

    @Test
    void ranksClassesByProbability() {
        // exp(0) : exp(ln 6) : exp(ln 3) = 1 : 6 : 3
        float[] logits = {1000, 1000 + (float) Math.log(6), 1000 + (float) Math.log(3)};
        FilePrediction prediction = FilePrediction.of("a.jpg", logits, NAMES, 2, false);
        assertEquals(
                List.of("dog", "horse"),
                prediction.classes().stream().map(FilePrediction.Ranked::name).toList());
        assertEquals(0.6, prediction.classes().get(0).probability(), 1e-4);
        assertEquals(0.3, prediction.classes().get(1).probability(), 1e-4);
    }

    @Test
    void hasNoMoreRanksThanClasses() {
        assertEquals(
                3,
                FilePrediction.of("a.jpg", new float[3], NAMES, 5, false)
                        .classes()
                        .size());
    }

    @Test
    void classesOfTheirOwnHaveProbabilitiesOfTheirOwn() {
        FilePrediction prediction = FilePrediction.of("a.jpg", new float[] {0, 2, -2}, NAMES, 3, true);
        assertEquals(
                List.of(0.8807970779778823, 0.5, 0.11920292202211755),
                prediction.classes().stream()
                        .map(FilePrediction.Ranked::probability)
                        .toList());
    }
}
