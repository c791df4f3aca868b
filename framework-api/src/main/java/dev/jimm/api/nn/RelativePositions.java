package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * The pairs of places in a window, sorted by the offset between them: what turns a table with a row an offset into a
 * bias of attention scores. Shaw et al. 2018 (arXiv 1803.02155), in two dimensions as by Liu et al. 2021 (2103.14030).
 *
 * <p>{@code RelativePositions.at(scope, 7, 7, false)}; blocks with windows of one size can share it. Offsets are in the
 * order of timm and of the published weights: by row, then by column, each from minus the most to the most.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class RelativePositions {
    private static final int OFFSETS_OF_CLASS_TOKEN = 3;

    private final int height;
    private final int width;
    private final boolean classToken;
    private final Param index;

    private RelativePositions(int height, int width, boolean classToken, Param index) {
        this.height = height;
        this.width = width;
        this.classToken = classToken;
        this.index = index;
    }

    /**
     * Declares the constant {@code relative_position_index}.
     *
     * @param classToken whether a class token stands before the window's places. It adds three offsets, the last ones:
     *     from it to a place, from a place to it, and from it to itself; Bao et al. 2021 (2106.08254)
     */
    public static RelativePositions at(Scope scope, int height, int width, boolean classToken) {
        long length = (long) height * width + (classToken ? 1 : 0);
        Param index =
                scope.constantIndex("relative_position_index", () -> index(height, width, classToken), length * length);
        return new RelativePositions(height, width, classToken, index);
    }

    /** The number of rows that a table needs. */
    public int offsets() {
        return (2 * height - 1) * (2 * width - 1) + (classToken ? OFFSETS_OF_CLASS_TOKEN : 0);
    }

    /** Declares {@code relative_position_bias_table}, (offsets, heads), which adapts to square windows of another size. */
    public Param table(Scope scope, Init init, int heads) {
        Adaptation adaptation = Adaptations.relativeBiases(classToken ? OFFSETS_OF_CLASS_TOKEN : 0);
        return scope.weight("relative_position_bias_table", init, adaptation, offsets(), heads);
    }

    /** A table of scores (offsets, heads) as a bias (heads, length, length) of the scores of queries and keys. */
    public Tensor bias(Tensor table, Pass pass) {
        int length = height * width + (classToken ? 1 : 0);
        return table.indexSelect(0, pass.value(index))
                .reshape(length, length, table.size(1))
                .permute(2, 0, 1)
                .contiguous();
    }

    /** The offset of each pair, query by query. */
    private static int[] index(int height, int width, boolean classToken) {
        int first = classToken ? 1 : 0;
        int length = height * width + first;
        int ofPlaces = (2 * height - 1) * (2 * width - 1);
        int[] index = new int[length * length];
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                boolean fromToken = query < first;
                boolean toToken = key < first;
                index[query * length + key] = fromToken || toToken
                        ? ofPlaces + (!toToken ? 0 : !fromToken ? 1 : 2)
                        : offset(query - first, key - first, height, width);
            }
        }
        return index;
    }

    private static int offset(int query, int key, int height, int width) {
        int rows = query / width - key / width;
        int columns = query % width - key % width;
        return (rows + height - 1) * (2 * width - 1) + columns + width - 1;
    }
}
