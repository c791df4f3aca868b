package dev.jimm.core.onnx;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A value that stands in the file.
 *
 * @param bytes the elements in row-major order, little-endian; asked for when they are written
 */
record Initializer(String name, ElementType type, long[] shape, Supplier<ByteBuffer> bytes) {
    long length() {
        return Shapes.count(shape) * type.bytes();
    }

    /** All but the elements. */
    Message header() {
        Message header = new Message();
        for (long size : shape) {
            header.integer(1, size);
        }
        return header.integer(2, code(type)).text(8, name);
    }

    /** ONNX's number of a type. */
    static long code(ElementType type) {
        return switch (type) {
            case BOOL -> 9;
            case UINT8 -> 2;
            case INT8 -> 3;
            case INT32 -> 6;
            case INT64 -> 7;
            case FLOAT16 -> 10;
            case BFLOAT16 -> 16;
            case FLOAT32 -> 1;
            case FLOAT64 -> 11;
        };
    }
}
