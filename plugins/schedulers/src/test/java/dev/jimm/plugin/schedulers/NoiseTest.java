package dev.jimm.plugin.schedulers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class NoiseTest {
    /** The authors' first numbers for this seed. */
    @Test
    void mersenneTwister() {
        MersenneTwister bits = new MersenneTwister(5489);
        for (long expected : new long[] {3499211612L, 581869302L, 3890346734L, 3586334585L, 545404204L}) {
            assertEquals(expected, Integer.toUnsignedLong(bits.next()));
        }
    }

    /** The C++ standard demands this of std::mt19937; the state was twisted 17 times by then. */
    @Test
    void mersenneTwisterFarOn() {
        MersenneTwister bits = new MersenneTwister(5489);
        for (int i = 1; i < 10_000; i++) {
            bits.next();
        }
        assertEquals(4123659995L, Integer.toUnsignedLong(bits.next()));
    }

    /** What torch prints for manual_seed(0), randn(5) and manual_seed(42), randn(3). */
    @Test
    void normalSamples() {
        assertSamples(0, 1.5410, -0.2934, -2.1788, 0.5684, -1.0845);
        assertSamples(42, 0.3367, 0.1288, 0.2345);
        assertSamples(42 + (1L << 32), 0.3367, 0.1288, 0.2345);
    }

    private static void assertSamples(long seed, double... expected) {
        NormalSamples samples = new NormalSamples(seed);
        for (double sample : expected) {
            assertEquals(sample, samples.next(), 5e-5);
        }
    }

    @Test
    void samplesHaveSinglePrecision() {
        double sample = new NormalSamples(42).next();
        assertEquals((float) sample, sample);
    }

    /** Of an otherwise constant rate at position 2, so that the seed is 42 there. */
    private static double noisy(String options) {
        return Given.schedule("multistep", "decay-milestones = [], noise { " + options + " }", 10)
                        .at(2)
                - 1;
    }

    @Test
    void seedAndPositionTellTheNoise() {
        assertEquals(0.3367, noisy("range = [0], seed = 40"), 5e-5);
    }

    @Test
    void drawsAgainUntilItIsWithinTheLimit() {
        assertEquals(0.1288, noisy("range = [0], seed = 40, pct = 0.3"), 5e-5);
    }

    @Test
    void standardDeviationCountsBeforeTheLimit() {
        assertEquals(0.16835, noisy("range = [0], seed = 40, std = 0.5"), 5e-5);
        assertEquals(0.2576, noisy("range = [0], seed = 40, std = 2"), 1e-4);
    }

    @Test
    void isInProportionToTheRate() {
        Given schedule = Given.schedule("multistep", "decay-milestones = [], noise { range = [0], seed = 40 }", 10);
        assertEquals(0.4 * schedule.at(2), schedule.rate(0.4, 2), 1e-15);
    }

    @Test
    void rangeIsInPartsOfTheEpochs() {
        Given upTo = Given.schedule("multistep", "decay-milestones = [], noise.range = [0.25, 0.75]", 8);
        Given from = Given.schedule("multistep", "decay-milestones = [], noise.range = [0.25]", 8);
        Given none = Given.schedule("multistep", "decay-milestones = []", 8);
        for (int epoch = 0; epoch < 10; epoch++) {
            assertEquals(1, none.at(epoch));
            assertNoise(epoch >= 2 && epoch < 6, upTo, epoch);
            assertNoise(epoch >= 2, from, epoch);
        }
    }

    @Test
    void rangeByUpdates() {
        Given schedule = Given.schedule(
                        "multistep", "decay-milestones = [], on-updates = true, noise.range = [0.25, 0.75]", 8)
                .updatesPerEpoch(5);
        for (int update = 0; update < 40; update++) {
            assertNoise(update >= 10 && update < 30, schedule, update);
        }
    }

    @Test
    void noneBeforeTheFirstUpdate() {
        assertNoise(false, Given.schedule("multistep", "decay-milestones = [], noise.range = [0]", 8), 0);
    }

    @Test
    void warmUpIsNoisyToo() {
        Given warming = Given.schedule("cosine", "warmup-epochs = 4, warmup-lr = 0, noise.range = [0]", 8);
        assertNotEquals(0.5, warming.at(2));
        assertEquals(0.5, warming.at(2), 0.67 * 0.5);
    }

    private static void assertNoise(boolean expected, Given schedule, int position) {
        assertEquals(expected, schedule.at(position) != 1, "noise at position " + position);
    }
}
