package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;

import dev.jimm.api.nn.Activation;
import java.util.List;

/**
 * What distinguishes one member of the family of {@link ConvNeXt} from another.
 *
 * @param depths the number of blocks of each of the four stages
 * @param dims the width of each stage
 * @param kernelSizes the depthwise kernels: one for all stages or one a stage
 * @param lsInitValue where the layer scale of each block starts, 0 for none
 * @param patchSize the kernel and the stride of a patch stem
 * @param headNormFirst whether the last norm stands before the pooling, not after it
 * @param headHiddenSize the width of a hidden layer of the head, 0 for none; not with head-norm-first
 * @param convMlp whether the perceptrons of the blocks are 1x1 convolutions, not linear layers: the same values, other
 *     shapes of tensors
 * @param useGrn whether the perceptrons have a global response norm (V2)
 * @param actLayer the activation, other than that of the head
 * @param normEps the epsilon of the norms
 */
public record ConvNeXtConfig(
        List<Integer> depths,
        List<Integer> dims,
        List<Integer> kernelSizes,
        double lsInitValue,
        StemType stemType,
        int patchSize,
        boolean headNormFirst,
        int headHiddenSize,
        boolean convMlp,
        boolean useGrn,
        Activation actLayer,
        NormLayer normLayer,
        double normEps) {
    private static final int STAGES = 4;

    /** What makes the first map of the image. */
    public enum StemType {
        /** One convolution of patches that do not overlap. */
        PATCH,
        /** Two 3x3 convolutions of stride 2. */
        OVERLAP,
        /** As overlap, the first half as wide. */
        OVERLAP_TIERED,
        /** As overlap, with an activation between them. */
        OVERLAP_ACT
    }

    /** The normalisation of the channels of each place. */
    public enum NormLayer {
        LAYER,
        RMS,
        /** Division by the deviation. */
        SIMPLE
    }

    public ConvNeXtConfig {
        depths = List.copyOf(depths);
        dims = List.copyOf(dims);
        kernelSizes = List.copyOf(kernelSizes);
        requireStages("depths", depths);
        requireStages("dims", dims);
        require(
                kernelSizes.size() == 1 || kernelSizes.size() == STAGES,
                "kernel-sizes must be one for all stages or one for each of the " + STAGES + ", are " + kernelSizes);
        require(
                kernelSizes.stream().allMatch(kernel -> kernel >= 1 && kernel % 2 == 1),
                "kernel-sizes must be odd, are " + kernelSizes);
        require(lsInitValue >= 0, "ls-init-value must be at least 0, is " + lsInitValue);
        require(patchSize >= 1, "patch-size must be at least 1, is " + patchSize);
        require(headHiddenSize >= 0, "head-hidden-size must be at least 0, is " + headHiddenSize);
        require(
                headHiddenSize == 0 || !headNormFirst,
                "head-hidden-size must be 0 with head-norm-first, is " + headHiddenSize);
        require(normEps > 0, "norm-eps must be more than 0, is " + normEps);
    }

    private static void requireStages(String key, List<Integer> values) {
        require(
                values.size() == STAGES && values.stream().allMatch(value -> value >= 1),
                key + " must be " + STAGES + " numbers, at least 1 each, are " + values);
    }

    int kernelSize(int stage) {
        return kernelSizes.get(kernelSizes.size() == 1 ? 0 : stage);
    }

    /** The number of blocks of all stages. */
    int blocks() {
        return depths.stream().mapToInt(Integer::intValue).sum();
    }
}
