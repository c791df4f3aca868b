package dev.jimm.core.graph.cpu;

import dev.jimm.core.graph.BatchNormFolding;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.pass.ChannelsLastWeights;

/**
 * A way to compute on a CPU what was recorded. Which is the fastest depends on the model, the image size and the processor: a kernel that
 * does several things at once needs more time to start, which small models notice.
 */
public enum CpuVariant {
    /** Batch norms folded. */
    FOLDED("folded", false, false),
    /** And channels last in memory. */
    FOLDED_CHANNELS_LAST("folded, channels last", true, false),
    /** And convolutions and products that do what follows them, with weights in blocks. */
    FUSED("fused and packed", true, true);

    private final String text;
    private final boolean channelsLast;
    private final boolean fused;

    CpuVariant(String text, boolean channelsLast, boolean fused) {
        this.text = text;
        this.channelsLast = channelsLast;
        this.fused = fused;
    }

    /** Whether the computation wants images whose channels are last in memory. */
    public boolean isChannelsLast() {
        return channelsLast;
    }

    /**
     * The computation rewritten.
     *
     * @param graph recorded for inference
     * @param batch the usual number of images; any other works too
     */
    public Graph apply(Graph graph, long batch) {
        Graph written = BatchNormFolding.fold(graph);
        if (fused) {
            written = SumInPlace.apply(FuseProducts.apply(FuseConvolutions.apply(written)));
            return PackWeights.apply(written, batch);
        }
        return channelsLast ? ChannelsLastWeights.apply(written) : written;
    }

    @Override
    public String toString() {
        return text;
    }
}
