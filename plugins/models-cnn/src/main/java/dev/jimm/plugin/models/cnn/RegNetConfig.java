package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;

import dev.jimm.api.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What distinguishes one member of the family of {@link RegNet} from another.
 *
 * <p>The widths of the blocks follow a line, {@code w0 + wa * j} for block j from 0. Each is rounded to a power of
 * {@code wm} times {@code w0}, and then to a multiple of 8; blocks of one width form a stage.
 *
 * @param depth the number of blocks
 * @param w0 the width of the first block, a multiple of 8
 * @param wa by how much the line grows from block to block
 * @param wm by how much stages grow, more than 1
 * @param groupSize the number of channels of a group of the 3x3 convolutions
 * @param bottleRatio how much wider the inside of a block is than its output; over 1 it is an inverted bottleneck
 * @param seRatio the part of a block's inputs to which squeeze-and-excite reduces, 0 for none
 * @param groupMinRatio the least part of a width that rounding it to whole groups may leave, 0 for any
 * @param stemWidth the width of the stem
 * @param downsample what adapts the shortcut of the first block of a stage
 * @param linearOut whether blocks end without an activation
 * @param preact whether norms and activations stand before the convolutions
 * @param numFeatures the number of channels that a last 1x1 convolution makes, 0 for none
 * @param normGroupSize the number of channels that a group norm takes together
 * @param zeroInitLast whether each branch starts as zero, by the scale of its last norm; not with preact
 */
public record RegNetConfig(
        int depth,
        int w0,
        double wa,
        double wm,
        int groupSize,
        double bottleRatio,
        double seRatio,
        double groupMinRatio,
        int stemWidth,
        Downsample downsample,
        boolean linearOut,
        boolean preact,
        int numFeatures,
        Activation actLayer,
        NormLayer normLayer,
        int normGroupSize,
        boolean zeroInitLast) {
    private static final int STAGES = 4;
    private static final int QUANTUM = 8;

    /** What adapts a shortcut to another number of channels or another size. */
    public enum Downsample {
        /** Nothing; the block has no shortcut. */
        NONE,
        /** A 1x1 convolution with the block's stride. */
        CONV,
        /** An average pooling with the block's stride and a 1x1 convolution. */
        AVG
    }

    /** The normalisation of each convolution. */
    public enum NormLayer {
        BATCH,
        GROUP
    }

    /**
     * Blocks of one width.
     *
     * @param width the number of outputs of each block
     * @param middle the number of channels of its 3x3 convolution
     * @param groups the number of groups of that convolution
     */
    record Stage(int blocks, int width, int middle, int groups) {}

    public RegNetConfig {
        require(depth >= STAGES, "depth must be at least " + STAGES + ", is " + depth);
        require(w0 >= QUANTUM && w0 % QUANTUM == 0, "w0 must be a multiple of " + QUANTUM + ", is " + w0);
        require(wa >= 0, "wa must be at least 0, is " + wa);
        require(wm > 1, "wm must be more than 1, is " + wm);
        require(groupSize >= 1, "group-size must be at least 1, is " + groupSize);
        require(bottleRatio > 0, "bottle-ratio must be more than 0, is " + bottleRatio);
        require(seRatio >= 0, "se-ratio must be at least 0, is " + seRatio);
        require(groupMinRatio >= 0 && groupMinRatio <= 1, "group-min-ratio must be in [0, 1], is " + groupMinRatio);
        require(stemWidth >= 1, "stem-width must be at least 1, is " + stemWidth);
        require(numFeatures >= 0, "num-features must be at least 0, is " + numFeatures);
        require(normGroupSize >= 1, "norm-group-size must be at least 1, is " + normGroupSize);
        List<Integer> widths = widths(depth, w0, wa, wm).distinct().boxed().toList();
        require(
                widths.size() == STAGES,
                "depth " + depth + " with w0, wa and wm must give " + STAGES + " stages, gives the widths " + widths);
    }

    /** The widths of all blocks, equations (2) to (4) of the paper; they never shrink. */
    private static IntStream widths(int depth, int w0, double wa, double wm) {
        return IntStream.range(0, depth).map(block -> {
            double exponent = Math.rint(Math.log((w0 + wa * block) / w0) / Math.log(wm));
            return (int) Math.rint(w0 * Math.pow(wm, exponent) / QUANTUM) * QUANTUM;
        });
    }

    /** The stages, with widths that divide into groups. */
    List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        int[] widths = widths(depth, w0, wa, wm).toArray();
        int first = 0;
        for (int end = 1; end <= depth; end++) {
            if (end == depth || widths[end] != widths[first]) {
                stages.add(stage(end - first, widths[first]));
                first = end;
            }
        }
        return stages;
    }

    private Stage stage(int blocks, int width) {
        int wanted = Math.max(1, (int) (width * bottleRatio));
        int size = Math.min(groupSize, wanted);
        int divided = groupMinRatio == 0
                ? (int) Math.rint((double) wanted / size) * size
                : Widths.rounded(wanted, size, groupMinRatio);
        int outputs = (int) (divided / bottleRatio);
        int middle = (int) Math.rint(outputs * bottleRatio);
        return new Stage(blocks, outputs, middle, middle / size);
    }
}
