package dev.jimm.app.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A message in Thrift's <a href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">compact
 * protocol</a>. Fields are written in the order of their numbers.
 */
final class CompactMessage {
    private static final int INT_32 = 5;
    private static final int INT_64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int SHORT_LIST = 15;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    /** The number of the last field in each struct that is open. */
    private final Deque<Integer> last = new ArrayDeque<>();

    CompactMessage() {
        last.push(0);
    }

    private void field(int number, int type) {
        bytes.write((number - last.pop()) << 4 | type);
        last.push(number);
    }

    CompactMessage integer(int number, int value) {
        field(number, INT_32);
        zigzag(value);
        return this;
    }

    CompactMessage wide(int number, long value) {
        field(number, INT_64);
        zigzag(value);
        return this;
    }

    CompactMessage text(int number, String value) {
        field(number, BINARY);
        return text(value);
    }

    /** The value of an element of a list. */
    CompactMessage text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    /** The value of an element of a list. */
    CompactMessage integer(int value) {
        zigzag(value);
        return this;
    }

    CompactMessage integers(int number, int size) {
        return list(number, size, INT_32);
    }

    CompactMessage texts(int number, int size) {
        return list(number, size, BINARY);
    }

    CompactMessage structs(int number, int size) {
        return list(number, size, STRUCT);
    }

    private CompactMessage list(int number, int size, int type) {
        field(number, LIST);
        bytes.write(Math.min(size, SHORT_LIST) << 4 | type);
        if (size >= SHORT_LIST) {
            varint(size);
        }
        return this;
    }

    CompactMessage begin(int number) {
        field(number, STRUCT);
        return begin();
    }

    /** Begins an element of a list of structs. */
    CompactMessage begin() {
        last.push(0);
        return this;
    }

    CompactMessage end() {
        bytes.write(0);
        last.pop();
        return this;
    }

    private void zigzag(long value) {
        varint(value << 1 ^ value >> 63);
    }

    private void varint(long value) {
        varint(value, bytes);
    }

    /** Seven bits a byte, the lowest first; all but the last byte have the highest bit set. */
    static void varint(long value, ByteArrayOutputStream out) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** The message, to be called once, when all structs are ended but the message itself. */
    byte[] toBytes() {
        bytes.write(0);
        return bytes.toByteArray();
    }
}
