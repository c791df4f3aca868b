package dev.jimm.plugin.optimizers;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;

/**
 * The nearest orthogonal matrix, roughly: an odd polynomial, applied again and again, drives all singular values
 * towards 1, and needs nothing but products of matrices. Computed in bfloat16.
 *
 * @param steps how often a polynomial is applied
 * @param eps what the norm is taken to be where it is less
 * @param safetyFactor what the norm is multiplied by, so that rounding does not leave singular values above 1
 * @param scaleEps whether eps * sqrt(columns / rows) is added to the norm instead, which damps matrices of all widths
 *     alike (<a href="https://arxiv.org/abs/2512.05620">arXiv 2512.05620</a>)
 */
record NewtonSchulz(
        int steps, NewtonSchulzCoefficients coefficients, double eps, double safetyFactor, boolean scaleEps) {
    /** The number of multiplications up to which a product of matrices is a small one. */
    private static final long SMALL_PRODUCT = 16 * 16 * 16;

    /** Of a matrix, or of each in a batch of them (rank 3); in bfloat16. */
    Tensor orthogonal(Tensor matrix) {
        boolean tall = matrix.size(-2) > matrix.size(-1);
        Tensor low = matrix.to(ElementType.BFLOAT16);
        Tensor wide = (tall ? low.transpose(-2, -1) : low).contiguous();
        Tensor x = wide.div(size(wide, matrix));
        for (int step = 0; step < steps; step++) {
            double[] abc = coefficients.at(step);
            Tensor square = x.matmul(x.transpose(-2, -1));
            Tensor even = sum(square, abc[1], square, square, abc[2]);
            x = sum(x, abc[0], even, x, 1);
        }
        return tall ? x.transpose(-2, -1) : x;
    }

    /** At least the largest singular value. */
    private Tensor size(Tensor wide, Tensor matrix) {
        Tensor norm = wide.normKeep(-2, -1).to(ElementType.FLOAT32).mul(safetyFactor);
        Tensor size = scaleEps
                ? norm.add(eps * Math.sqrt((double) matrix.size(-1) / matrix.size(-2)))
                : norm.clamp(eps, Double.POSITIVE_INFINITY);
        return size.to(ElementType.BFLOAT16);
    }

    /**
     * {@code beta * c + alpha * a b}. A small product is added up term by term, and rounded to bfloat16 after each, as
     * PyTorch's plain kernel did in the reference runs: rounding shows in what becomes of a small matrix.
     */
    private static Tensor sum(Tensor c, double beta, Tensor a, Tensor b, double alpha) {
        long terms = b.size(-2);
        if (c.rank() > 2 || terms * c.size(0) * c.size(1) > SMALL_PRODUCT) {
            return c.addMatmul(a, b, beta, alpha);
        }
        Tensor columns = a.to(ElementType.FLOAT32);
        Tensor rows = b.to(ElementType.FLOAT32).mul(alpha);
        Tensor sum = c.mul(bfloat16(beta));
        for (long i = 0; i < terms; i++) {
            Tensor term = columns.slice(1, i, i + 1).mul(rows.slice(0, i, i + 1));
            sum.add_(term.to(ElementType.BFLOAT16), 1);
        }
        return sum;
    }

    /** To the nearest of the numbers with 8 significant bits, in a tie to the even one. */
    private static double bfloat16(double value) {
        int bits = Float.floatToIntBits((float) value);
        int half = 0x7fff + (bits >>> 16 & 1);
        return Float.intBitsToFloat(bits + half & 0xffff0000);
    }
}
