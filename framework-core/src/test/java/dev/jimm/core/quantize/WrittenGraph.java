package dev.jimm.core.quantize;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** What stands in an ONNX file, as far as tests ask for it. */
final class WrittenGraph {
    static final int UINT8 = 2;
    static final int INT8 = 3;
    static final int INT32 = 6;

    private static final int LENGTH = 2;

    record Node(String type, List<String> inputs, List<String> outputs) {}

    /** @param type ONNX's number */
    record Initializer(int type, List<Long> shape) {}

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Initializer> initializers = new HashMap<>();
    private final Map<String, Node> producers = new HashMap<>();

    WrittenGraph(Path file) throws IOException {
        ByteBuffer model = ByteBuffer.wrap(Files.readAllBytes(file));
        fields(model, (field, value) -> {
            if (field == 7) {
                fields((ByteBuffer) value, this::graphField);
            }
        });
        nodes.forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
    }

    private void graphField(int field, Object value) {
        if (field == 1) {
            List<String> inputs = new ArrayList<>();
            List<String> outputs = new ArrayList<>();
            String[] type = new String[1];
            fields((ByteBuffer) value, (number, content) -> {
                switch (number) {
                    case 1 -> inputs.add(text(content));
                    case 2 -> outputs.add(text(content));
                    case 4 -> type[0] = text(content);
                    default -> {}
                }
            });
            nodes.add(new Node(type[0], inputs, outputs));
        } else if (field == 5) {
            List<Long> shape = new ArrayList<>();
            int[] type = new int[1];
            String[] name = new String[1];
            fields((ByteBuffer) value, (number, content) -> {
                switch (number) {
                    case 1 -> shape.add((Long) content);
                    case 2 -> type[0] = ((Long) content).intValue();
                    case 8 -> name[0] = text(content);
                    default -> {}
                }
            });
            initializers.put(name[0], new Initializer(type[0], shape));
        }
    }

    private static String text(Object bytes) {
        return StandardCharsets.UTF_8.decode((ByteBuffer) bytes).toString();
    }

    private static void fields(ByteBuffer message, BiConsumer<Integer, Object> taker) {
        ByteBuffer rest = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (rest.hasRemaining()) {
            long key = varint(rest);
            int field = (int) (key >> 3);
            if ((key & 7) == LENGTH) {
                int length = (int) varint(rest);
                taker.accept(field, rest.slice(rest.position(), length));
                rest.position(rest.position() + length);
            } else if ((key & 7) == 0) {
                taker.accept(field, varint(rest));
            } else {
                taker.accept(field, rest.getFloat());
            }
        }
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = bytes.get();
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    List<Node> nodes(String type) {
        return nodes.stream().filter(node -> node.type().equals(type)).toList();
    }

    /** The node that an input of another comes from; {@code null} for what stands in the file, and for inputs. */
    Node from(Node node, int input) {
        return producers.get(node.inputs().get(input));
    }

    /** A value that an input of a node is in the file; {@code null} for others. */
    Initializer stored(Node node, int input) {
        return initializers.get(node.inputs().get(input));
    }

    List<Node> users(String value) {
        return nodes.stream().filter(node -> node.inputs().contains(value)).toList();
    }
}
