package dev.jimm.api.augment;

import dev.jimm.api.API;
import java.util.random.RandomGenerator;

/**
 * Draws whose results depend on the source alone and not on the machine or the version of Java, because they are part of
 * what a run's seed means.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Distributions {
    private Distributions() {}

    /** Normal, mean 0, deviation 1 (Box and Muller 1958). */
    public static double normal(RandomGenerator random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }

    /**
     * Beta with both parameters the same, in [0, 1]; for small parameters nearly always close to 0 or to 1.
     *
     * @param parameter above 0
     */
    public static double beta(double parameter, RandomGenerator random) {
        double difference = logGamma(parameter, random) - logGamma(parameter, random);
        return 1 / (1 + StrictMath.exp(difference));
    }

    /**
     * Dirichlet with all parameters the same: numbers in [0, 1] whose sum is 1.
     *
     * @param parameter above 0
     * @param count of the numbers, at least 1
     */
    public static double[] dirichlet(double parameter, int count, RandomGenerator random) {
        double[] parts = new double[count];
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            parts[i] = logGamma(parameter, random);
            most = Math.max(most, parts[i]);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            parts[i] = StrictMath.exp(parts[i] - most);
            sum += parts[i];
        }
        for (int i = 0; i < count; i++) {
            parts[i] /= sum;
        }
        return parts;
    }

    /**
     * The logarithm of a draw from the Gamma distribution of a shape and scale 1 (Marsaglia and Tsang 2000). Where the
     * shape is small the draw itself could be too small for a number.
     */
    private static double logGamma(double shape, RandomGenerator random) {
        double boosted = shape + 2.0 / 3;
        double width = 1 / StrictMath.sqrt(9 * boosted);
        while (true) {
            double x = normal(random);
            double root = 1 + width * x;
            if (root > 0) {
                double logCube = 3 * StrictMath.log(root);
                double limit = x * x / 2 + boosted * (1 - root * root * root + logCube);
                if (StrictMath.log(1 - random.nextDouble()) < limit) {
                    return StrictMath.log(boosted) + logCube + StrictMath.log(1 - random.nextDouble()) / shape;
                }
            }
        }
    }
}
