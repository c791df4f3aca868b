package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;

import java.util.List;

/**
 * What distinguishes one {@link SeNet} from another.
 *
 * @param layers the number of blocks of each of the four stages
 * @param groups the number of groups of a block's last 3x3 convolution
 * @param reduction by how much squeeze-and-excite reduces the channels
 * @param inplanes the number of channels of the stem
 * @param input3x3 whether the stem is three 3x3 convolutions in place of one 7x7
 * @param downsampleKernelSize the kernel of the convolution that adapts a shortcut, from the second stage on
 */
public record SeNetConfig(
        Block block,
        List<Integer> layers,
        int groups,
        int reduction,
        int inplanes,
        boolean input3x3,
        int downsampleKernelSize) {
    private static final int STAGES = 4;

    /** The kind of residual block. */
    public enum Block {
        /** Two 3x3 convolutions, the first with the stride. */
        BASIC(1),
        /** 1x1 with the stride, as in Caffe, 3x3, and 1x1 to four times the channels. */
        BOTTLENECK(4),
        /** 1x1, 3x3 with groups and the stride, and 1x1, of widths 2, 4 and 4: that of SENet-154. */
        WIDE_BOTTLENECK(4),
        /** 1x1, 3x3 with groups of 4 channels (where the stage has 64) and the stride, and 1x1: that of ResNeXt. */
        RESNEXT(4);

        private final int expansion;

        Block(int expansion) {
            this.expansion = expansion;
        }
    }

    public SeNetConfig {
        layers = List.copyOf(layers);
        require(layers.size() == STAGES, "layers must be of " + STAGES + " stages, are " + layers);
        require(layers.stream().allMatch(blocks -> blocks >= 1), "layers must be at least 1 each, are " + layers);
        require(groups >= 1, "groups must be at least 1, is " + groups);
        require(reduction >= 1 && reduction <= 64, "reduction must be in [1, 64], is " + reduction);
        require(inplanes >= 1, "inplanes must be at least 1, is " + inplanes);
        require(downsampleKernelSize % 2 == 1, "downsample-kernel-size must be odd, is " + downsampleKernelSize);
    }

    /** The width of a stage's narrowest part, counted from 0. */
    static int planes(int stage) {
        return 64 << stage;
    }

    int outputs(int stage) {
        return planes(stage) * block.expansion;
    }

    int blocks() {
        return layers.stream().mapToInt(Integer::intValue).sum();
    }
}
