package dev.jimm.core.graph;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Attributes;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A recorded computation: calls of operators in order of execution, each with one result. Needs no engine. */
public final class Graph {
    /** A tensor of the recording: an input, a bound parameter, or the result of a call. */
    public static final class Value {
        private final ElementType type;
        private final long[] shape;

        public Value(ElementType type, long... shape) {
            this.type = type;
            this.shape = shape;
        }

        public ElementType type() {
            return type;
        }

        public long[] shape() {
            return shape;
        }
    }

    /** One call; an absent operand is {@code null}. */
    public record Node(Op op, List<Value> operands, Attributes attributes, Value result) {}

    private final List<Node> nodes = new ArrayList<>();
    private final List<Value> inputs = new ArrayList<>();
    private final Map<Param, Value> parameters = new LinkedHashMap<>();
    private List<Value> results = List.of();

    Value input(Value value) {
        inputs.add(value);
        return value;
    }

    Value parameter(Param param) {
        return parameters.computeIfAbsent(param, unused -> new Value(param.type(), param.shape()));
    }

    Value call(Op op, Value[] operands, Attributes attributes, ElementType type, long[] shape) {
        Value result = new Value(type, shape);
        nodes.add(new Node(op, Collections.unmodifiableList(Arrays.asList(operands)), attributes, result));
        return result;
    }

    /** Takes over a call of another recording with its values. */
    void take(Node node) {
        nodes.add(node);
    }

    /** Takes over a parameter of another recording with its value. */
    void take(Param param, Value value) {
        parameters.put(param, value);
    }

    /**
     * Ends the recording, and drops what no result needs. Calls that write into an operand stay.
     *
     * @param training whether operators update running statistics
     */
    void finish(List<Value> wanted, boolean training) {
        results = List.copyOf(wanted);
        Set<Value> needed = new HashSet<>(results);
        List<Node> kept = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (needed.contains(node.result()) || writes(node.op(), training)) {
                kept.add(node);
                needed.addAll(node.operands());
            }
        }
        Collections.reverse(kept);
        nodes.clear();
        nodes.addAll(kept);
        parameters.values().retainAll(needed);
    }

    private static boolean writes(Op op, boolean training) {
        return op.memory() == Op.Memory.OVERWRITTEN || (training && op.isUpdating());
    }

    public List<Node> nodes() {
        return nodes;
    }

    public List<Value> inputs() {
        return inputs;
    }

    /** The parameters that the computation uses, in the order of their first use. */
    public Map<Param, Value> parameters() {
        return parameters;
    }

    public List<Value> results() {
        return results;
    }
}
