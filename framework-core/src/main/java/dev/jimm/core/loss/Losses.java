package dev.jimm.core.loss;

/** Makes losses of their configuration. */
public final class Losses {
    private static final double ALPHA = 12;
    private static final double GAMMA_POSITIVE = 1;
    private static final double GAMMA_NEGATIVE = 4;
    private static final double CLIP = 0.05;
    private static final double LEAST_PROBABILITY = 1e-8;
    private static final double ASYMMETRIC_SMOOTHING = 0.1;

    private Losses() {}

    /** @param splits how many views of each sample a batch has, one behind the other; used by jsd */
    public static Loss create(LossConfig config, int splits) {
        return switch (config.name()) {
            case CROSS_ENTROPY -> new CrossEntropy(config.smoothing());
            case BCE -> new BinaryCrossEntropy(config.targetThreshold(), config.sumClasses(), config.positiveWeights());
            case JSD -> new JensenShannon(splits, or(config.alpha(), ALPHA), new CrossEntropy(config.smoothing()));
            case ASYMMETRIC_SINGLE_LABEL ->
                new AsymmetricSingleLabel(focus(config), or(config.epsilon(), ASYMMETRIC_SMOOTHING));
            case ASYMMETRIC_MULTI_LABEL ->
                new AsymmetricMultiLabel(
                        focus(config), or(config.clip(), CLIP), or(config.epsilon(), LEAST_PROBABILITY));
        };
    }

    private static Focus focus(LossConfig config) {
        return new Focus(or(config.gammaPositive(), GAMMA_POSITIVE), or(config.gammaNegative(), GAMMA_NEGATIVE));
    }

    private static double or(Double given, double usual) {
        return given == null ? usual : given;
    }
}
