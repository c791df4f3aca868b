package dev.jimm.core.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A message in the wire format of protocol buffers, as far as ONNX needs it: fields by number, in the order in which they are added. */
final class Message {
    private static final int FIXED_32 = 5;
    private static final int LENGTH = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Message integer(int field, long value) {
        return varint((long) field << 3).varint(value);
    }

    Message number(int field, float value) {
        varint((long) field << 3 | FIXED_32);
        bytes.writeBytes(ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array());
        return this;
    }

    Message text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
        return bytes(field, value.toBytes());
    }

    Message bytes(int field, byte[] value) {
        beginning(field, value.length);
        bytes.writeBytes(value);
        return this;
    }

    /** Bytes as they are: what {@link #beginning} announced, or the rest of it. */
    Message raw(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    /** A field of bytes that somebody else writes behind this message. */
    Message beginning(int field, long length) {
        return varint((long) field << 3 | LENGTH).varint(length);
    }

    private Message varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
