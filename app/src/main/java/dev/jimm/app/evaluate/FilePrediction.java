package dev.jimm.app.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.jimm.core.metric.Logistic;
import dev.jimm.core.metric.Softmax;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a model says of an image.
 *
 * @param image its path
 * @param classes the likeliest ones, the likeliest first
 */
record FilePrediction(String image, List<Ranked> classes) {
    /**
     * A class and its probability, in [0, 1].
     *
     * @param description what it is; {@code null} when its name alone is known
     */
    record Ranked(
            @JsonProperty("class") String name,
            @JsonInclude(JsonInclude.Include.NON_NULL) String description,
            double probability) {}

    /**
     * Of an image.
     *
     * @param descriptions of the classes of which more than the name is known, by name
     * @param independent whether each class has a probability of its own, as where an image can have several classes;
     *     otherwise all of them add up to 1
     */
    static FilePrediction of(
            String image,
            float[] logits,
            List<String> names,
            Map<String, String> descriptions,
            int top,
            boolean independent) {
        Softmax softmax = Softmax.of(logits);
        List<Ranked> classes = IntStream.range(0, logits.length)
                .boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                .limit(top)
                .map(label -> new Ranked(
                        names.get(label),
                        descriptions.get(names.get(label)),
                        independent ? Logistic.probability(logits[label]) : softmax.probability(logits[label])))
                .toList();
        return new FilePrediction(image, classes);
    }
}
