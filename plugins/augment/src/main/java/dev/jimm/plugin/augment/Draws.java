package dev.jimm.plugin.augment;

import java.util.random.RandomGenerator;

/**
 * Distributions, made of uniform draws by arithmetic that is the same on every machine and in every version of Java.
 */
final class Draws {
    private Draws() {}

    /** Of mean 0 and deviation 1, by Marsaglia's polar method. */
    static double normal(RandomGenerator random) {
        double x;
        double square;
        do {
            x = 2 * random.nextDouble() - 1;
            double y = 2 * random.nextDouble() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        return x * Math.sqrt(-2 * StrictMath.log(square) / square);
    }

    /**
     * Of a gamma distribution with scale 1. Marsaglia and Tsang, A Simple Method for Generating Gamma Variables, 2000.
     *
     * @param shape above 0
     */
    static double gamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * StrictMath.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = normal(random);
            double root = 1 + c * x;
            double cube = root * root * root;
            if (cube > 0
                    && StrictMath.log(1 - random.nextDouble())
                            < 0.5 * x * x + d - d * cube + d * StrictMath.log(cube)) {
                return d * cube;
            }
        }
    }

    /** Of a beta distribution with both parameters the same. */
    static double beta(double alpha, RandomGenerator random) {
        double a = gamma(alpha, random);
        return a / (a + gamma(alpha, random));
    }

    /** Numbers from 0 to 1 with the sum 1, of a Dirichlet distribution with all parameters the same. */
    static double[] dirichlet(double alpha, int count, RandomGenerator random) {
        double[] parts = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            parts[i] = gamma(alpha, random);
            sum += parts[i];
        }
        for (int i = 0; i < count; i++) {
            parts[i] /= sum;
        }
        return parts;
    }
}
