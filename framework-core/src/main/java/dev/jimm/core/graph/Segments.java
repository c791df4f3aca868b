package dev.jimm.core.graph;

import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A recorded computation cut into segments for gradient checkpointing, after Chen et al. 2016, "Training Deep Nets with Sublinear Memory
 * Cost": the forward pass keeps only what is alive at the cuts, and the backward pass computes each segment again.
 *
 * <p>The cuts are those with the least sum of two sizes: what is alive at the cuts, and the results of the largest segment. Parameters,
 * inputs, and what is computed from parameters alone (such as weights in low precision) count as neither: they are there anyway, or
 * quickly computed again.
 */
public final class Segments {
    /** By which the sizes of values with and without a batch are compared. */
    private static final long NOMINAL_BATCH = 16;
    /** The smallest part of the unknown batch that a size may be. */
    private static final long PART_OF_BATCH = Shapes.BATCH / 64;
    /** How many sizes of the largest segment are tried: the whole, a half, a third, ... */
    private static final int MOST_PARTS = 64;

    private final Set<Graph.Value> ofWeights;
    private final Map<Graph.Value, Graph.Node> producers = new HashMap<>();
    private final List<Graph.Node> nodes;
    private final Map<Graph.Value, Integer> produced = new HashMap<>();
    private final Map<Graph.Value, Integer> lastUse = new HashMap<>();
    private final List<Integer> starts;

    public Segments(Graph graph) {
        ofWeights = WeightsOnly.of(graph);
        graph.nodes().forEach(node -> producers.put(node.result(), node));
        nodes = graph.nodes().stream()
                .filter(node -> !ofWeights.contains(node.result()))
                .toList();
        for (int i = 0; i < nodes.size(); i++) {
            produced.put(nodes.get(i).result(), i);
            for (Graph.Value operand : nodes.get(i).operands()) {
                lastUse.put(operand, i);
            }
        }
        graph.results().forEach(result -> lastUse.put(result, nodes.size()));
        starts = starts();
    }

    /** The number of segments, at least 1. */
    public int count() {
        return starts.size();
    }

    /** The calls of a segment in order, without those that depend on parameters alone. */
    public List<Graph.Node> nodes(int segment) {
        int end = segment + 1 < starts.size() ? starts.get(segment + 1) : nodes.size();
        return nodes.subList(starts.get(segment), end);
    }

    /** What earlier segments computed and this one uses, in the order of use. */
    public Set<Graph.Value> taken(int segment) {
        Set<Graph.Value> taken = new LinkedHashSet<>();
        for (Graph.Node node : nodes(segment)) {
            for (Graph.Value operand : node.operands()) {
                if (produced.getOrDefault(operand, nodes.size()) < starts.get(segment)) {
                    taken.add(operand);
                }
            }
        }
        return taken;
    }

    /** What this segment computes and later ones use, or that is a result. */
    public List<Graph.Value> given(int segment) {
        int end = starts.get(segment) + nodes(segment).size();
        return nodes(segment).stream()
                .map(Graph.Node::result)
                .filter(value -> lastUse.getOrDefault(value, -1) >= end)
                .toList();
    }

    /** The call that computes a value from parameters alone; {@code null} for any other value. */
    public Graph.Node ofWeights(Graph.Value value) {
        return ofWeights.contains(value) ? producers.get(value) : null;
    }

    private List<Integer> starts() {
        long[] sizes = nodes.stream().mapToLong(node -> bytes(node.result())).toArray();
        long[] alive = alive();
        boolean[] closed = closed();
        long whole = Arrays.stream(sizes).sum();
        List<Integer> best = List.of(0);
        long least = whole;
        for (int parts = 2; parts <= MOST_PARTS; parts++) {
            Cuts cuts = Cuts.of(sizes, alive, closed, whole / parts);
            if (cuts != null && cuts.kept() + cuts.largest() < least) {
                least = cuts.kept() + cuts.largest();
                best = cuts.starts();
            }
        }
        return best;
    }

    /** The bytes that are alive in front of each call. */
    private long[] alive() {
        long[] alive = new long[nodes.size() + 1];
        produced.forEach((value, at) -> {
            for (int i = at + 1; i <= lastUse.getOrDefault(value, at) && i < alive.length; i++) {
                alive[i] += bytes(value);
            }
        });
        return alive;
    }

    /** Where no cut may be: between the computation of a value and a call that writes into it. */
    private boolean[] closed() {
        boolean[] closed = new boolean[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            Graph.Node node = nodes.get(i);
            if (node.op().memory() == Op.Memory.OVERWRITTEN) {
                int from = produced.getOrDefault(node.operands().get(0), i);
                Arrays.fill(closed, from + 1, i + 1, true);
            }
        }
        return closed;
    }

    private static long bytes(Graph.Value value) {
        long count = 1;
        for (long size : value.shape()) {
            long parts = size / PART_OF_BATCH;
            count *= parts == 0 ? size : Math.max(1, parts * NOMINAL_BATCH * PART_OF_BATCH / Shapes.BATCH);
        }
        return count * value.type().bytes();
    }

    /** Where segments start, the first at 0; the bytes alive at the cuts; the bytes of the largest segment. */
    private record Cuts(List<Integer> starts, long kept, long largest) {
        /** The cuts with the least bytes alive, of those whose segments have at most so many; {@code null} if there are none. */
        public static Cuts of(long[] sizes, long[] alive, boolean[] closed, long limit) {
            long[] least = new long[sizes.length + 1];
            int[] previous = new int[sizes.length + 1];
            Arrays.fill(least, Long.MAX_VALUE);
            least[0] = 0;
            for (int end = 1; end <= sizes.length; end++) {
                long segment = 0;
                for (int start = end - 1; start >= 0; start--) {
                    segment += sizes[start];
                    if (segment > limit && start < end - 1) {
                        break;
                    }
                    boolean open = least[start] != Long.MAX_VALUE && !closed[start];
                    if (segment <= limit && open && least[start] + alive[start] < least[end]) {
                        least[end] = least[start] + alive[start];
                        previous[end] = start;
                    }
                }
            }
            if (least[sizes.length] == Long.MAX_VALUE) {
                return null;
            }
            List<Integer> starts = new ArrayList<>();
            long largest = 0;
            for (int end = sizes.length; end > 0; end = previous[end]) {
                starts.add(previous[end]);
                largest = Math.max(
                        largest, Arrays.stream(sizes, previous[end], end).sum());
            }
            Collections.reverse(starts);
            return new Cuts(starts, least[sizes.length], largest);
        }
    }
}
