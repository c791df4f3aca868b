package dev.jimm.api.nn;

import dev.jimm.api.API;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The one convolution that parallel branches amount to when nothing is trained any more: each branch is a convolution
 * and a batch norm, or a batch norm alone, and they are added. Ding et al. 2021, "RepVGG" (arXiv 2101.03697).
 *
 * <p>Blocks declare it in place of their branches where {@link ParamTable#isFused} asks for it:
 * {@code FusedConv2d.of(conv).branch(scope, "conv_1x1.conv", "conv_1x1.bn", 1).identity(scope, "identity")
 * .at(scope.at("reparam_conv"))}.
 *
 * @param conv the kernel that holds all branches, with their stride, padding, dilation and groups
 * @param branches in the order in which they are added
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record FusedConv2d(Conv2d conv, List<Branch> branches) {
    /** That of {@link Norm#batch()}. */
    private static final double EPSILON = 1e-5;

    /**
     * One of the branches.
     *
     * @param convolution the full name of the scope of its convolution; {@code null} if it is a norm alone
     * @param norm the full name of the scope of its batch norm
     * @param kernel the odd size of its convolution, at most that of the fused one
     */
    public record Branch(String convolution, String norm, int kernel) {}

    public FusedConv2d {
        branches = List.copyOf(branches);
    }

    public static FusedConv2d of(Conv2d conv) {
        return new FusedConv2d(conv.withBias(), List.of());
    }

    /**
     * Adds a convolution and its norm, which are declared below the given scope.
     *
     * @param kernel the odd size of its convolution, at most that of the fused one
     */
    public FusedConv2d branch(Scope scope, String convolution, String norm, int kernel) {
        return with(new Branch(scope.at(convolution).path(), scope.at(norm).path(), kernel));
    }

    /** Adds a norm of the input, which is declared below the given scope. */
    public FusedConv2d identity(Scope scope, String norm) {
        return with(new Branch(null, scope.at(norm).path(), 1));
    }

    private FusedConv2d with(Branch branch) {
        List<Branch> more = new ArrayList<>(branches);
        more.add(branch);
        return new FusedConv2d(conv, more);
    }

    /** Declares {@code weight} and {@code bias}. */
    public Layer at(Scope scope) {
        conv.requireGroups(scope);
        int inputs = conv.in() / conv.groups();
        Param weight = scope.fusedWeight(
                "weight", conv.init(), this::weight, conv.out(), inputs, conv.kernel(), conv.kernel());
        Param bias = scope.fusedWeight("bias", Init.ZEROS, this::bias, conv.out());
        return (x, pass) -> conv.apply(x, pass.value(weight), pass.value(bias));
    }

    private float[] weight(Function<String, float[]> trained) {
        double[] sum = new double[conv.out() * conv.in() / conv.groups() * conv.kernel() * conv.kernel()];
        for (Branch branch : branches) {
            float[] kernels = branch.convolution == null ? unit() : trained.apply(branch.convolution + ".weight");
            add(sum, branch.kernel, kernels, scale(trained, branch));
        }
        return floats(sum);
    }

    /** The 1x1 kernels that give each channel to itself. */
    private float[] unit() {
        int inputs = conv.in() / conv.groups();
        float[] kernels = new float[conv.out() * inputs];
        for (int out = 0; out < conv.out(); out++) {
            kernels[out * inputs + out % inputs] = 1;
        }
        return kernels;
    }

    /** Adds kernels, times the scale of their output, in the middle of the fused ones. */
    private void add(double[] sum, int size, float[] kernels, double[] scale) {
        int area = size * size;
        int border = (conv.kernel() - size) / 2;
        int perOutput = kernels.length / conv.out();
        for (int i = 0; i < kernels.length; i++) {
            int row = i % area / size + border;
            int column = i % size + border;
            sum[(i / area * conv.kernel() + row) * conv.kernel() + column] += scale[i / perOutput] * kernels[i];
        }
    }

    private float[] bias(Function<String, float[]> trained) {
        double[] sum = new double[conv.out()];
        for (Branch branch : branches) {
            double[] scale = scale(trained, branch);
            float[] offset = trained.apply(branch.norm + ".bias");
            float[] mean = trained.apply(branch.norm + ".running_mean");
            for (int out = 0; out < sum.length; out++) {
                sum[out] += offset[out] - mean[out] * scale[out];
            }
        }
        return floats(sum);
    }

    /** What a norm multiplies each channel by. */
    private static double[] scale(Function<String, float[]> trained, Branch branch) {
        float[] weight = trained.apply(branch.norm + ".weight");
        float[] variance = trained.apply(branch.norm + ".running_var");
        double[] scale = new double[weight.length];
        for (int i = 0; i < scale.length; i++) {
            scale[i] = weight[i] / Math.sqrt(variance[i] + EPSILON);
        }
        return scale;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
