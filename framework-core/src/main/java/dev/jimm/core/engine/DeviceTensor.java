package dev.jimm.core.engine;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.script.ScriptArchive;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A tensor that holds values in the engine's memory, outside any pass. Its memory is freed by {@link #close} and by nothing else; what
 * is held at a moment is counted ({@link #live}), so that a test can show that nothing was left behind.
 */
public final class DeviceTensor implements AutoCloseable {
    private static final class Methods {
        private static final long MODULE = Native.compile(new ScriptArchive("Memory", """
                  def zeros(self: __torch__.Memory, shape: List[int], type: int) -> List[Tensor]:
                    return [torch.zeros(shape, dtype=type)]
                  def empty(self: __torch__.Memory, shape: List[int], type: int) -> List[Tensor]:
                    return [torch.empty(shape, dtype=type)]
                  def copy(self: __torch__.Memory, x: Tensor) -> List[Tensor]:
                    return [torch.clone(x)]
                  def zeros_like(self: __torch__.Memory, x: Tensor, type: int) -> List[Tensor]:
                    return [torch.zeros_like(x, dtype=type)]
                  def to(self: __torch__.Memory, x: Tensor, type: int) -> List[Tensor]:
                    return [torch.to(x, type, False, True)]
                  def overwrite(self: __torch__.Memory, x: Tensor, y: Tensor) -> List[Tensor]:
                    return [torch.copy_(x, y)]
                  def contiguous(self: __torch__.Memory, x: Tensor) -> List[Tensor]:
                    return [torch.contiguous(x)]
                  def channels_last(self: __torch__.Memory, x: Tensor) -> List[Tensor]:
                    return [torch.contiguous(x, memory_format=2)]
                """));
    }

    private final ElementType type;
    private final long[] shape;
    private long handle;
    /** Memory that belongs to Java and must live as long as this tensor. */
    private ByteBuffer borrowed;

    private DeviceTensor(ElementType type, long[] shape, long handle) {
        this.type = type;
        this.shape = shape;
        this.handle = handle;
    }

    static DeviceTensor adopt(long handle, ElementType type) {
        return new DeviceTensor(type, Native.sizes(handle), handle);
    }

    public static DeviceTensor zeros(ElementType type, long... shape) {
        return created("zeros", type, shape);
    }

    private static DeviceTensor created(String method, ElementType type, long... shape) {
        long[] arguments = {Native.attribute(shape.clone()), Native.attribute((long) type.torchCode())};
        return new DeviceTensor(type, shape.clone(), Native.run(Methods.MODULE, method, arguments, false)[0]);
    }

    /**
     * A tensor whose values are written where they are to stay.
     *
     * @param writer is given the memory, in native byte order, and writes all of it: row-major values
     */
    public static DeviceTensor filled(ElementType type, long[] shape, Consumer<ByteBuffer> writer) {
        DeviceTensor tensor = created("empty", type, shape);
        if (Shapes.count(shape) == 0) {
            return tensor;
        }
        try {
            writer.accept(Native.memory(tensor.handle));
            return tensor;
        } catch (RuntimeException | Error e) {
            tensor.close();
            throw e;
        }
    }

    /** Float32 values in row-major order. */
    public static DeviceTensor of(float[] values, long... shape) {
        requireCount(values.length, shape);
        DeviceTensor tensor = zeros(ElementType.FLOAT32, shape);
        if (values.length > 0) {
            Native.memory(tensor.handle).asFloatBuffer().put(values);
        }
        return tensor;
    }

    /** Values as raw bytes in native order, row-major: what {@link #bytes} gives. */
    public static DeviceTensor of(ByteBuffer bytes, ElementType type, long... shape) {
        return filled(type, shape, memory -> {
            if (memory.capacity() != bytes.remaining()) {
                throw new IllegalArgumentException(bytes.remaining() + " bytes for " + type + Shapes.text(shape));
            }
            memory.put(bytes.duplicate());
        });
    }

    public static DeviceTensor of(long[] values, long... shape) {
        requireCount(values.length, shape);
        DeviceTensor tensor = zeros(ElementType.INT64, shape);
        if (values.length > 0) {
            Native.memory(tensor.handle).asLongBuffer().put(values);
        }
        return tensor;
    }

    /** Numbers of type FLOAT64, as update rules take them. */
    public static DeviceTensor of(double[] values, long... shape) {
        requireCount(values.length, shape);
        DeviceTensor tensor = zeros(ElementType.FLOAT64, shape);
        if (values.length > 0) {
            Native.memory(tensor.handle).asDoubleBuffer().put(values);
        }
        return tensor;
    }

    /**
     * A tensor over the memory of a direct buffer, without a copy. The buffer must not be changed while the tensor is in use.
     *
     * @param direct in native byte order, from its position 0
     */
    public static DeviceTensor over(ByteBuffer direct, ElementType type, long... shape) {
        if (!direct.isDirect()) {
            throw new IllegalArgumentException("a tensor can lie over a direct buffer only");
        }
        DeviceTensor tensor = new DeviceTensor(type, shape.clone(), Native.alias(direct, type, shape));
        tensor.borrowed = direct;
        return tensor;
    }

    private static void requireCount(int values, long... shape) {
        if (values != Shapes.count(shape)) {
            throw new IllegalArgumentException(values + " values for the shape " + Shapes.text(shape));
        }
    }

    long handle() {
        if (handle == 0) {
            throw new IllegalStateException("this tensor was closed");
        }
        return handle;
    }

    public ElementType type() {
        return type;
    }

    public long[] shape() {
        return shape.clone();
    }

    /** A copy with memory of its own. */
    public DeviceTensor copy() {
        return derived("copy");
    }

    /** Overwrites the values of a tensor of the same shape, whatever the two types and memory layouts. */
    public void copyFrom(DeviceTensor source) {
        long[] arguments = {Native.value(handle()), Native.value(source.handle())};
        Native.delete(Native.run(Methods.MODULE, "overwrite", arguments, false)[0]);
    }

    /** Zeros of another type, of the same shape and memory layout. */
    public DeviceTensor zerosLike(ElementType wanted) {
        return converted("zeros_like", wanted);
    }

    /** A copy of another type, of the same memory layout. */
    public DeviceTensor to(ElementType wanted) {
        return converted("to", wanted);
    }

    private DeviceTensor converted(String method, ElementType wanted) {
        long[] arguments = {Native.value(handle()), Native.attribute((long) wanted.torchCode())};
        return new DeviceTensor(wanted, shape.clone(), Native.run(Methods.MODULE, method, arguments, false)[0]);
    }

    /** The same (N, C, H, W) values with the channels last in memory. */
    public DeviceTensor channelsLast() {
        return derived("channels_last");
    }

    private DeviceTensor derived(String method) {
        long[] arguments = {Native.value(handle())};
        return new DeviceTensor(type, shape.clone(), Native.run(Methods.MODULE, method, arguments, false)[0]);
    }

    /** The values of a float32 tensor, in row-major order whatever the memory layout. */
    public float[] floats() {
        float[] values = new float[Math.toIntExact(Shapes.count(shape))];
        bytes(ElementType.FLOAT32).asFloatBuffer().get(values);
        return values;
    }

    /** The values of a float32 tensor, an array for each index of axis 0, which is not empty. */
    public float[][] rows() {
        float[] all = floats();
        float[][] rows = new float[Math.toIntExact(shape[0])][all.length / Math.toIntExact(shape[0])];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(all, i * rows[i].length, rows[i], 0, rows[i].length);
        }
        return rows;
    }

    public double[] doubles() {
        double[] values = new double[Math.toIntExact(Shapes.count(shape))];
        bytes(ElementType.FLOAT64).asDoubleBuffer().get(values);
        return values;
    }

    public long[] longs() {
        long[] values = new long[Math.toIntExact(Shapes.count(shape))];
        bytes(ElementType.INT64).asLongBuffer().get(values);
        return values;
    }

    /** The value of a float32 tensor with one element. */
    public float item() {
        return floats()[0];
    }

    private ByteBuffer bytes(ElementType expected) {
        if (type != expected) {
            throw new IllegalStateException("a tensor of " + type + " was read as " + expected);
        }
        return bytes();
    }

    /** A copy of the values as raw bytes in native order, row-major. */
    public ByteBuffer bytes() {
        if (Shapes.count(shape) == 0) {
            return ByteBuffer.allocate(0);
        }
        try (DeviceTensor plain = derived("contiguous")) {
            ByteBuffer memory = Native.memory(plain.handle);
            ByteBuffer copy = ByteBuffer.allocate(memory.capacity()).order(ByteOrder.nativeOrder());
            return copy.put(memory.duplicate()).flip();
        }
    }

    /** How many tensors are held at this moment in the whole JVM. */
    public static long live() {
        return Native.liveTensors();
    }

    @Override
    public void close() {
        if (handle != 0) {
            Native.delete(handle);
            handle = 0;
            borrowed = null;
        }
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
