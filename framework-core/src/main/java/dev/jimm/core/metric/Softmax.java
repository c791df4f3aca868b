package dev.jimm.core.metric;

/**
 * What is needed of the probabilities of a sample's classes.
 *
 * @param likeliest the class, of equal ones the first
 * @param logSum the logarithm of the sum of the exponentials of the logits; NaN where they give no probabilities
 * @param confidence the probability of the likeliest class
 */
public record Softmax(int likeliest, double logSum, double confidence) {
    /** Of a sample, one logit a class. */
    public static Softmax of(float[] logits) {
        int likeliest = 0;
        for (int i = 1; i < logits.length; i++) {
            likeliest = logits[i] > logits[likeliest] ? i : likeliest;
        }
        double most = logits[likeliest];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        return new Softmax(likeliest, Math.log(sum) + most, 1 / sum);
    }

    /** False where a logit is not a number or is infinite (but for minus infinity, a probability of 0). */
    public boolean exists() {
        return !Double.isNaN(logSum);
    }

    /** The probability of a class by its logit. */
    public double probability(float logit) {
        return Math.exp(logit - logSum);
    }
}
