package dev.jimm.api.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionsTest {
    private static final long SEED = 41;
    private static final int DRAWS = 40_000;

    private static double[] sorted(ToDoubleFunction<RandomGenerator> draw) {
        RandomGenerator random = new SplittableRandom(SEED);
        return DoubleStream.generate(() -> draw.applyAsDouble(random))
                .limit(DRAWS)
                .sorted()
                .toArray();
    }

    /** The test of Kolmogorov and Smirnov; a right distribution fails for one seed in a thousand. */
    private static void assertDistributed(double[] sorted, DoubleUnaryOperator cumulative) {
        double most = 0;
        for (int i = 0; i < sorted.length; i++) {
            double expected = cumulative.applyAsDouble(sorted[i]);
            most = Math.max(most, Math.abs(expected - (double) i / sorted.length));
            most = Math.max(most, Math.abs(expected - (i + 1.0) / sorted.length));
        }
        assertEquals(0, most, 1.95 / Math.sqrt(sorted.length), "seed " + SEED);
    }

    @Test
    void betaHasItsDistribution() {
        assertDistributed(sorted(random -> Distributions.beta(1, random)), x -> x);
        assertDistributed(sorted(random -> Distributions.beta(2, random)), x -> x * x * (3 - 2 * x));
        assertDistributed(
                sorted(random -> Distributions.beta(0.5, random)), x -> 2 / Math.PI * Math.asin(Math.sqrt(x)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.2, 0.8, 5, 100})
    void betaHasItsMeanAndVariance(double parameter) {
        double[] draws = sorted(random -> Distributions.beta(parameter, random));
        double variance = 1 / (4 * (2 * parameter + 1));
        double mean = DoubleStream.of(draws).average().orElseThrow();
        assertEquals(0.5, mean, 4 * Math.sqrt(variance / DRAWS), "seed " + SEED);
        double found =
                DoubleStream.of(draws).map(x -> (x - 0.5) * (x - 0.5)).average().orElseThrow();
        assertEquals(variance, found, 0.03 * variance, "seed " + SEED);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 1000})
    void betaOfExtremeParametersIsANumberFromZeroToOne(double parameter) {
        double[] draws = sorted(random -> Distributions.beta(parameter, random));
        assertTrue(DoubleStream.of(draws).allMatch(x -> x >= 0 && x <= 1), "seed " + SEED);
        double near = DoubleStream.of(draws).filter(x -> x < 0.1 || x > 0.9).count() / (double) DRAWS;
        assertEquals(parameter < 1 ? 1 : 0, near, 0.05, "seed " + SEED);
    }

    @Test
    void normalHasItsMoments() {
        double[] draws = sorted(Distributions::normal);
        assertEquals(0, DoubleStream.of(draws).average().orElseThrow(), 4 / Math.sqrt(DRAWS), "seed " + SEED);
        assertEquals(1, DoubleStream.of(draws).map(x -> x * x).average().orElseThrow(), 0.03, "seed " + SEED);
        assertEquals(3, DoubleStream.of(draws).map(x -> x * x * x * x).average().orElseThrow(), 0.2, "seed " + SEED);
        assertEquals(1.96, draws[(int) (0.975 * DRAWS)], 0.05, "seed " + SEED);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5, 1, 3})
    void dirichletHasItsMoments(double parameter) {
        // Each part by itself has a beta distribution with the parameters alpha and 2 alpha.
        double variance = 2 / (9 * (3 * parameter + 1));
        double[] draws = sorted(random -> Distributions.dirichlet(parameter, 3, random)[1]);
        double mean = DoubleStream.of(draws).average().orElseThrow();
        assertEquals(1.0 / 3, mean, 4 * Math.sqrt(variance / DRAWS), "seed " + SEED);
        double found = DoubleStream.of(draws)
                .map(x -> (x - 1.0 / 3) * (x - 1.0 / 3))
                .average()
                .orElseThrow();
        assertEquals(variance, found, 0.05 * variance, "seed " + SEED);
        RandomGenerator random = new SplittableRandom(SEED);
        for (int i = 0; i < 100; i++) {
            double sum =
                    Arrays.stream(Distributions.dirichlet(parameter, 5, random)).sum();
            assertEquals(1, sum, 1e-12, "seed " + SEED);
        }
    }
}
