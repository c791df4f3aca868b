package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;
import static dev.jimm.plugin.models.cnn.Refusal.requireStages;

import dev.jimm.api.nn.Activation;
import java.util.List;

/**
 * What distinguishes one member of the family of {@link ResNet} from another.
 *
 * @param block the kind of block, one for all stages or one a stage
 * @param layers the number of blocks of each stage
 * @param channels the width of each stage; its output has block-expansion times as many channels
 * @param cardinality the number of groups of a bottleneck's 3x3 convolution
 * @param baseWidth the width of a bottleneck's 3x3 convolution, a group, where the stage's width is 64
 * @param stemWidth the width of a deep stem
 * @param replaceStemPool whether a convolution with stride 2 takes the place of the stem's max pooling
 * @param blockReduceFirst by how much the first convolution of a block is narrower than the second
 * @param downKernelSize the kernel of the convolution that adapts a shortcut
 * @param avgDown whether a shortcut is averaged, not subsampled
 * @param actLayer the activation, other than that inside of channel attention
 * @param rdRatio the part of the channels to which squeeze-and-excite reduces
 * @param zeroInitLast whether each branch starts as zero, by the scale of its last norm
 * @param prunedWidths empty, or the widths of the three convolutions of each bottleneck in turn
 */
public record ResNetConfig(
        List<Block> block,
        List<Integer> layers,
        List<Integer> channels,
        int cardinality,
        int baseWidth,
        int stemWidth,
        StemType stemType,
        boolean replaceStemPool,
        int blockReduceFirst,
        int downKernelSize,
        boolean avgDown,
        Activation actLayer,
        NormLayer normLayer,
        AaLayer aaLayer,
        AttnLayer attnLayer,
        double rdRatio,
        boolean zeroInitLast,
        List<Integer> prunedWidths) {
    /** The kind of residual block. */
    public enum Block {
        /** Two 3x3 convolutions. */
        BASIC(1),
        /** 1x1, 3x3 and 1x1, of which the last has four times the channels. */
        BOTTLENECK(4);

        private final int expansion;

        Block(int expansion) {
            this.expansion = expansion;
        }
    }

    /** What stands before the stem's pooling. */
    public enum StemType {
        /** One 7x7 convolution to 64 channels. */
        DEFAULT,
        /** Three 3x3 convolutions to stem-width, stem-width and twice stem-width channels. */
        DEEP,
        /** As deep, but the first has three quarters of stem-width. */
        DEEP_TIERED
    }

    /** Channel attention at the end of each residual branch. */
    public enum AttnLayer {
        NONE,
        SE,
        ECA
    }

    /** The normalisation after each convolution. */
    public enum NormLayer {
        BATCH,
        /** In 32 groups, for training with small batches. */
        GROUP
    }

    /** What down-samples in place of a stride, so that the output does not change with small shifts of the image. */
    public enum AaLayer {
        NONE,
        AVG,
        BLUR
    }

    public ResNetConfig {
        block = List.copyOf(block);
        layers = List.copyOf(layers);
        channels = List.copyOf(channels);
        prunedWidths = List.copyOf(prunedWidths);
        int stages = layers.size();
        boolean basic = block.contains(Block.BASIC);
        requireStages("layers", layers, channels);
        require(
                block.size() == 1 || block.size() == stages,
                "block must be one kind for all stages or one for each of the " + stages + ", is " + block);
        require(cardinality >= 1, "cardinality must be at least 1, is " + cardinality);
        require(cardinality == 1 || !basic, "cardinality must be 1 with basic blocks, is " + cardinality);
        require(baseWidth >= 1, "base-width must be at least 1, is " + baseWidth);
        require(baseWidth == 64 || !basic, "base-width must be 64 with basic blocks, is " + baseWidth);
        require(stemWidth >= 4, "stem-width must be at least 4, is " + stemWidth);
        require(blockReduceFirst >= 1, "block-reduce-first must be at least 1, is " + blockReduceFirst);
        require(downKernelSize % 2 == 1, "down-kernel-size must be odd, is " + downKernelSize);
        require(rdRatio > 0 && rdRatio <= 1, "rd-ratio must be in (0, 1], is " + rdRatio);
        int blocks = sum(layers);
        require(
                prunedWidths.isEmpty() || prunedWidths.size() == 3 * blocks && !basic && cardinality == 1,
                "pruned-widths must have three widths for each of " + blocks
                        + " bottlenecks, which need cardinality 1; there are " + prunedWidths.size());
    }

    private static int sum(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).sum();
    }

    Block block(int stage) {
        return block.get(block.size() == 1 ? 0 : stage);
    }

    int outputs(int stage) {
        return channels.get(stage) * block(stage).expansion;
    }

    /** Of a block, counted from the first of all, the widths of its convolutions; a basic block uses the outer two. */
    int[] widths(int stage, int index) {
        if (pruned()) {
            return new int[] {
                prunedWidths.get(3 * index), prunedWidths.get(3 * index + 1), prunedWidths.get(3 * index + 2)
            };
        }
        int width = channels.get(stage) * baseWidth / 64 * cardinality;
        return new int[] {width / blockReduceFirst, width, outputs(stage)};
    }

    /** The number of blocks of all stages. */
    int blocks() {
        return sum(layers);
    }

    boolean pruned() {
        return !prunedWidths.isEmpty();
    }
}
