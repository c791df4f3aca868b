package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;

import dev.jimm.api.nn.Activation;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * What distinguishes one member of the families of {@link ByobNet} and {@link ByoaNet} from another.
 *
 * @param blocks the blocks of each stage
 * @param downsample what adapts a shortcut to the outputs of its block
 * @param stemType what stands before the stages
 * @param stemPool the pooling at the end of a stem of convolutions
 * @param stemChs the width of the stem's last convolution, or of each of its 3x3 convolutions; before multiplication
 * @param widthFactor what all widths are multiplied by
 * @param numFeatures the number of channels that a last 1x1 convolution makes, before multiplication; 0 where there is none
 * @param extraConv whether bottle and self-attn blocks have one more 3x3 convolution
 * @param bottleIn whether the middle of bottle and self-attn blocks is relative to their inputs, not their outputs
 * @param linearOut whether blocks with a shortcut end without an activation
 * @param zeroInitLast whether each branch with a shortcut starts as zero, by the scale of its last norm
 * @param actLayer the activation, other than that inside of channel attention
 * @param normGroupSize the number of channels that an evo norm takes together
 * @param attnLayer the channel attention of blocks that name none
 * @param rdRatio the part of the channels to which squeeze-and-excite reduces
 * @param rdDivisor what these are rounded to multiples of
 * @param attnBlocks the number of blocks along each side that bilinear attention cuts a map into
 * @param headHiddenSize the width of the layer before the classifier of an mlp head, which alone has one
 * @param imgSize the image size for which tables of positions are made; {@code null} where there are none
 */
public record ByobConfig(
        List<List<ByobBlock>> blocks,
        Downsample downsample,
        StemType stemType,
        StemPool stemPool,
        List<Integer> stemChs,
        double widthFactor,
        int numFeatures,
        boolean extraConv,
        boolean bottleIn,
        boolean linearOut,
        boolean zeroInitLast,
        Activation actLayer,
        NormLayer normLayer,
        int normGroupSize,
        AaLayer aaLayer,
        AttnLayer attnLayer,
        double rdRatio,
        int rdDivisor,
        int attnBlocks,
        HeadType headType,
        Integer headHiddenSize,
        Integer imgSize) {

    /** A shortcut where the shapes differ. */
    public enum Downsample {
        /** There is none. */
        NONE,
        /** A 1x1 convolution with the block's stride. */
        CONV1X1,
        /** Averages, then a 1x1 convolution. */
        AVG
    }

    /** The beginning of the network. */
    public enum StemType {
        /** One 3x3 convolution with stride 2, or as many as stem-chs has widths. */
        CONV3X3,
        CONV7X7,
        /** Three 3x3 convolutions of the same width. */
        DEEP,
        /** Three 3x3 convolutions with three eighths and a half of the width before the whole. */
        TIERED,
        /** Four 3x3 convolutions, each twice as wide as the one before. */
        QUAD,
        /** As quad, without norm and activation after the first two. */
        QUAD2,
        /** A rep block with stride 2. */
        REP,
        /** A one block with stride 2. */
        ONE
    }

    /** The pooling of the stem; several convolutions without it have a second stride in the last. */
    public enum StemPool {
        NONE,
        /** The maxima of 3x3 places. */
        MAX,
        /** The averages of 2x2 places. */
        AVG2
    }

    /** The normalisation after each convolution. */
    public enum NormLayer {
        BATCH,
        /** EvoNorm-S0 in the form of timm's S0a, which is the activation as well. */
        EVO_S0A
    }

    /** What down-samples in place of a stride, so that the output does not change with small shifts of the image. */
    public enum AaLayer {
        NONE,
        AVG
    }

    /** Channel attention. */
    public enum AttnLayer {
        NONE,
        /** Squeeze and excite. */
        SE,
        /** Efficient channel attention. */
        ECA,
        /** Global context, added. */
        GCA,
        /** Bilinear attention. */
        BAT
    }

    /** The end of the network. */
    public enum HeadType {
        /** Pooling and a linear layer. */
        CLASSIFIER,
        /** Pooling, norm, a hidden layer and a linear layer. */
        MLP,
        /** Pooling by attention with a table of positions, and a linear layer (CLIP). */
        ATTN_ABS
    }

    public ByobConfig {
        blocks = blocks.stream().map(List::copyOf).toList();
        stemChs = List.copyOf(stemChs);
        require(!blocks.isEmpty() && blocks.stream().noneMatch(List::isEmpty), "blocks must have at least one a stage");
        require(!stemChs.isEmpty() && stemChs.stream().allMatch(width -> width >= 1), "stem-chs must be at least 1");
        require(
                stemChs.size() == 1 || stemType == StemType.CONV3X3,
                "stem-chs must be one width but for a conv3x3 stem, are " + stemChs);
        boolean branchedStem = stemType == StemType.REP || stemType == StemType.ONE;
        require(!branchedStem || stemPool == StemPool.NONE, "stem-pool must be none after a rep or one stem");
        require(widthFactor > 0, "width-factor must be above 0, is " + widthFactor);
        require(numFeatures >= 0, "num-features must be at least 0, is " + numFeatures);
        require(normGroupSize >= 1, "norm-group-size must be at least 1, is " + normGroupSize);
        require(rdRatio > 0 && rdRatio <= 1, "rd-ratio must be in (0, 1], is " + rdRatio);
        require(rdDivisor >= 1, "rd-divisor must be at least 1, is " + rdDivisor);
        require(attnBlocks >= 1, "attn-blocks must be at least 1, is " + attnBlocks);
        require(
                (headHiddenSize != null) == (headType == HeadType.MLP),
                "head-hidden-size must be given for an mlp head only");
        require(headHiddenSize == null || headHiddenSize >= 1, "head-hidden-size must be at least 1");
        boolean branched =
                branchedStem || flat(blocks).anyMatch(block -> block.kind().isBranched());
        require(!branched || normLayer == NormLayer.BATCH, "norm-layer must be batch with rep and one blocks");
        require(!branched || aaLayer == AaLayer.NONE, "aa-layer must be none with rep and one blocks");
        boolean tables = headType == HeadType.ATTN_ABS || flat(blocks).anyMatch(ByobConfig::needsMapSize);
        require(imgSize != null || !tables, "img-size must be given where tables of positions depend on it");
        require(imgSize == null || imgSize >= 32, "img-size must be at least 32, is " + imgSize);
    }

    private static Stream<ByobBlock> flat(List<List<ByobBlock>> stages) {
        return stages.stream().flatMap(List::stream);
    }

    private static boolean needsMapSize(ByobBlock block) {
        return block.selfAttn() != null && block.selfAttn().needsMapSize();
    }

    /** Whether there is self-attention that works with one size of maps only. */
    boolean fixesImageSize() {
        return flat(blocks).anyMatch(ByobConfig::needsMapSize);
    }

    /** The blocks of a stage, each as often as it is there. */
    List<ByobBlock> repeated(int stage) {
        return blocks.get(stage).stream()
                .flatMap(block -> Collections.nCopies(block.depth(), block).stream())
                .toList();
    }

    /** The number of all blocks. */
    int depth() {
        return flat(blocks).mapToInt(ByobBlock::depth).sum();
    }

    /** The number of outputs of a block. */
    int outputs(ByobBlock block) {
        return Widths.rounded(block.channels() * widthFactor);
    }

    /** The width of the last 1x1 convolution. */
    int features() {
        return (int) Math.rint(numFeatures * widthFactor);
    }

    /** The widths of the convolutions of a stem. */
    List<Integer> stemWidths() {
        if (stemChs.size() > 1) {
            return stemChs.stream().map(this::stemWidth).toList();
        }
        int last = stemWidth(stemChs.get(0));
        return switch (stemType) {
            case CONV3X3, CONV7X7, REP, ONE -> List.of(last);
            case DEEP -> List.of(last, last, last);
            case TIERED -> List.of(3 * last / 8, last / 2, last);
            case QUAD, QUAD2 ->
                List.of((int) Math.rint(last / 8.0), (int) Math.rint(last / 4.0), (int) Math.rint(last / 2.0), last);
        };
    }

    private int stemWidth(int channels) {
        return (int) Math.rint(channels * widthFactor);
    }
}
