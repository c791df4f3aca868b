package dev.jimm.core.tensorfile;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.error.JimmException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A tensor of an opened file. Its values stay on disk until they are asked for. All that reads them throws a {@link
 * JimmException} (DATA) when the file has a checksum of them and it is wrong.
 */
public final class StoredTensor {
    private final Path file;
    private final String name;
    private final StoredType type;
    private final long[] shape;
    private final Supplier<ByteBuffer> bytes;

    /** @param bytes gives the values, row-major and little-endian */
    StoredTensor(Path file, String name, StoredType type, long[] shape, Supplier<ByteBuffer> bytes) {
        this.file = file;
        this.name = name;
        this.type = type;
        this.shape = shape.clone();
        this.bytes = bytes;
    }

    StoredTensor renamed(String other) {
        return new StoredTensor(file, other, type, shape, bytes);
    }

    public String name() {
        return name;
    }

    public StoredType type() {
        return type;
    }

    public long[] shape() {
        return shape.clone();
    }

    /**
     * The values as raw bytes, row-major and little-endian, read-only: those of the file, mapped into memory; or a copy,
     * where the file has them compressed or in another order.
     */
    public ByteBuffer bytes() {
        return bytes.get().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The values in row-major order, of any type, rounded to float32 where they are wider. */
    public float[] floats() {
        float[] values = new float[Math.toIntExact(Shapes.count(shape))];
        type.floats(bytes(), FloatBuffer.wrap(values));
        return values;
    }

    /**
     * The same as a float32 tensor in the engine's memory, which the caller closes. The values go there straight from
     * the file.
     */
    public DeviceTensor toDevice() {
        if (Shapes.count(shape) > Integer.MAX_VALUE / Float.BYTES) {
            throw Refusal.of(file, "tensor '" + this + "' has more than 2 GB in float32; split it");
        }
        ByteBuffer source = bytes();
        return DeviceTensor.filled(ElementType.FLOAT32, shape, memory -> type.floats(source, memory.asFloatBuffer()));
    }

    /**
     * The values of a tensor of whole numbers, in row-major order; false is 0 and true is 1.
     *
     * @throws JimmException when the file holds floating-point numbers under this name, or one that is too large
     */
    public long[] longs() {
        if (type.isFloating()) {
            throw Refusal.of(
                    file,
                    "tensor '" + name + "' is of type " + type
                            + ", whole numbers were expected; the file was written for something else");
        }
        try {
            return type.longs(bytes());
        } catch (ArithmeticException e) {
            throw Refusal.of(
                    file, "tensor '" + name + "': " + e.getMessage() + "; the file was written for something else");
        }
    }

    @Override
    public String toString() {
        return name + " " + type + Arrays.toString(shape);
    }
}
