package dev.jimm.app.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a model says of an image.
 *
 * @param image its path
 * @param classes the likeliest ones, the likeliest first
 */
record Prediction(String image, List<Ranked> classes) {
    /** A class and its probability, in [0, 1]. */
    record Ranked(@JsonProperty("class") String name, double probability) {}

    static Prediction of(String image, float[] logits, List<String> names, int top) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        double greatest = most;
        double total = sum;
        List<Ranked> classes = IntStream.range(0, logits.length)
                .boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                .limit(top)
                .map(label -> new Ranked(names.get(label), Math.exp(logits[label] - greatest) / total))
                .toList();
        return new Prediction(image, classes);
    }

    /** As a table, the header first, a row for each class of each image. */
    static List<Object[]> rows(List<Prediction> predictions) {
        List<Object[]> rows = new ArrayList<>();
        rows.add(new Object[] {"image", "rank", "class", "probability"});
        for (Prediction prediction : predictions) {
            for (int i = 0; i < prediction.classes().size(); i++) {
                Ranked ranked = prediction.classes().get(i);
                rows.add(new Object[] {prediction.image(), i + 1, ranked.name(), ranked.probability()});
            }
        }
        return rows;
    }
}
