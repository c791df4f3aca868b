package dev.jimm.core.inference;

import dev.jimm.core.metric.Softmax;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What a model says of an image. */
public final class Prediction {
    private final float[] logits;
    private final List<String> classes;

    /**
     * A class and how probable it is.
     *
     * @param index from 0
     * @param name of the class; its index where classes have no names
     */
    public record Guess(int index, String name, double probability) {}

    /** @param classes the names; empty where there are none */
    Prediction(float[] logits, List<String> classes) {
        this.logits = logits;
        this.classes = classes;
    }

    /** One a class. */
    public float[] logits() {
        return logits.clone();
    }

    /** The softmax of the logits: one a class, together 1. */
    public double[] probabilities() {
        Softmax softmax = Softmax.of(logits);
        double[] probabilities = new double[logits.length];
        Arrays.setAll(probabilities, i -> softmax.probability(logits[i]));
        return probabilities;
    }

    /**
     * The most probable classes, the best first.
     *
     * @param count how many, at most all
     */
    public List<Guess> top(int count) {
        double[] probabilities = probabilities();
        return IntStream.range(0, probabilities.length)
                .mapToObj(i -> new Guess(i, classes.isEmpty() ? Integer.toString(i) : classes.get(i), probabilities[i]))
                .sorted(Comparator.comparingDouble(Guess::probability).reversed())
                .limit(count)
                .toList();
    }
}
