package dev.jimm.plugin.augment;

import dev.jimm.api.augment.Distributions;
import dev.jimm.api.image.Image;
import java.util.List;
import java.util.random.RandomGenerator;

/** AugMix's mixtures, in single precision as timm's, values cut to whole numbers wherever there is an image. */
final class Mixture {
    private Mixture() {}

    /** Proportions of the chains; their sum is 1. */
    static float[] weights(double alpha, int count, RandomGenerator random) {
        double[] drawn = Distributions.dirichlet(alpha, count, random);
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (float) drawn[i];
        }
        return weights;
    }

    /**
     * The chains mixed with each other, then with the image.
     *
     * @param share the part of the chains in the result
     */
    static Image mixed(Image image, List<Image> chains, float[] weights, float share) {
        byte[] source = image.pixels();
        byte[] result = new byte[source.length];
        byte[][] mixed = chains.stream().map(Image::pixels).toArray(byte[][]::new);
        for (int i = 0; i < result.length; i++) {
            float sum = 0;
            for (int chain = 0; chain < mixed.length; chain++) {
                sum += weights[chain] * (mixed[chain][i] & 0xff);
            }
            result[i] = (byte) blend(source[i] & 0xff, (int) Math.min(255f, sum), share);
        }
        return new Image(image.width(), image.height(), result);
    }

    /** The chains mixed with the image one after the other. */
    static Image blended(Image image, List<Image> chains, float[] weights, float share) {
        float[] shares = shares(weights, share);
        byte[] result = image.pixels().clone();
        for (int chain = 0; chain < shares.length; chain++) {
            byte[] other = chains.get(chain).pixels();
            for (int i = 0; i < result.length; i++) {
                result[i] = (byte) blend(result[i] & 0xff, other[i] & 0xff, shares[chain]);
            }
        }
        return new Image(image.width(), image.height(), result);
    }

    /** The part that each chain takes of what is then there, so that the proportions at the end are as they should. */
    static float[] shares(float[] weights, float share) {
        float[] shares = new float[weights.length];
        float rest = 1;
        for (int i = weights.length - 1; i >= 0; i--) {
            shares[i] = rest > 0 ? weights[i] * share / rest : 0;
            rest *= 1 - shares[i];
        }
        return shares;
    }

    private static int blend(int low, int high, float share) {
        return (int) Math.max(0f, Math.min(255f, low + share * (high - low)));
    }
}
