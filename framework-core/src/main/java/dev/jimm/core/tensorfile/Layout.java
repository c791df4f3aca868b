package dev.jimm.core.tensorfile;

import dev.jimm.api.tensor.Shapes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a tensor lies in memory: from an element on, with a stride in elements for each dimension.
 *
 * @param order of the bytes of an element
 */
record Layout(StoredType type, long[] shape, long[] strides, long offset, ByteOrder order) {
    /** Row-major, from the first element on. */
    static Layout plain(StoredType type, long[] shape, ByteOrder order) {
        return new Layout(type, shape, rowMajor(shape), 0, order);
    }

    /** Column-major, from the first element on, as Fortran has it. */
    static Layout columnMajor(StoredType type, long[] shape, ByteOrder order) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = 0; i < shape.length; i++) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return new Layout(type, shape, strides, 0, order);
    }

    private static long[] rowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    /**
     * How many elements the memory must have.
     *
     * @throws ArithmeticException when more than can be counted
     */
    long reach() {
        if (Shapes.count(shape) == 0) {
            return 0;
        }
        long last = offset;
        for (int i = 0; i < shape.length; i++) {
            last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
        }
        return Math.addExact(last, 1);
    }

    /**
     * The values, row-major and little-endian.
     *
     * @param memory as long as the layout's reach at least
     * @return a part of the memory where it is in this order, and else a copy
     */
    ByteBuffer read(ByteBuffer memory) {
        int size = Math.toIntExact(Shapes.count(shape) * type.bytes());
        if (size == 0) {
            return ByteBuffer.allocate(0);
        }
        if (isPlain()) {
            return memory.slice(memory.position() + Math.toIntExact(offset * type.bytes()), size);
        }
        ByteBuffer source = memory.slice().order(order);
        ByteBuffer target = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        copy(source, target, 0, offset);
        return target.flip();
    }

    private boolean isPlain() {
        long[] plain = rowMajor(shape);
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] > 1 && strides[i] != plain[i]) {
                return false;
            }
        }
        return order == ByteOrder.LITTLE_ENDIAN || type.bytes() == 1;
    }

    private void copy(ByteBuffer source, ByteBuffer target, int dimension, long from) {
        if (dimension == shape.length) {
            copyElement(source, target, (int) (from * type.bytes()));
            return;
        }
        for (long i = 0; i < shape[dimension]; i++) {
            copy(source, target, dimension + 1, from + i * strides[dimension]);
        }
    }

    private void copyElement(ByteBuffer source, ByteBuffer target, int at) {
        switch (type.bytes()) {
            case 8 -> target.putLong(source.getLong(at));
            case 4 -> target.putInt(source.getInt(at));
            case 2 -> target.putShort(source.getShort(at));
            default -> target.put(source.get(at));
        }
    }
}
