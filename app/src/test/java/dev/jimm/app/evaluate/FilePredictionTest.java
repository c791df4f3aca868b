package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.app.text.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilePredictionTest {
    private static final List<String> NAMES = List.of("cat", "dog", "horse");

    @Test
    void ranksClassesByProbability() {
        // exp(0) : exp(ln 6) : exp(ln 3) = 1 : 6 : 3
        float[] logits = {1000, 1000 + (float) Math.log(6), 1000 + (float) Math.log(3)};
        FilePrediction prediction = FilePrediction.of("a.jpg", logits, NAMES, Map.of(), 2, false);
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
                FilePrediction.of("a.jpg", new float[3], NAMES, Map.of(), 5, false)
                        .classes()
                        .size());
    }

    @Test
    void classesOfTheirOwnHaveProbabilitiesOfTheirOwn() {
        FilePrediction prediction = FilePrediction.of("a.jpg", new float[] {0, 2, -2}, NAMES, Map.of(), 3, true);
        assertEquals(
                List.of(0.8807970779778823, 0.5, 0.11920292202211755),
                prediction.classes().stream()
                        .map(FilePrediction.Ranked::probability)
                        .toList());
    }

    @Test
    void tellsWhatAClassIsWhereThatIsKnown() {
        FilePrediction prediction = FilePrediction.of(
                "a.jpg", new float[] {3, 2, 1}, NAMES, Map.of("cat", "meows", "dog", "dog"), 3, false);
        List<FilePrediction.Ranked> classes = prediction.classes();
        assertEquals(
                List.of("cat (meows)", "dog", "horse"),
                classes.stream().map(PredictCommand::named).toList());
        assertEquals(
                "{\"class\":\"cat\",\"description\":\"meows\",\"probability\":0.5}",
                Json.line(new FilePrediction.Ranked("cat", "meows", 0.5)));
        assertEquals("{\"class\":\"cat\",\"probability\":0.5}", Json.line(new FilePrediction.Ranked("cat", null, 0.5)));
    }

    @Test
    void whatTheClassesAreCalledCannotCommandATerminal() {
        assertEquals(
                "a<001B>[2J (b c<200E>)",
                PredictCommand.named(new FilePrediction.Ranked("a\u001b[2J", "b\nc\u200e", 1)));
        assertEquals(
                "a (" + "x".repeat(60) + "...)",
                PredictCommand.named(new FilePrediction.Ranked("a", "x".repeat(61), 1)));
    }
}
