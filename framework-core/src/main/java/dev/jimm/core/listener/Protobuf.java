package dev.jimm.core.listener;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A message of protocol buffers, as much of the format as TensorBoard's events need
 * (https://protobuf.dev/programming-guides/encoding).
 */
final class Protobuf {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Protobuf integer(int field, long value) {
        return key(field, VARINT).varint(value);
    }

    Protobuf number(int field, double value) {
        return key(field, EIGHT_BYTES)
                .bytes(littleEndian(Double.BYTES).putDouble(value).array());
    }

    Protobuf number(int field, float value) {
        return key(field, FOUR_BYTES)
                .bytes(littleEndian(Float.BYTES).putFloat(value).array());
    }

    Protobuf text(int field, String value) {
        return delimited(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Protobuf message(int field, Protobuf value) {
        return delimited(field, value.bytes());
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private Protobuf delimited(int field, byte[] value) {
        return key(field, LENGTH_DELIMITED).varint(value.length).bytes(value);
    }

    private Protobuf key(int field, int wireType) {
        return varint((long) field << 3 | wireType);
    }

    /** Seven bits a byte, the lowest first; the eighth says that more follow. */
    private Protobuf varint(long value) {
        long rest = value;
        while ((rest & ~0x7F) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    private Protobuf bytes(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
