package dev.jimm.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void namesAreThoseOfAnEvaluationInItsOrder() {
        for (boolean multiLabel : new boolean[] {false, true}) {
            Evaluation none = Accumulator.of(2, multiLabel, List.of(2, 3)).evaluation();
            assertEquals(
                    Metrics.names(multiLabel, List.of(2, 3)),
                    List.copyOf(none.metrics().keySet()));
        }
        assertEquals(
                List.of(
                        "loss",
                        "top1",
                        "top5",
                        "precision-macro",
                        "recall-macro",
                        "f1-macro",
                        "precision-micro",
                        "recall-micro",
                        "f1-micro",
                        "precision-weighted",
                        "recall-weighted",
                        "f1-weighted",
                        "calibration-error"),
                Metrics.ofRun(false, false));
    }

    @Test
    void averagedWeightsHaveTheSameBehindAPrefix() {
        List<String> names = Metrics.ofRun(true, true);
        assertEquals(28, names.size());
        assertEquals(List.of("exact-match", "ema-loss", "ema-top1"), names.subList(13, 16));
        assertEquals("ema-exact-match", names.get(27));
    }

    @Test
    void lossAndCalibrationErrorAreBetterLower() {
        for (String name : List.of("loss", "ema-loss", "calibration-error", "ema-calibration-error")) {
            assertFalse(Metrics.isHigherBetter(name), name);
            assertTrue(Metrics.score(name, 0.2) > Metrics.score(name, 0.3), name);
        }
        for (String name : List.of("top1", "ema-top5", "f1-macro", "map", "exact-match")) {
            assertTrue(Metrics.isHigherBetter(name), name);
            assertTrue(Metrics.score(name, 0.2) < Metrics.score(name, 0.3), name);
        }
    }

    @Test
    void scoresAreFiniteAndTheLeastOfWhatIsNoNumber() {
        assertEquals(-Double.MAX_VALUE, Metrics.score("loss", Double.NaN));
        assertEquals(-Double.MAX_VALUE, Metrics.score("top1", Double.NaN));
        assertEquals(-Double.MAX_VALUE, Metrics.score("loss", Double.POSITIVE_INFINITY));
        assertEquals(-0.7, Metrics.score("loss", 0.7));
        assertEquals(0.7, Metrics.score("top1", 0.7));
    }

    @Test
    void amongEqualsTheLowerLossOfTheSameWeightsIsBetter() {
        double base = Metrics.score("top1", Map.of("top1", 0.8, "loss", 0.5));
        assertTrue(Metrics.score("top1", Map.of("top1", 0.8, "loss", 0.4)) > base);
        assertTrue(Metrics.score("top1", Map.of("top1", 0.8, "loss", Double.NaN)) < base);
        assertTrue(Metrics.score("top1", Map.of("top1", 0.8 + 1e-7, "loss", Double.NaN)) > base);
        assertTrue(Metrics.score("calibration-error", Map.of("calibration-error", 0.1, "loss", 0.4))
                > Metrics.score("calibration-error", Map.of("calibration-error", 0.1, "loss", 0.5)));
        Map<String, Double> lower = Map.of("loss", 9.0, "ema-loss", 0.4, "ema-top1", 0.8);
        Map<String, Double> higher = Map.of("loss", 1.0, "ema-loss", 0.5, "ema-top1", 0.8);
        assertTrue(Metrics.score("ema-top1", lower) > Metrics.score("ema-top1", higher));
        assertEquals(-0.4, Metrics.score("ema-loss", lower));
        assertEquals(-Double.MAX_VALUE, Metrics.score("ema-top1", Map.of("top1", 0.8, "loss", 0.5)));
    }

    @Test
    void unknownNamesComeWithTheNearest() {
        List<String> known = Metrics.ofRun(false, false);
        assertEquals("no metric is called 'top-5'; did you mean 'top5'", start(Metrics.unknown("top-5", known), 48));
        assertEquals(
                "no metric is called 'accuracy'; there are loss, top1, top5, precision-macro",
                start(Metrics.unknown("accuracy", known), 75));
    }

    private static String start(String text, int length) {
        return text.substring(0, Math.min(length, text.length()));
    }
}
