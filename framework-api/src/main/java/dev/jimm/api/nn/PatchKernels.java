package dev.jimm.api.nn;

import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Resize;

/**
 * How a kernel of one size comes from one of another, along one axis. Let B be the matrix that resizes a patch of the old size; what a
 * kernel w sees in the patch x is wx, and a kernel v is sought with vBx = wx for all x: v is w times the pseudo-inverse of B.
 */
final class PatchKernels {
    private static final int LARGEST = 512;

    private PatchKernels() {}

    /**
     * The transposed pseudo-inverse of the matrix that resizes.
     *
     * @return (new size, old size), row by row
     * @throws IllegalArgumentException when no patch has such a size
     */
    static double[] shares(long size, long newSize) {
        if (size < 1 || size > LARGEST || newSize > LARGEST) {
            throw new IllegalArgumentException("patches of " + size + " pixels do not become patches of " + newSize
                    + "; at most " + LARGEST + " do");
        }
        double[][] resizing = Resize.shares((int) size, (int) newSize, Filter.BICUBIC);
        boolean larger = newSize >= size;
        double[][] wide = larger ? transposed(resizing) : resizing;
        double[][] inverse = solved(products(wide), wide);
        double[] shares = new double[(int) (newSize * size)];
        for (int i = 0; i < newSize; i++) {
            for (int j = 0; j < size; j++) {
                shares[(int) (i * size + j)] = larger ? inverse[j][i] : inverse[i][j];
            }
        }
        return shares;
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] transposed = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[0].length; j++) {
                transposed[j][i] = matrix[i][j];
            }
        }
        return transposed;
    }

    /** Of each row with each. */
    private static double[][] products(double[][] rows) {
        double[][] products = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                for (int k = 0; k < rows[i].length; k++) {
                    products[i][j] += rows[i][k] * rows[j][k];
                }
            }
        }
        return products;
    }

    /** X with matrix X = right, by Gauss's elimination; the matrix is positive definite, so that no row need be exchanged. */
    private static double[][] solved(double[][] matrix, double[][] right) {
        double[][] solution = new double[right.length][];
        for (int i = 0; i < right.length; i++) {
            solution[i] = right[i].clone();
        }
        for (int pivot = 0; pivot < matrix.length; pivot++) {
            for (int row = 0; row < matrix.length; row++) {
                if (row != pivot) {
                    double factor = matrix[row][pivot] / matrix[pivot][pivot];
                    subtract(matrix[row], factor, matrix[pivot]);
                    subtract(solution[row], factor, solution[pivot]);
                }
            }
        }
        for (int row = 0; row < matrix.length; row++) {
            for (int k = 0; k < solution[row].length; k++) {
                solution[row][k] /= matrix[row][row];
            }
        }
        return solution;
    }

    private static void subtract(double[] row, double factor, double[] other) {
        for (int k = 0; k < row.length; k++) {
            row[k] -= factor * other[k];
        }
    }
}
