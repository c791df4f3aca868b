package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.Tensor;

/**
 * Square windows over a map, in which attention stays: Liu et al. 2021 (arXiv 2103.14030), section 3.2.
 *
 * <p>In every other block the map is shifted, so that windows join what was apart before. It is shifted in a circle: a
 * window at the edge then has places from both ends of the map, which a mask keeps apart.
 *
 * @param size height and width of a window
 * @param shift by how much the map is shifted, up and to the left
 */
record ShiftedWindows(int size, int shift) {
    /** What is added to the score of two places that must not see each other; as published. */
    private static final double APART = -100;

    /** Attention within windows: (N, windows, size * size, dim) to the same shape. */
    @FunctionalInterface
    interface Attention {
        /** @param mask added to the scores: (windows, 1, size * size, size * size), or {@code null} */
        Tensor forward(Tensor x, Tensor mask, Pass pass);
    }

    /**
     * The windows of a block.
     *
     * @param map height and width of the map
     * @param wanted the size of a window; a map that is smaller is one window
     * @param shifted whether the block shifts; nothing is shifted on a map that is one window
     * @param always whether to keep the size and to shift on every map
     */
    static ShiftedWindows of(int map, int wanted, boolean shifted, boolean always) {
        int shift = shifted ? wanted / 2 : 0;
        return always || map > wanted ? new ShiftedWindows(wanted, shift) : new ShiftedWindows(map, 0);
    }

    /** The attention over a map (N, H, W, dim) of any size, which is padded with zeros to whole windows. */
    Layer over(Attention attention) {
        return (x, pass) -> {
            long height = x.size(1);
            long width = x.size(2);
            Tensor map = shift == 0 ? x : x.roll(new long[] {-shift, -shift}, new long[] {1, 2});
            boolean whole = height % size == 0 && width % size == 0;
            map = whole ? map : map.pad(0, 0, 0, 0, missing(width), 0, missing(height));
            Tensor seen = attention.forward(windows(map), shift == 0 ? null : mask(map), pass);
            seen = map(seen, map.size(1), map.size(2));
            seen = whole ? seen : seen.slice(1, 0, height).slice(2, 0, width);
            return shift == 0 ? seen : seen.roll(new long[] {shift, shift}, new long[] {1, 2});
        };
    }

    private long missing(long length) {
        return (size - length % size) % size;
    }

    /** (N, H, W, dim) to (N, windows, size * size, dim). */
    private Tensor windows(Tensor map) {
        long rows = map.size(1) / size;
        long columns = map.size(2) / size;
        return map.reshape(map.size(0), rows, size, columns, size, map.size(3))
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(map.size(0), rows * columns, (long) size * size, map.size(3));
    }

    /** (N, windows, size * size, dim) to (N, H, W, dim). */
    private Tensor map(Tensor windows, long height, long width) {
        return windows.reshape(windows.size(0), height / size, width / size, size, size, windows.size(3))
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(windows.size(0), height, width, windows.size(3));
    }

    /** Keeps the regions apart that the shift brought into one window: (windows, 1, size * size, size * size). */
    private Tensor mask(Tensor map) {
        // a region's number is the sum of its row's and its column's
        Tensor rows = map.vectorLike(regions(map.size(1), 3)).reshape(1, -1, 1, 1);
        Tensor columns = map.vectorLike(regions(map.size(2), 1)).reshape(1, 1, -1, 1);
        Tensor region = windows(rows.add(columns)).squeeze(0); // (windows, size * size, 1)
        Tensor together = region.equal(region.transpose(1, 2)).unsqueeze(1);
        return together.to(map.type()).sub(1).mul(-APART);
    }

    /** Along a shifted axis: whole windows, then what stayed in the last window, then what came from the other end. */
    private double[] regions(long length, int factor) {
        double[] regions = new double[(int) length];
        for (int i = 0; i < length; i++) {
            regions[i] = i < length - size ? 0 : i < length - shift ? factor : 2 * factor;
        }
        return regions;
    }
}
