package dev.jimm.api.nn;

import dev.jimm.api.API;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** How a tensor starts. Named as in PyTorch and timm; runs without an engine. */
@API(status = API.Status.STABLE, since = "0.1")
@FunctionalInterface
public interface Init {
    Init ZEROS = constant(0);
    Init ONES = constant(1);

    /** Fills all values of a tensor of the given shape (row-major). Draws from nothing but the given generator. */
    void fill(float[] values, long[] shape, RandomGenerator random);

    static Init constant(double value) {
        return (values, shape, random) -> Arrays.fill(values, (float) value);
    }

    /** The given values, in row-major order. */
    static Init values(float[] given) {
        return (values, shape, random) -> System.arraycopy(given, 0, values, 0, values.length);
    }

    static Init uniform(double low, double high) {
        return (values, shape, random) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (low + (high - low) * random.nextDouble());
            }
        };
    }

    static Init normal(double deviation) {
        return (values, shape, random) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
        };
    }

    /** Normal with mean 0, cut at -2 and 2 (absolute values, as timm's {@code trunc_normal_}). */
    static Init truncatedNormal(double deviation) {
        return (values, shape, random) -> {
            for (int i = 0; i < values.length; i++) {
                double value = deviation * random.nextGaussian();
                while (value < -2 || value > 2) {
                    value = deviation * random.nextGaussian();
                }
                values[i] = (float) value;
            }
        };
    }

    /** He et al. 2015 for ReLU: normal with deviation sqrt(2 / fan out). */
    static Init kaimingNormalFanOut() {
        return (values, shape, random) -> normal(Math.sqrt(2.0 / fanOut(shape))).fill(values, shape, random);
    }

    /** He et al. 2015 for ReLU: normal with deviation sqrt(2 / fan in). */
    static Init kaimingNormalFanIn() {
        return (values, shape, random) -> normal(Math.sqrt(2.0 / fanIn(shape))).fill(values, shape, random);
    }

    /** PyTorch's default for convolutions and linear layers: uniform within 1 / sqrt(fan in). */
    static Init torchDefault() {
        return (values, shape, random) -> {
            double bound = 1 / Math.sqrt(fanIn(shape));
            uniform(-bound, bound).fill(values, shape, random);
        };
    }

    /** Glorot and Bengio 2010: uniform within sqrt(6 / (fan in + fan out)). */
    static Init xavierUniform() {
        return (values, shape, random) -> {
            double bound = Math.sqrt(6.0 / (fanIn(shape) + fanOut(shape)));
            uniform(-bound, bound).fill(values, shape, random);
        };
    }

    /** LeCun et al. 1998, as timm has it: normal with deviation sqrt(1 / fan in) after it was cut at two deviations. */
    static Init lecunNormal() {
        // of a normal distribution with deviation 1 that is cut at -2 and 2
        double deviationOfCut = 0.87962566103423978;
        return (values, shape, random) -> {
            double deviation = 1 / (deviationOfCut * Math.sqrt(fanIn(shape)));
            truncatedNormal(1).fill(values, shape, random);
            for (int i = 0; i < values.length; i++) {
                values[i] *= (float) deviation;
            }
        };
    }

    /** The number of inputs that one output of a weight (out, in, kernel...) sees. */
    static long fanIn(long... shape) {
        return receptiveField(shape) * shape[1];
    }

    /** The number of outputs that one input of a weight (out, in, kernel...) reaches. */
    static long fanOut(long... shape) {
        return receptiveField(shape) * shape[0];
    }

    private static long receptiveField(long... shape) {
        if (shape.length < 2) {
            throw new IllegalArgumentException("a tensor of rank " + shape.length + " has no fan in and fan out");
        }
        return Arrays.stream(shape, 2, shape.length).reduce(1, (a, b) -> a * b);
    }
}
