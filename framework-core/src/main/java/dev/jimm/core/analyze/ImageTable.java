package dev.jimm.core.analyze;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;

/**
 * What was measured of each image, by its place in the reader: 49 bytes an image, since there may be millions. Threads
 * may fill the places of different images at once.
 */
final class ImageTable {
    /** Broken images whose reasons are kept: the first of them. */
    static final int REASONS = 1000;

    private static final byte READABLE = 1;
    private static final byte GRAY = 2;
    private static final byte PLAIN = 4;
    private static final byte GRAY_16 = 8;
    private static final byte TURNED = 16;

    private final int[] widths;
    private final int[] heights;
    private final long[] fileBytes;
    private final long[] hashes;
    private final long[] tones;
    private final long[] digests;
    private final long[] moreDigests;
    private final byte[] flags;
    private final ConcurrentSkipListMap<Integer, String> reasons = new ConcurrentSkipListMap<>();

    ImageTable(int images) {
        widths = new int[images];
        heights = new int[images];
        fileBytes = new long[images];
        hashes = new long[images];
        tones = new long[images];
        digests = new long[images];
        moreDigests = new long[images];
        flags = new byte[images];
    }

    /**
     * One image.
     *
     * @param fileBytes 0 where the data set is made of pixels
     * @param digest 128 bits of a hash of the bytes, in two parts
     * @param gray whether all of its pixels are
     * @param gray16 whether it is a PNG of 16-bit gray
     * @param turned whether its camera noted that it lies on its side
     */
    record Entry(
            int width,
            int height,
            long fileBytes,
            PerceptualHash hash,
            long digest,
            long moreDigest,
            boolean gray,
            boolean gray16,
            boolean turned) {}

    void set(int image, Entry entry) {
        widths[image] = entry.width();
        heights[image] = entry.height();
        fileBytes[image] = entry.fileBytes();
        hashes[image] = entry.hash().bits();
        tones[image] = entry.hash().tones();
        digests[image] = entry.digest();
        moreDigests[image] = entry.moreDigest();
        flags[image] = (byte) (READABLE
                | (entry.gray() ? GRAY : 0)
                | (entry.hash().plain() ? PLAIN : 0)
                | (entry.gray16() ? GRAY_16 : 0)
                | (entry.turned() ? TURNED : 0));
    }

    void setBroken(int image, String reason) {
        reasons.put(image, reason);
        if (reasons.size() > REASONS) {
            reasons.pollLastEntry();
        }
    }

    int size() {
        return flags.length;
    }

    int width(int image) {
        return widths[image];
    }

    int height(int image) {
        return heights[image];
    }

    long fileBytes(int image) {
        return fileBytes[image];
    }

    /** As {@link PerceptualHash#bits}. */
    long[] hashes() {
        return hashes;
    }

    /** As {@link PerceptualHash#tones}. */
    long[] tones() {
        return tones;
    }

    long digest(int image) {
        return digests[image];
    }

    long moreDigest(int image) {
        return moreDigests[image];
    }

    boolean isReadable(int image) {
        return (flags[image] & READABLE) != 0;
    }

    /** Whether the image is of one colour. */
    boolean isPlain(int image) {
        return (flags[image] & PLAIN) != 0;
    }

    /** The images that could be read, in order. */
    IntStream readable() {
        return IntStream.range(0, flags.length).filter(this::isReadable);
    }

    /** Why images could not be read, by their places; the first {@link #REASONS}. */
    Map<Integer, String> reasons() {
        return reasons;
    }

    int gray() {
        return count(GRAY);
    }

    int plain() {
        return count(PLAIN);
    }

    int gray16() {
        return count(GRAY_16);
    }

    int turned() {
        return count(TURNED);
    }

    int broken() {
        return size() - count(READABLE);
    }

    private int count(byte flag) {
        int count = 0;
        for (byte each : flags) {
            count += (each & flag) != 0 ? 1 : 0;
        }
        return count;
    }
}
