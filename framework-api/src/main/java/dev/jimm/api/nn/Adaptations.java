package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;

/**
 * How the usual tables of positions are made from those of another image size; each as timm does it. Saved tables are
 * taken to be of square images.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Adaptations {
    private Adaptations() {}

    /**
     * Positions of tokens, row by row: (1, prefix + height width, dim). The grid is resized as in
     * {@link #resizePositions}; the prefix stays as it is. timm's {@code resample_abs_pos_embed}.
     *
     * @param prefix the number of positions before the grid's, of class and register tokens
     */
    public static Adaptation positions(int prefix) {
        return (saved, shape) -> {
            requireSameAxes(saved, shape, 0, 2);
            long size = side(shape[1] - prefix, "positions of patches in the model");
            return resizePositions(saved, prefix, size, size);
        };
    }

    /**
     * Resizes the grid of a table (1, prefix + height width, dim), which must be square, bicubically with antialiasing; a
     * table that already has that size is returned as it is. Gradients flow through it.
     *
     * @return (1, prefix + height width, dim) of the given height and width
     */
    public static Tensor resizePositions(Tensor table, int prefix, long height, long width) {
        long saved = side(table.size(1) - prefix, "positions of patches in the table");
        if (saved == height && saved == width) {
            return table;
        }
        long dim = table.size(2);
        Tensor grid = table.slice(1, prefix, table.size(1))
                .reshape(1, saved, saved, dim)
                .permute(0, 3, 1, 2)
                .bicubic(height, width, true)
                .permute(0, 2, 3, 1)
                .reshape(1, height * width, dim);
        return prefix == 0 ? grid : table.slice(1, 0, prefix).cat(1, grid);
    }

    /** Positions as a map (1, C, H, W), resized bicubically with antialiasing. */
    public static Adaptation positionMap() {
        return (saved, shape) -> {
            requireSameAxes(saved, shape, 0, 1);
            return saved.bicubic(shape[2], shape[3], true);
        };
    }

    /**
     * Positions of tokens in blocks: (1, blocks, tokens of a block, dim), blocks and tokens row by row. The map that they
     * make up is resized bicubically, without antialiasing: timm's {@code resize_pos_embed} of nest.py.
     */
    public static Adaptation blockedPositions() {
        return (saved, shape) -> {
            requireSameAxes(saved, shape, 0, 3);
            long blocks = side(saved.size(1), "blocks in the table");
            long block = side(saved.size(2), "tokens of a block in the table");
            long newBlocks = side(shape[1], "blocks in the model");
            long newBlock = side(shape[2], "tokens of a block in the model");
            return saved.reshape(blocks, blocks, block, block, shape[3])
                    .permute(4, 0, 2, 1, 3)
                    .reshape(1, shape[3], blocks * block, blocks * block)
                    .bicubic(newBlocks * newBlock, newBlocks * newBlock, false)
                    .reshape(shape[3], newBlocks, newBlock, newBlocks, newBlock)
                    .permute(1, 3, 2, 4, 0)
                    .reshape(shape);
        };
    }

    /**
     * Biases of attention by relative position within a square window: ((2 window - 1)^2 + extra, heads), of which the
     * extra ones at the end, those of class tokens, stay as they are. timm's {@code resize_rel_pos_bias_table}, after
     * Bao et al. 2021 (arXiv 2106.08254): a saved distance comes to stand for a larger one, the more so the larger it is,
     * and what lies between is interpolated linearly.
     *
     * @param extra the number of entries that belong to no relative position
     */
    public static Adaptation relativeBiases(int extra) {
        return (saved, shape) -> {
            requireSameAxes(saved, shape, 1);
            long rows = saved.size(0) - extra;
            int size = windowSide(rows, "relative positions in the table");
            int newSize = windowSide(shape[0] - extra, "relative positions in the model");
            Tensor shares = saved.vectorLike(Distances.shares(size, newSize)).reshape(newSize, size);
            Tensor biases =
                    saved.slice(0, 0, rows).reshape(size, size, shape[1]).permute(2, 0, 1);
            Tensor resized = shares.matmul(biases)
                    .matmul(shares.transpose(0, 1)) // (heads, new size, new size)
                    .permute(1, 2, 0)
                    .reshape(shape[0] - extra, shape[1]);
            return extra == 0 ? resized : resized.cat(0, saved.slice(0, rows, saved.size(0)));
        };
    }

    /**
     * Kernels (out, in, height, width) that project patches, for patches of another size: in a patch that was resized
     * bicubically with antialiasing, the new kernel sees as nearly as can be what the saved one saw before; exactly where
     * the new patch is the larger one. timm's {@code resample_patch_embed}, after Beyer et al. 2022 (arXiv 2212.08013,
     * FlexiViT).
     */
    public static Adaptation patches() {
        return (saved, shape) -> {
            requireSameAxes(saved, shape, 0, 1);
            return resized(saved, 2, shape[2])
                    .matmul(saved)
                    .matmul(resized(saved, 3, shape[3]).transpose(0, 1));
        };
    }

    private static Tensor resized(Tensor kernels, int axis, long size) {
        double[] shares = PatchKernels.shares(kernels.size(axis), size);
        return kernels.vectorLike(shares).reshape(size, kernels.size(axis));
    }

    private static void requireSameAxes(Tensor saved, long[] shape, int... axes) {
        boolean same = saved.rank() == shape.length;
        for (int i = 0; same && i < axes.length; i++) {
            same = saved.size(axes[i]) == shape[axes[i]];
        }
        if (!same) {
            throw new IllegalArgumentException(Shapes.text(saved.shape()) + " cannot be resized to "
                    + Shapes.text(shape)
                    + ": " + (saved.rank() == shape.length ? "axes " + Arrays.toString(axes) : "the numbers of axes")
                    + " must be equal");
        }
    }

    private static long side(long area, String what) {
        long side = Math.round(Math.sqrt(Math.max(0, area)));
        if (side == 0 || side * side != area) {
            throw new IllegalArgumentException("the " + area + " " + what + " are no square");
        }
        return side;
    }

    private static int windowSide(long area, String what) {
        long side = side(area, what);
        if (side % 2 == 0) {
            throw new IllegalArgumentException("the " + area + " " + what + " are those of no window");
        }
        return Math.toIntExact(side);
    }

    /** The distances -(size / 2) ... size / 2 within windows, and how those of one size stand among those of another. */
    private static final class Distances {
        private static final double LEAST_RATIO = 1.01;
        private static final double LARGEST_RATIO = 1.5;

        /** The shares of the saved distances in the new ones, (new size, size) row by row; each row sums to 1. */
        static double[] shares(int size, int newSize) {
            double[] saved = spread(size / 2, newSize / 2);
            double[] shares = new double[newSize * size];
            for (int row = 0; row < newSize; row++) {
                double distance = Math.min(Math.max(row - newSize / 2, saved[0]), saved[size - 1]);
                int right = 0;
                while (saved[right] < distance) {
                    right++;
                }
                int left = Math.max(right - 1, 0);
                double share = right == left ? 1 : (distance - saved[left]) / (saved[right] - saved[left]);
                shares[row * size + left] += 1 - share;
                shares[row * size + right] += share;
            }
            return shares;
        }

        /** What the saved distances -half ... half stand for: steps that grow in a geometric progression, the first is 1. */
        private static double[] spread(int half, int newHalf) {
            double ratio = ratio(half, newHalf);
            double[] spread = new double[2 * half + 1];
            double step = 1;
            for (int i = 1; i <= half; i++) {
                spread[half + i] = spread[half + i - 1] + step;
                spread[half - i] = -spread[half + i];
                step *= ratio;
            }
            return spread;
        }

        /** The ratio with which so many steps reach the new half, found by bisection to the precision of the original. */
        private static double ratio(int steps, int newHalf) {
            double low = LEAST_RATIO;
            double high = LARGEST_RATIO;
            double ratio = low;
            while (high - low > 1e-6) {
                ratio = (low + high) / 2;
                if ((1 - Math.pow(ratio, steps)) / (1 - ratio) > newHalf) {
                    high = ratio;
                } else {
                    low = ratio;
                }
            }
            return ratio;
        }
    }
}
