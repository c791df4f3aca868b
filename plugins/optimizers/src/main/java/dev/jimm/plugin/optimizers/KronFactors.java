package dev.jimm.plugin.optimizers;

import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The preconditioner of {@link Kron} for one parameter: the Kronecker product Q of one factor an axis, an upper
 * triangular matrix, or the diagonal of one as a vector. A gradient g is preconditioned to Q'Q g.
 *
 * @param factors in the order of the axes; changed in place
 */
record KronFactors(List<Tensor> factors) {
    /** Added to divisors, lest they be 0. */
    private static final double TINY = 0x1p-126;

    /** One letter an axis. */
    private static final String AXES = "abcdefghijklm";

    static final int MOST_AXES = AXES.length();

    /** The gradient, preconditioned. */
    Tensor precondition(Tensor gradient) {
        return product(product(gradient, false), true);
    }

    /**
     * Moves the factors to where preconditioned gradients look more like white noise.
     *
     * @param noise normal, of the gradient's shape
     * @param rate how far, in (0, 1]
     */
    void fit(Tensor gradient, Tensor noise, double rate) {
        Tensor whitened = product(gradient, false);
        Tensor expected = quotient(noise);
        for (int axis = 0; axis < factors.size(); axis++) {
            Tensor factor = factors.get(axis);
            Tensor is = products(whitened, axis);
            Tensor shouldBe = products(expected, axis);
            Tensor sum = is.add(shouldBe);
            Tensor excess = is.sub(shouldBe);
            Tensor size = isDiagonal(axis) ? sum.max() : spectralNorm(sum);
            Tensor change =
                    isDiagonal(axis) ? excess.mul(factor) : excess.triu(0).matmul(factor);
            factor.addcmul_(change, size.add(TINY).reciprocal(), -rate);
        }
    }

    /** Gives all factors the same largest value, and leaves their product as it is. */
    void balance() {
        List<Tensor> sizes = factors.stream().map(factor -> factor.abs().max()).toList();
        Tensor mean = sizes.stream().reduce(Tensor::mul).orElseThrow().pow(1.0 / factors.size());
        for (int axis = 0; axis < factors.size(); axis++) {
            factors.get(axis).mul_(mean.div(sizes.get(axis)));
        }
    }

    private boolean isDiagonal(int axis) {
        return factors.get(axis).rank() == 1;
    }

    /** The tensor times Q, or times its transpose. */
    private Tensor product(Tensor tensor, boolean transposed) {
        Tensor result = tensor;
        for (int axis = 0; axis < factors.size(); axis++) {
            Tensor factor = factors.get(axis);
            if (isDiagonal(axis)) {
                result = result.mul(factor.reshape(along(axis)));
            } else {
                String matrix = transposed ? axis(axis) + "z" : "z" + axis(axis);
                result = factor.einsum(matrix + "," + axes() + "->" + axesButFor(axis), result);
            }
        }
        return result;
    }

    /** The tensor times the inverse of Q's transpose. */
    private Tensor quotient(Tensor tensor) {
        Tensor result = tensor;
        for (int axis = 0; axis < factors.size(); axis++) {
            Tensor factor = factors.get(axis);
            if (isDiagonal(axis)) {
                result = result.div(factor.reshape(along(axis)));
            } else {
                Tensor rows = result.transpose(axis, -1);
                Tensor solved = rows.reshape(-1, factor.size(0)).solveUpperTriangular(factor);
                result = solved.reshape(rows.shape()).transpose(axis, -1);
            }
        }
        return result;
    }

    /** The scalar products of the slices across an axis: all of them as a matrix, or each slice's with itself. */
    private Tensor products(Tensor tensor, int axis) {
        return isDiagonal(axis)
                ? tensor.einsum(axes() + "," + axes() + "->" + axis(axis), tensor)
                : tensor.einsum(axes() + "," + axesButFor(axis) + "->" + axis(axis) + "z", tensor);
    }

    private String axes() {
        return AXES.substring(0, factors.size());
    }

    private static String axis(int axis) {
        return AXES.substring(axis, axis + 1);
    }

    /** The letters with z for one of them. */
    private String axesButFor(int axis) {
        return axes().replace(axis(axis), "z");
    }

    /** The shape in which a vector is multiplied along an axis. */
    private long[] along(int axis) {
        long[] shape = new long[factors.size()];
        Arrays.fill(shape, 1);
        shape[axis] = -1;
        return shape;
    }

    /** Of a positive matrix, from below: a step of power iteration from its longest row. */
    private static Tensor spectralNorm(Tensor matrix) {
        Tensor largest = matrix.max(); // stands on the diagonal
        Tensor scaled = matrix.div(largest);
        Tensor longest = scaled.norm(1).argmax(0).unsqueeze(0);
        Tensor x = scaled.indexSelect(0, longest).matmul(scaled);
        return x.div(x.norm()).matmul(scaled).norm().mul(largest);
    }
}
