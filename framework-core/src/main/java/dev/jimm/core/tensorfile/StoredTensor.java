package dev.jimm.core.tensorfile;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/** A tensor of an opened file. Its values stay on disk until they are asked for. */
public final class StoredTensor {
    private final Path file;
    private final String name;
    private final StoredType type;
    private final long[] shape;
    private final ByteBuffer bytes;

    /** @param bytes the values, row-major and little-endian */
    StoredTensor(Path file, String name, StoredType type, long[] shape, ByteBuffer bytes) {
        this.file = file;
        this.name = name;
        this.type = type;
        this.shape = shape.clone();
        this.bytes = bytes;
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

    /** The values as the file holds them: row-major, little-endian, read-only, direct. */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The values in row-major order, of any type, rounded to float32 where they are wider. */
    public float[] floats() {
        return type().floats(bytes());
    }

    /**
     * The values of a tensor of whole numbers, in row-major order; false is 0 and true is 1.
     *
     * @throws JimmException when the file holds floating-point numbers under this name
     */
    public long[] longs() {
        if (type().isFloating()) {
            throw new JimmException(
                    Category.DATA,
                    file + ": tensor '" + name() + "' is of type " + type()
                            + ", whole numbers were expected; the file was" + " written for something else");
        }
        return type().longs(bytes());
    }

    @Override
    public String toString() {
        return name() + " " + type() + Arrays.toString(shape);
    }
}
