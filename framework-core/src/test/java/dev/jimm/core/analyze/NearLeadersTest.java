package dev.jimm.core.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NearLeadersTest {
    private static NearLeaders of(long... hashes) {
        return new NearLeaders(hashes, new long[hashes.length]);
    }

    @Test
    void fourBitsAreNearAndFiveAreNot() {
        NearLeaders leaders = of(0, 0b1111, 0b11111);
        assertEquals(0, leaders.leader(0));
        assertEquals(0, leaders.leader(1));
        assertEquals(2, leaders.leader(2));
    }

    /** Each is near to the one before, and the last is far from the first. */
    @Test
    void chainsAreNoGroup() {
        NearLeaders leaders = of(0, 0x7, 0x3f);
        assertEquals(0, leaders.leader(0));
        assertEquals(0, leaders.leader(1));
        assertEquals(2, leaders.leader(2));
    }

    @Test
    void theNearestLeaderWinsAndThenTheFirst() {
        NearLeaders leaders = of(0, 0x3f, 0x1f, 0x7);
        assertEquals(0, leaders.leader(0));
        assertEquals(1, leaders.leader(1));
        assertEquals(1, leaders.leader(2));
        assertEquals(0, leaders.leader(3), "three bits from either");
    }

    @Test
    void otherTonesAreAnotherPicture() {
        NearLeaders leaders = new NearLeaders(new long[] {5, 5}, new long[] {0x10, 0x30});
        assertEquals(0, leaders.leader(0));
        assertEquals(1, leaders.leader(1));
    }

    /** Pictures of one structure, each in tones of its own; an image is compared with the latest leaders of them only. */
    @Test
    void comparesWithABoundedNumberOfLeaders() {
        int pictures = 300;
        long[] tones = new long[pictures + 2];
        for (int i = 0; i < pictures; i++) {
            tones[i] = (i & 7) * 2L | (i >> 3 & 7) * 2L << 4 | (i >> 6) * 2L << 8;
        }
        tones[pictures] = tones[pictures - NearLeaders.MOST_COMPARED];
        tones[pictures + 1] = tones[pictures - NearLeaders.MOST_COMPARED - 1];
        NearLeaders leaders = new NearLeaders(new long[tones.length], tones);
        for (int i = 0; i < pictures; i++) {
            assertEquals(i, leaders.leader(i));
        }
        assertEquals(pictures - NearLeaders.MOST_COMPARED, leaders.leader(pictures));
        assertEquals(pictures + 1, leaders.leader(pictures + 1), "the one like it is too long ago");
    }

    /** The bands must miss nobody who is near, whichever bits differ. */
    @Test
    void findsWhatComparingAllFinds() {
        long seed = 7;
        Random random = new Random(seed);
        long[] hashes = new long[3000];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = i % 3 == 0 ? random.nextLong() : hashes[i - 1 - i % 3 / 2];
            for (int flips = random.nextInt(6); flips > 0 && i % 3 != 0; flips--) {
                hashes[i] ^= 1L << random.nextInt(64);
            }
        }
        NearLeaders leaders = of(hashes);
        boolean[] leads = new boolean[hashes.length];
        for (int image = 0; image < hashes.length; image++) {
            int expected = image;
            int least = NearLeaders.MOST_BITS + 1;
            for (int other = 0; other < image; other++) {
                int distance = Long.bitCount(hashes[other] ^ hashes[image]);
                if (leads[other] && distance < least) {
                    expected = other;
                    least = distance;
                }
            }
            leads[image] = expected == image;
            assertEquals(expected, leaders.leader(image), "seed " + seed + ", image " + image);
        }
    }
}
