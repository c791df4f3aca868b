package dev.jimm.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SamplerTest {
    @Test
    void sequentialIsTheReadersOrder() {
        assertArrayEquals(new int[] {0, 1, 2, 3}, Sampler.sequential().order(4, 17));
    }

    @Test
    void shuffledVisitsEverySampleOnce() {
        int[] order = Sampler.shuffled(1).order(1000, 3);
        assertFalse(Arrays.equals(Sampler.sequential().order(1000, 3), order));
        Arrays.sort(order);
        assertArrayEquals(Sampler.sequential().order(1000, 3), order);
    }

    /** The numbers are part of what a seed means: a change breaks the resuming of runs. */
    @Test
    void shuffledIsAFixedFunctionOfSeedAndEpoch() {
        assertArrayEquals(
                new int[] {0, 3, 1, 7, 4, 6, 2, 9, 8, 5}, Sampler.shuffled(42).order(10, 0));
        assertArrayEquals(
                new int[] {8, 6, 1, 4, 3, 2, 7, 0, 9, 5}, Sampler.shuffled(42).order(10, 1));
        assertArrayEquals(
                new int[] {8, 2, 3, 0, 9, 4, 5, 7, 6, 1}, Sampler.shuffled(43).order(10, 0));
    }

    @Test
    void shuffledIsUniform() {
        int[] firsts = new int[5];
        for (int epoch = 0; epoch < 10_000; epoch++) {
            firsts[Sampler.shuffled(7).order(5, epoch)[0]]++;
        }
        for (int count : firsts) {
            assertEquals(2000, count, 200);
        }
    }
}
