package dev.jimm.core.engine;

import dev.jimm.api.tensor.Precision;
import dev.jimm.core.graph.BatchNormFolding;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.cpu.FuseConvolutions;
import dev.jimm.core.graph.cpu.FuseProducts;
import dev.jimm.core.graph.cpu.PackWeights;
import dev.jimm.core.graph.cpu.SumInPlace;
import dev.jimm.core.graph.pass.ChannelsLastWeights;
import java.util.List;

/**
 * A way to run a model for inference on a CPU. Which one is the fastest depends on the model, the image size and the processor: a kernel
 * that does several things at once takes longer to start, which small models notice.
 */
public enum Variant {
    /** Batch norms are part of the convolutions before them. */
    FOLDED("folded", false),
    /** The same with channels last in memory. */
    FOLDED_CHANNELS_LAST("folded, channels last", true),
    /**
     * The same, with convolutions and products that do what follows them, and read their weights in the order in which these lie in
     * memory.
     */
    FUSED("folded, fused, packed", true);

    private final String text;
    private final boolean channelsLast;

    Variant(String text, boolean channelsLast) {
        this.text = text;
        this.channelsLast = channelsLast;
    }

    /** Those that this processor can run in a precision. */
    public static List<Variant> of(Precision precision) {
        return FusedKernels.exist(precision) ? List.of(values()) : List.of(FOLDED, FOLDED_CHANNELS_LAST);
    }

    /** The one among {@link #of(Precision)} to take where none is measured. */
    public static Variant usual(Precision precision) {
        return FusedKernels.exist(precision) ? FUSED : FOLDED_CHANNELS_LAST;
    }

    /** Whether the computation wants images whose channels are last in memory. */
    public boolean isChannelsLast() {
        return channelsLast;
    }

    /**
     * A computation in this way.
     *
     * @param graph recorded for inference
     * @param batch the usual number of images
     */
    Graph of(Graph graph, long batch) {
        Graph folded = BatchNormFolding.fold(graph);
        return switch (this) {
            case FOLDED -> folded;
            case FOLDED_CHANNELS_LAST -> ChannelsLastWeights.apply(folded);
            case FUSED ->
                PackWeights.apply(SumInPlace.apply(FuseProducts.apply(FuseConvolutions.apply(folded))), batch);
        };
    }

    /** For people. */
    @Override
    public String toString() {
        return text;
    }
}
