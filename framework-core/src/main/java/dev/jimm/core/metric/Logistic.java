package dev.jimm.core.metric;

/** Probabilities of classes that do not exclude each other. */
public final class Logistic {
    private Logistic() {}

    /** The probability of a class, in [0, 1], by its logit. */
    public static double probability(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** The negative logarithm of the probability that the class is not there: log(1 + exp(logit)). */
    public static double softplus(double logit) {
        return Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
    }
}
