package dev.jimm.core.analyze;

import java.util.Arrays;

/**
 * Groups images around leaders: an image joins the nearest leader within the limit, or becomes a leader itself. So the
 * members of a group resemble its leader, and no chain of small steps ties unlike images together.
 *
 * <p>Of two hashes that differ in four bits at most, two of six bands are the same. So only those leaders are compared
 * that share a pair of bands: few, since a pair has some 21 bits. Takes 120 to 180 bytes an image.
 *
 * <p>Many leaders share bands where pictures have one structure in many tones, as drawings may. Of those, the latest
 * {@value #MOST_COMPARED} of each pair are compared: an image that is near to earlier ones only becomes a leader, so
 * that duplicates may be missed and groups fall apart, but none is reported that is not there.
 */
final class NearLeaders {
    /** Bits that two images may differ in to count as nearly the same. */
    static final int MOST_BITS = 4;

    /** Leaders that an image is compared with for each pair of bands. */
    static final int MOST_COMPARED = 200;

    /** Six bands without a gap. */
    private static final long[] BANDS = {
        0x7ffL, 0x7ffL << 11, 0x7ffL << 22, 0x7ffL << 33, 0x3ffL << 44, 0x3ffL << 54,
    };

    private static final long[] PAIRS = pairs();
    private static final int MOST_KEYS = 1 << 21;
    private static final int NONE = -1;

    /** By pair and key: the leader that came last. */
    private final int[][] last;

    /** By pair and leader: the one before it with the same key. */
    private final int[][] previous;

    private final long[] hashes;
    private final long[] tones;

    /**
     * An image is known by its place among all.
     *
     * @param hashes of all images, {@link PerceptualHash#bits}
     * @param tones of all images, {@link PerceptualHash#tones}
     */
    NearLeaders(long[] hashes, long[] tones) {
        this.hashes = hashes;
        this.tones = tones;
        this.last = new int[PAIRS.length][Math.min(MOST_KEYS, 2 * Integer.highestOneBit(Math.max(1, hashes.length)))];
        this.previous = new int[PAIRS.length][hashes.length];
        for (int[] keys : last) {
            Arrays.fill(keys, NONE);
        }
    }

    private static long[] pairs() {
        long[] pairs = new long[BANDS.length * (BANDS.length - 1) / 2];
        int pair = 0;
        for (int one = 0; one < BANDS.length; one++) {
            for (int other = 0; other < one; other++) {
                pairs[pair++] = BANDS[one] | BANDS[other];
            }
        }
        return pairs;
    }

    /** The leader that the image joins: the nearest one compared, of several the earliest; the image itself if it leads now. */
    int leader(int image) {
        int best = NONE;
        int least = MOST_BITS + 1;
        for (int pair = 0; pair < PAIRS.length; pair++) {
            int other = last[pair][key(pair, image)];
            for (int compared = 0; other != NONE && compared < MOST_COMPARED; compared++) {
                int distance = Long.bitCount(hashes[other] ^ hashes[image]);
                boolean better = distance < least || distance == least && other < best;
                if (better && PerceptualHash.sameTones(tones[other], tones[image])) {
                    least = distance;
                    best = other;
                }
                other = previous[pair][other];
            }
        }
        if (best == NONE) {
            lead(image);
            return image;
        }
        return best;
    }

    private void lead(int image) {
        for (int pair = 0; pair < PAIRS.length; pair++) {
            int key = key(pair, image);
            previous[pair][image] = last[pair][key];
            last[pair][key] = image;
        }
    }

    /** Equal for equal bands; that some others get it, too, costs a comparison. */
    private int key(int pair, int image) {
        long mixed = (hashes[image] & PAIRS[pair]) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 40) & last[pair].length - 1;
    }
}
