package dev.jimm.core.onnx;

import dev.jimm.api.tensor.Attributes;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.OnnxCall;
import dev.jimm.core.graph.BatchSize;
import dev.jimm.core.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the nodes of one call. */
final class CallWriter implements OnnxCall {
    private static final int FLOAT = 1;
    private static final int INT = 2;
    private static final int STRING = 3;
    private static final int INTS = 7;

    private final OnnxGraph.Builder graph;
    private final Graph.Node call;
    private final String prefix;
    private final List<String> operands;
    private final List<byte[]> nodes = new ArrayList<>();
    private final List<Initializer> constants = new ArrayList<>();

    /** @param prefix of the names of values, different for each call */
    CallWriter(OnnxGraph.Builder graph, Graph.Node call, String prefix) {
        this.graph = graph;
        this.call = call;
        this.prefix = prefix;
        operands = call.operands().stream().map(graph::name).toList();
    }

    /** The nodes, as bytes of their messages. */
    List<byte[]> nodes() {
        return nodes;
    }

    /** The constants that the nodes use. */
    List<Initializer> constants() {
        return constants;
    }

    @Override
    public int opset() {
        return graph.opset();
    }

    @Override
    public Attributes attributes() {
        return call.attributes();
    }

    @Override
    public List<String> operands() {
        return operands;
    }

    @Override
    public long[] shape(int operand) {
        Graph.Value value = call.operands().get(operand);
        return value == null ? null : value.shape();
    }

    @Override
    public ElementType type(int operand) {
        Graph.Value value = call.operands().get(operand);
        return value == null ? null : value.type();
    }

    @Override
    public boolean feeds(String operator) {
        return graph.isTaken(call.result(), operator);
    }

    @Override
    public long[] resultShape() {
        return call.result().shape();
    }

    @Override
    public ElementType resultType() {
        return call.result().type();
    }

    @Override
    public List<String> nodes(int results, String type, Map<String, Object> attributes, String... inputs) {
        String name = prefix + "/" + type + (nodes.isEmpty() ? "" : "." + nodes.size());
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < results; i++) {
            outputs.add(i == 0 ? name : name + ":" + i);
        }
        nodes.add(node(name, type, new TreeMap<>(attributes), withoutAbsentEnd(inputs), outputs));
        return outputs;
    }

    private static List<String> withoutAbsentEnd(String... inputs) {
        int count = inputs.length;
        while (count > 0 && inputs[count - 1].isEmpty()) {
            count--;
        }
        return Arrays.asList(inputs).subList(0, count);
    }

    private static byte[] node(
            String name, String type, Map<String, Object> attributes, List<String> inputs, List<String> outputs) {
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(3, name).text(4, type);
        attributes.forEach((key, value) -> node.message(5, attribute(key, value)));
        return node.toBytes();
    }

    private static Message attribute(String name, Object value) {
        Message attribute = new Message().text(1, name);
        if (value instanceof Long number) {
            return attribute.integer(3, number).integer(20, INT);
        } else if (value instanceof ElementType type) {
            return attribute.integer(3, Initializer.code(type)).integer(20, INT);
        } else if (value instanceof Double number) {
            return attribute.number(2, number.floatValue()).integer(20, FLOAT);
        } else if (value instanceof String text) {
            return attribute.text(4, text).integer(20, STRING);
        } else if (value instanceof long[] numbers) {
            for (long number : numbers) {
                attribute.integer(8, number);
            }
            return attribute.integer(20, INTS);
        }
        throw new IllegalArgumentException("gives the attribute '" + name + "' of ONNX a value of " + value.getClass());
    }

    private String constant(Initializer constant) {
        constants.add(constant);
        return constant.name();
    }

    @Override
    public String number(ElementType type, double value) {
        return constant(graph.constants().number(type, value));
    }

    @Override
    public String numbers(float[] values, long... shape) {
        return constant(graph.constants().numbers(values, shape));
    }

    @Override
    public String integer(long value) {
        return constant(graph.constants().integers(new long[] {value}));
    }

    @Override
    public String integers(long... values) {
        if (Arrays.stream(values).allMatch(value -> BatchSize.times(value) == 0)) {
            return constant(graph.constants().integers(values, values.length));
        }
        String[] parts = new String[values.length];
        Arrays.setAll(parts, i -> {
            long times = BatchSize.times(values[i]);
            return times == 0 ? integers(values[i]) : times(times);
        });
        return parts.length == 1 ? parts[0] : node("Concat", Map.of("axis", 0L), parts);
    }

    /** So many times the batch, as a vector of one number. */
    private String times(long times) {
        Graph.Value input = graph.inputOfBatch();
        String first = node("Slice", node("Shape", graph.name(input)), integers(0), integers(1));
        long given = BatchSize.times(input.shape()[0]);
        String batch = given == 1 ? first : node("Div", first, integers(given));
        return times == 1 ? batch : node("Mul", batch, integers(times));
    }

    @Override
    public String reshaping(long... sizes) {
        long[] shape = sizes.clone();
        boolean open = Arrays.stream(shape).anyMatch(size -> size == -1);
        long unknown =
                Arrays.stream(shape).filter(size -> BatchSize.times(size) != 0).count();
        long[] input = shape(0);
        for (int i = 0; i < shape.length; i++) {
            if (BatchSize.times(shape[i]) != 0 && !open && unknown == 1) {
                shape[i] = -1;
            } else if (BatchSize.times(shape[i]) != 0 && i < input.length && input[i] == shape[i]) {
                shape[i] = 0;
            }
        }
        return integers(shape);
    }
}
