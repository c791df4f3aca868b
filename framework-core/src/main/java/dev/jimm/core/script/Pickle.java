package dev.jimm.core.script;

import dev.jimm.api.tensor.Shapes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes values as Python pickles them, in those instructions of protocol 2 that TorchScript reads. Nothing here reads a pickle. */
final class Pickle {
    private static final int PROTOCOL = 0x80;
    private static final int VERSION = 2;
    private static final char MARK = '(';
    private static final char TUPLE = 't';
    private static final char REDUCE = 'R';
    private static final char PERSISTENT_ID = 'Q';
    private static final int NEW_OBJECT = 0x81;
    private static final int TRUE = 0x88;
    private static final int FALSE = 0x89;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Pickle() {
        bytes.write(PROTOCOL);
        bytes.write(VERSION);
    }

    /** The empty tuple alone. */
    static byte[] ofNothing() {
        return new Pickle().emptyTuple().end();
    }

    byte[] end() {
        bytes.write('.');
        return bytes.toByteArray();
    }

    /** Begins an instance of a class, whose attributes follow until {@link #endObject}. */
    Pickle beginObject(String module, String name) {
        global(module, name).emptyTuple();
        bytes.write(NEW_OBJECT);
        bytes.write('}');
        bytes.write(MARK);
        return this;
    }

    Pickle endObject() {
        bytes.write('u');
        bytes.write('b');
        return this;
    }

    /**
     * A contiguous tensor on the CPU.
     *
     * @param storage the class of its storage, such as FloatStorage
     * @param key the name of its record in the archive's folder {@code data}
     */
    Pickle tensor(String storage, String key, long[] shape, boolean trained) {
        global("torch._utils", "_rebuild_tensor_v2");
        bytes.write(MARK);
        bytes.write(MARK);
        text("storage").global("torch", storage).text(key).text("cpu").number(Shapes.count(shape));
        bytes.write(TUPLE);
        bytes.write(PERSISTENT_ID);
        number(0).tuple(shape).tuple(strides(shape)).bool(trained);
        global("collections", "OrderedDict").emptyTuple();
        bytes.write(REDUCE);
        bytes.write(TUPLE);
        bytes.write(REDUCE);
        return this;
    }

    private static long[] strides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    /** Remembers the value that was written last. */
    Pickle remember(int slot) {
        return instruction('r', slot);
    }

    /** The value that a slot remembers. */
    Pickle recall(int slot) {
        return instruction('j', slot);
    }

    Pickle text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        instruction('X', utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    Pickle bool(boolean value) {
        bytes.write(value ? TRUE : FALSE);
        return this;
    }

    private Pickle number(long number) {
        return instruction('J', Math.toIntExact(number));
    }

    private Pickle tuple(long[] numbers) {
        bytes.write(MARK);
        for (long number : numbers) {
            number(number);
        }
        bytes.write(TUPLE);
        return this;
    }

    private Pickle emptyTuple() {
        bytes.write(')');
        return this;
    }

    private Pickle global(String module, String name) {
        bytes.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    private Pickle instruction(char code, int argument) {
        bytes.write(code);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(argument)
                .array());
        return this;
    }
}
