package dev.jimm.api.image;

import dev.jimm.api.API;
import java.util.Arrays;

/** Gaussian blur, as Pillow and as torchvision do it. */
@API(status = API.Status.STABLE, since = "0.1")
public final class Blur {
    private static final int PASSES = 3;

    private Blur() {}

    /**
     * Three box filters in each direction, whose radius has a fraction (Gwosdek et al. 2011); to the last bit as
     * Pillow does it.
     *
     * @param radius the standard deviation in pixels, at least 0
     */
    public static Image gaussian(Image image, double radius) {
        if (!(radius >= 0)) {
            throw new IllegalArgumentException("radius must be at least 0, not " + radius);
        }
        Box box = Box.of(boxRadius((float) radius));
        // In both directions whole rows are added up, not single values: this is what the compiler makes fast.
        Image horizontally = Geometry.transpose(vertical(Geometry.transpose(image), box));
        return vertical(horizontally, box);
    }

    /** The radius of the box whose variance, three times, is that of the Gaussian. */
    private static float boxRadius(float radius) {
        float variance = radius * radius / PASSES;
        float length = (float) Math.sqrt(12.0 * variance + 1.0);
        float whole = (float) Math.floor((length - 1.0) / 2.0);
        float fraction = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
        fraction /= 6 * (variance - (whole + 1) * (whole + 1));
        return whole + fraction;
    }

    /**
     * Pixels on each side that count whole, their weight, and the weight of the one behind them; weights are parts of
     * 2^24.
     */
    private record Box(int reach, int weight, int edgeWeight) {
        static Box of(float radius) {
            int reach = (int) radius;
            int weight = (int) ((float) (1 << 24) / (radius * 2 + 1));
            return new Box(reach, weight, ((1 << 24) - (reach * 2 + 1) * weight) / 2);
        }
    }

    private static Image vertical(Image image, Box box) {
        int[][] rows = Rows.of(image);
        int[][] blurred = new int[rows.length][rows[0].length];
        for (int pass = 0; pass < PASSES; pass++) {
            boxFilter(rows, blurred, box);
            int[][] swapped = rows;
            rows = blurred;
            blurred = swapped;
        }
        return Rows.image(rows);
    }

    private static void boxFilter(int[][] rows, int[][] result, Box box) {
        int last = rows.length - 1;
        int[] sums = new int[rows[0].length];
        for (int i = -box.reach(); i <= box.reach(); i++) {
            add(sums, rows[Math.max(0, Math.min(last, i))]);
        }
        for (int y = 0; y <= last; y++) {
            int[] before = rows[Math.max(0, y - box.reach() - 1)];
            int[] behind = rows[Math.min(last, y + box.reach() + 1)];
            weigh(sums, before, behind, box.weight(), box.edgeWeight(), result[y]);
            move(sums, behind, rows[Math.max(0, y - box.reach())]);
        }
    }

    private static void add(int[] sums, int[] row) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i];
        }
    }

    private static void weigh(int[] sums, int[] before, int[] behind, int weight, int edgeWeight, int[] result) {
        for (int i = 0; i < result.length; i++) {
            // The sum can reach 2^32, so the shift is unsigned.
            result[i] = sums[i] * weight + (before[i] + behind[i]) * edgeWeight + (1 << 23) >>> 24;
        }
    }

    private static void move(int[] sums, int[] added, int[] removed) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += added[i] - removed[i];
        }
    }

    /**
     * Weights of a Gaussian in a square, reflected at the edges, as torchvision's {@code gaussian_blur}. Values differ
     * from torchvision's by at most 1 of 255, because it adds up in another order.
     *
     * @param size the width of the square, odd
     * @param sigma the standard deviation in pixels, greater than 0
     */
    public static Image kernel(Image image, int size, double sigma) {
        if (size < 1 || size % 2 == 0) {
            throw new IllegalArgumentException("size must be odd and at least 1, not " + size);
        }
        if (!(sigma > 0)) {
            throw new IllegalArgumentException("sigma must be greater than 0, not " + sigma);
        }
        float[] weights = gaussianWeights(size, sigma);
        float[][] turned = weighted(floats(Geometry.transpose(image)), weights);
        float[][] rows = weighted(transposed(turned), weights);
        byte[] result = new byte[image.pixels().length];
        int to = 0;
        for (float[] row : rows) {
            for (float value : row) {
                result[to++] = (byte) Math.rint(value);
            }
        }
        return new Image(image.width(), image.height(), result);
    }

    private static float[] gaussianWeights(int size, double sigma) {
        double[] exact = new double[size];
        for (int i = 0; i < size; i++) {
            double distance = (i - size / 2) / sigma;
            exact[i] = Math.exp(-0.5 * distance * distance);
        }
        double sum = Arrays.stream(exact).sum();
        float[] weights = new float[size];
        for (int i = 0; i < size; i++) {
            weights[i] = (float) (exact[i] / sum);
        }
        return weights;
    }

    private static float[][] weighted(float[][] rows, float[] weights) {
        float[][] result = new float[rows.length][rows[0].length];
        for (int y = 0; y < rows.length; y++) {
            for (int k = 0; k < weights.length; k++) {
                int row = Padding.REFLECT.source(y + k - weights.length / 2, rows.length);
                addWeighted(result[y], rows[row], weights[k]);
            }
        }
        return result;
    }

    private static void addWeighted(float[] sums, float[] row, float weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i] * weight;
        }
    }

    private static float[][] floats(Image image) {
        float[][] rows = new float[image.height()][image.width() * Image.CHANNELS];
        int from = 0;
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = image.pixels()[from++] & 0xff;
            }
        }
        return rows;
    }

    private static float[][] transposed(float[][] rows) {
        float[][] result = new float[rows[0].length / Image.CHANNELS][rows.length * Image.CHANNELS];
        for (int y = 0; y < result.length; y++) {
            for (int i = 0; i < result[y].length; i++) {
                result[y][i] = rows[i / Image.CHANNELS][y * Image.CHANNELS + i % Image.CHANNELS];
            }
        }
        return result;
    }
}
