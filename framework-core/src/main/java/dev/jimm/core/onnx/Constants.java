package dev.jimm.core.onnx;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.graph.BatchSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The numbers that nodes need, each in the file once. */
final class Constants {
    private record Content(ElementType type, List<Long> shape, ByteBuffer bytes) {}

    private final Map<Content, Initializer> known = new LinkedHashMap<>();

    Initializer number(ElementType type, double value) {
        BatchSize.requireOrdinary(value);
        ByteBuffer bytes = room(type.bytes());
        switch (type) {
            case FLOAT32 -> bytes.putFloat((float) value);
            case FLOAT64 -> bytes.putDouble(value);
            case INT64 -> bytes.putLong((long) value);
            case UINT8, INT8 -> bytes.put((byte) (int) value);
            default -> throw new IllegalArgumentException("a number of type " + type + " is not written");
        }
        return constant(type, bytes);
    }

    Initializer numbers(float[] values, long... shape) {
        ByteBuffer bytes = room(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return constant(ElementType.FLOAT32, bytes.position(bytes.limit()), shape);
    }

    /** @param shape () or that of a vector */
    Initializer integers(long[] values, long... shape) {
        ByteBuffer bytes = room(values.length * Long.BYTES);
        bytes.asLongBuffer().put(values);
        return constant(ElementType.INT64, bytes.position(bytes.limit()), shape);
    }

    private static ByteBuffer room(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Initializer constant(ElementType type, ByteBuffer written, long... shape) {
        ByteBuffer bytes = written.flip();
        Content content = new Content(type, Arrays.stream(shape).boxed().toList(), bytes);
        return known.computeIfAbsent(
                content, unused -> new Initializer("/constant." + known.size(), type, shape, bytes::duplicate));
    }

    List<Initializer> all() {
        return List.copyOf(known.values());
    }
}
