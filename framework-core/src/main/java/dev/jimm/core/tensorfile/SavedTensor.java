package dev.jimm.core.tensorfile;

import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.engine.DeviceTensor;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A tensor on its way to a file.
 *
 * @param bytes the values, row-major and little-endian, from the buffer's position to its limit; asked for when their
 *     turn comes, so that a model is never copied as a whole
 */
public record SavedTensor(String name, StoredType type, long[] shape, Supplier<ByteBuffer> bytes) {
    public SavedTensor {
        shape = shape.clone();
    }

    public static SavedTensor of(String name, DeviceTensor tensor) {
        return new SavedTensor(name, StoredType.of(tensor.type()), tensor.shape(), tensor::bytes);
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** The number of bytes that the values take. */
    public long size() {
        return Math.multiplyExact(Shapes.count(shape), type.bytes());
    }
}
