package dev.jimm.app.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
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

    /**
     * Of an image.
     *
     * @param independent whether each class has a probability of its own, as where an image can have several classes;
     *     otherwise all of them add up to 1
     */
    static Prediction of(String image, float[] logits, List<String> names, int top, boolean independent) {
        double[] probabilities = independent ? sigmoid(logits) : softmax(logits);
        List<Ranked> classes = IntStream.range(0, logits.length)
                .boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                .limit(top)
                .map(label -> new Ranked(names.get(label), probabilities[label]))
                .toList();
        return new Prediction(image, classes);
    }

    private static double[] sigmoid(float[] logits) {
        return IntStream.range(0, logits.length)
                .mapToDouble(label -> 1 / (1 + Math.exp(-logits[label])))
                .toArray();
    }

    private static double[] softmax(float[] logits) {
        double most = IntStream.range(0, logits.length)
                .mapToDouble(label -> logits[label])
                .max()
                .orElseThrow();
        double[] parts = IntStream.range(0, logits.length)
                .mapToDouble(label -> Math.exp(logits[label] - most))
                .toArray();
        double sum = Arrays.stream(parts).sum();
        return Arrays.stream(parts).map(part -> part / sum).toArray();
    }
}
