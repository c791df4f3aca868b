package dev.jimm.core.inference;

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
        double largest = IntStream.range(0, logits.length)
                .mapToDouble(i -> logits[i])
                .max()
                .orElseThrow();
        double[] probabilities = IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i] - largest))
                .toArray();
        double sum = IntStream.range(0, probabilities.length)
                .mapToDouble(i -> probabilities[i])
                .sum();
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] /= sum;
        }
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
                .mapToObj(i -> new Guess(i, classes.isEmpty() ? "" + i : classes.get(i), probabilities[i]))
                .sorted(Comparator.comparingDouble(Guess::probability).reversed())
                .limit(count)
                .toList();
    }
}
