package dev.jimm.core.loss;

import dev.jimm.api.data.Reader;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The {@code loss} section. A number that is {@code null} takes timm's value of the chosen loss; one that the loss does
 * not use must not be given.
 *
 * @param smoothing the part of each target that is spread over all classes, in [0, 1)
 * @param targetThreshold bce: targets above it become 1, the others 0; in [0, 1), {@code null} to leave them as they are
 * @param sumClasses bce: whether the classes of a sample are summed, not averaged
 * @param positiveWeights bce: what the part of the classes that are there is multiplied by, one number above 0, or one
 *     a class; none for 1
 * @param alpha jsd: the weight of the divergence between the views of a sample, at least 0; 12
 * @param gammaPositive asymmetric: how much less classes count that are there and known to be, at least 0; 1
 * @param gammaNegative asymmetric: how much less classes count that are not there and known not to be, at least 0; 4
 * @param clip asymmetric-multi-label: the probability below which a class that is not there does not count, in [0, 1);
 *     0.05
 * @param epsilon asymmetric-multi-label: the least probability that a logarithm is taken of, between 0 and 1; 1e-8.
 *     asymmetric-single-label: the part of each target that is spread over all classes, in [0, 1); 0.1
 */
public record LossConfig(
        Name name,
        double smoothing,
        Double targetThreshold,
        boolean sumClasses,
        List<Double> positiveWeights,
        Double alpha,
        Double gammaPositive,
        Double gammaNegative,
        Double clip,
        Double epsilon) {
    /** The losses. */
    public enum Name {
        /** Of the softmax of the logits: for one class a sample. */
        CROSS_ENTROPY,
        /**
         * Binary cross entropy of each class by itself, averaged over samples and classes: for any number of classes.
         */
        BCE,
        /**
         * Cross entropy of the first view of each sample, and the Jensen-Shannon divergence between its views
         * (Hendrycks et al. 2020, "AugMix", arXiv:1912.02781): for one class a sample.
         */
        JSD,
        /**
         * Cross entropy in which what is known already counts less (Ridnik et al. 2021, "Asymmetric Loss For
         * Multi-Label Classification", arXiv:2009.14119): for one class a sample.
         */
        ASYMMETRIC_SINGLE_LABEL,
        /**
         * Binary cross entropy in which what is known already counts less, summed over samples and classes (the same
         * paper): for any number of classes.
         */
        ASYMMETRIC_MULTI_LABEL;

        /** As it is written in a configuration. */
        @Override
        public String toString() {
            return name().replace('_', '-').toLowerCase(Locale.ROOT);
        }

        /** Whether it is for any number of classes a sample. */
        public boolean isMultiLabel() {
            return this == BCE || this == ASYMMETRIC_MULTI_LABEL;
        }

        private boolean mixes() {
            return this == CROSS_ENTROPY || this == BCE;
        }
    }

    private static final Set<Name> ASYMMETRIC = EnumSet.of(Name.ASYMMETRIC_SINGLE_LABEL, Name.ASYMMETRIC_MULTI_LABEL);

    public LossConfig {
        Objects.requireNonNull(name);
        positiveWeights = List.copyOf(positiveWeights);
        requireUsed(name, smoothing != 0, "smoothing", EnumSet.of(Name.CROSS_ENTROPY, Name.BCE, Name.JSD));
        requireUsed(name, targetThreshold != null, "target-threshold", EnumSet.of(Name.BCE));
        requireUsed(name, sumClasses, "sum-classes", EnumSet.of(Name.BCE));
        requireUsed(name, !positiveWeights.isEmpty(), "positive-weights", EnumSet.of(Name.BCE));
        requireUsed(name, alpha != null, "alpha", EnumSet.of(Name.JSD));
        requireUsed(name, gammaPositive != null, "gamma-positive", ASYMMETRIC);
        requireUsed(name, gammaNegative != null, "gamma-negative", ASYMMETRIC);
        requireUsed(name, clip != null, "clip", EnumSet.of(Name.ASYMMETRIC_MULTI_LABEL));
        requireUsed(name, epsilon != null, "epsilon", ASYMMETRIC);
        requirePart("smoothing", smoothing);
        requirePart("target-threshold", targetThreshold);
        requirePart("clip", clip);
        requirePart("epsilon", epsilon);
        requireAtLeast0("alpha", alpha);
        requireAtLeast0("gamma-positive", gammaPositive);
        requireAtLeast0("gamma-negative", gammaNegative);
        if (name == Name.ASYMMETRIC_MULTI_LABEL && epsilon != null && epsilon == 0) {
            throw new IllegalArgumentException("epsilon must be above 0 for " + name + ", is 0");
        }
        if (!positiveWeights.stream().allMatch(weight -> weight > 0 && Float.isFinite(weight.floatValue()))) {
            throw new IllegalArgumentException("positive-weights must be above 0, are " + positiveWeights);
        }
    }

    private static void requireUsed(Name name, boolean given, String key, Set<Name> users) {
        if (given && !users.contains(name)) {
            throw new IllegalArgumentException(
                    key + " is for " + users.stream().map(Name::toString).collect(Collectors.joining(" and "))
                            + ", not for name = " + name + "; leave it out");
        }
    }

    private static void requirePart(String key, Double value) {
        if (value != null && !(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(key + " must be in [0, 1), is " + value);
        }
    }

    private static void requireAtLeast0(String key, Double value) {
        if (value != null && !(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(key + " must be at least 0, is " + value);
        }
    }

    public static LossConfig defaults() {
        return of(Name.CROSS_ENTROPY, 0);
    }

    /** A loss with timm's numbers. */
    public static LossConfig of(Name name, double smoothing) {
        return new LossConfig(name, smoothing, null, false, List.of(), null, null, null, null, null);
    }

    /**
     * Checks that the loss is for what the training gives it.
     *
     * @param splits how many views of each sample a batch has; 0 or 1 for one
     * @param mixing whether images are mixed with each other
     * @throws JimmException CONFIGURATION with all that does not fit
     */
    public void requireFor(Reader reader, int splits, boolean mixing) {
        List<String> problems = new ArrayList<>();
        if (reader.isMultiLabel() && !name.isMultiLabel()) {
            problems.add("is for one class a sample, but samples of this data have several; set loss.name = bce or"
                    + " asymmetric-multi-label");
        }
        if (mixing && !name.mixes()) {
            problems.add("is not for images that are mixed; set augment.mixup = 0 and augment.cutmix = 0, without"
                    + " augment.mix.cutmix-min-max, or take cross-entropy or bce");
        }
        if (name == Name.JSD && splits < 2) {
            problems.add("compares several views of each sample; set augment.splits to 2 or more");
        }
        int classes = reader.classNames().size();
        if (positiveWeights.size() > 1 && positiveWeights.size() != classes) {
            problems.add("takes one of loss.positive-weights, or one a class: there are " + positiveWeights.size()
                    + ", and the data has " + classes + " classes");
        }
        if (!problems.isEmpty()) {
            String start = "loss.name = " + name + " ";
            throw new JimmException(Category.CONFIGURATION, start + String.join("\n" + start, problems));
        }
    }
}
