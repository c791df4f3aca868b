package dev.jimm.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.Reader;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

    /** Seven samples of class 0, two of class 1, none of class 2, one of class 3. */
    private static Reader unbalanced() {
        int[] newLabels = {0, 0, 0, 0, 0, 0, 0, 1, 1, 3};
        int[] all = Sampler.sequential().order(newLabels.length, 0);
        return new ReaderView(Fixtures.reader(newLabels.length), all, List.of("a", "b", "c", "d"), newLabels);
    }

    @Test
    void balancedShowsClassesEquallyOften() {
        Reader reader = unbalanced();
        Sampler sampler = Sampler.balanced(reader, 5);
        int[] totals = new int[4];
        for (int epoch = 0; epoch < 30; epoch++) {
            int[] order = sampler.order(10, epoch);
            assertArrayEquals(order, sampler.order(10, epoch));
            int[] counts = new int[4];
            Set<Integer> ofTheFirst = new TreeSet<>();
            for (int index : order) {
                int label = reader.labels(index)[0];
                counts[label]++;
                totals[label]++;
                if (label == 0) {
                    ofTheFirst.add(index);
                }
            }
            assertEquals(0, counts[2]);
            assertEquals(counts[0], ofTheFirst.size(), "no sample of a large class twice");
            for (int label : new int[] {0, 1, 3}) {
                assertTrue(counts[label] == 3 || counts[label] == 4, Arrays.toString(counts));
            }
        }
        for (int label : new int[] {0, 1, 3}) {
            assertEquals(100, totals[label], 12);
        }
    }

    @Test
    void repeatedShowsTheFirstSamplesSeveralTimes() {
        int[] order = Sampler.shuffled(42).repeated(3).order(10, 0);
        assertArrayEquals(new int[] {0, 0, 0, 3, 3, 3, 1, 1, 1, 7}, order);
    }

    @Test
    void distributedPartsAreEquallyLongAndCoverAll() {
        int[] all = Sampler.shuffled(1).order(10, 4);
        Set<Integer> seen = new TreeSet<>();
        for (int rank = 0; rank < 4; rank++) {
            int[] part = Sampler.shuffled(1).distributed(rank, 4).order(10, 4);
            assertEquals(3, part.length);
            assertEquals(all[rank], part[0]);
            assertEquals(all[4 + rank], part[1]);
            assertEquals(all[(8 + rank) % 10], part[2], "padded from the beginning");
            Arrays.stream(part).forEach(seen::add);
        }
        assertEquals(10, seen.size());
        assertArrayEquals(
                new int[] {1, 3, 0}, Sampler.sequential().distributed(1, 2).order(5, 0));
        assertThrows(IllegalArgumentException.class, () -> Sampler.sequential().distributed(2, 2));
        // Repetitions of a sample go to different processes, as in DeiT.
        assertArrayEquals(
                new int[] {0, 0, 1, 1},
                Sampler.sequential().repeated(4).distributed(1, 2).order(8, 0));
    }
}
