package dev.jimm.plugin.models.cnn;

import dev.jimm.plugin.models.cnn.MobileBlock.Kind;
import dev.jimm.plugin.models.cnn.MobileNetConfig.DepthTrunc;
import java.util.ArrayList;
import java.util.List;

/** Works out each block of a network from its configuration: repetition, widths, strides, dilation. */
final class MobileStages {
    /**
     * A block and its place in the network.
     *
     * @param middle the number of channels inside of the block
     * @param squeezed the number of channels inside of its channel attention, 0 for none
     * @param unpruned the number of outputs before pruning
     * @param spaceToDepth whether it begins with taking space to depth
     * @param position the part of all blocks that stand before it, in [0, 1)
     */
    record Step(
            MobileBlock block,
            int inputs,
            int middle,
            int squeezed,
            int outputs,
            int unpruned,
            int stride,
            int dilation,
            boolean spaceToDepth,
            double position) {
        boolean hasShortcut() {
            return block.allowsShortcut() && stride == 1 && inputs == outputs;
        }
    }

    /** @param reduction by how much the stage's output is smaller than the image */
    record Stage(List<Step> steps, int reduction) {
        Step last() {
            return steps.get(steps.size() - 1);
        }
    }

    private enum SpaceToDepth {
        NONE,
        BEGINS,
        LASTS
    }

    private final MobileNetConfig config;
    private final int outputStride;
    private final int count;
    private int inputs;
    private int index;
    private Reduction reduction = Reduction.of(2);
    private SpaceToDepth spaceToDepth = SpaceToDepth.NONE;

    private MobileStages(MobileNetConfig config, int outputStride, int count, int stemSize) {
        this.config = config;
        this.outputStride = outputStride;
        this.count = count;
        inputs = stemSize;
    }

    /**
     * All stages.
     *
     * @param outputStride the largest reduction; beyond it, a stride becomes a dilation
     */
    static List<Stage> of(MobileNetConfig config, int stemSize, int outputStride) {
        List<List<MobileBlock>> repeated = new ArrayList<>();
        for (int stage = 0; stage < config.stages().size(); stage++) {
            repeated.add(repeated(config.blocks(stage), config.depthMultiplier(stage), config.depthTrunc()));
        }
        int count = repeated.stream().mapToInt(List::size).sum();
        if (config.pruned() && config.prunedWidths().size() != 3 * count) {
            throw new IllegalArgumentException("pruned-widths must have three widths for each of " + count
                    + " blocks, has " + config.prunedWidths().size());
        }
        MobileStages stages = new MobileStages(config, outputStride, count, stemSize);
        return repeated.stream().map(stages::stage).toList();
    }

    /** Shares the multiplied number of blocks out, from the last, so that the first grows least. */
    private static List<MobileBlock> repeated(List<MobileBlock> blocks, double multiplier, DepthTrunc trunc) {
        int left = blocks.stream().mapToInt(MobileBlock::repeats).sum();
        double wanted = left * multiplier;
        int multiplied = trunc == DepthTrunc.CEIL ? (int) Math.ceil(wanted) : Math.max(1, (int) Math.rint(wanted));
        List<MobileBlock> result = new ArrayList<>();
        for (int i = blocks.size() - 1; i >= 0; i--) {
            MobileBlock block = blocks.get(i);
            int repeats = Math.max(1, (int) Math.rint((double) block.repeats() / left * multiplied));
            for (int j = 0; j < repeats; j++) {
                result.add(0, block);
            }
            left -= block.repeats();
            multiplied -= repeats;
        }
        return result;
    }

    private Stage stage(List<MobileBlock> blocks) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Step step = step(blocks.get(i), i == 0 ? blocks.get(0).stride() : 1);
            steps.add(step);
            inputs = step.outputs;
            index++;
        }
        return new Stage(List.copyOf(steps), reduction.total());
    }

    private Step step(MobileBlock block, int wantedStride) {
        int stride = wantedStride;
        double expansion = block.expansion();
        if (spaceToDepth == SpaceToDepth.NONE && block.spaceToDepth()) {
            spaceToDepth = SpaceToDepth.BEGINS;
        } else if (spaceToDepth != SpaceToDepth.NONE && stride == 2) {
            // the halving is done already; timm does not count it, so that all its reductions are half of the true ones
            stride = 1;
            expansion /= 4;
            spaceToDepth = SpaceToDepth.NONE;
        } else if (spaceToDepth == SpaceToDepth.BEGINS) {
            spaceToDepth = SpaceToDepth.LASTS;
        }
        reduction = reduction.then(stride, outputStride);
        return sized(block, expansion);
    }

    private Step sized(MobileBlock block, double expansion) {
        boolean begins = spaceToDepth == SpaceToDepth.BEGINS;
        int unpruned = config.scaled(block.channels()) * (spaceToDepth == SpaceToDepth.NONE ? 1 : 4);
        int middle = middle(block, begins ? 4 * inputs : inputs, expansion);
        // the ratio is of the inputs, unless it is of the widened channels
        double ratio = block.squeeze() / (config.seFromExp() ? 1 : expansion) / (begins ? 4 : 1);
        int squeezed = ratio == 0 ? 0 : Widths.rounded(middle * ratio, config.seDivisor(), config.roundLimit());
        boolean pruned = config.pruned();
        return new Step(
                block,
                inputs,
                pruned ? config.prunedWidths().get(3 * index) : middle,
                pruned ? config.prunedWidths().get(3 * index + 1) : squeezed,
                pruned ? config.prunedWidths().get(3 * index + 2) : unpruned,
                unpruned,
                reduction.stride(),
                reduction.firstDilation(),
                begins,
                (double) index / count);
    }

    private int middle(MobileBlock block, int channels, double expansion) {
        if (block.kind() == Kind.DS || block.kind() == Kind.DSA) {
            return channels;
        }
        int widened = block.expandedChannels() > 0 ? config.scaled(block.expandedChannels()) : channels;
        // whatever the network's own divisor is
        return Widths.rounded(widened * expansion);
    }
}
