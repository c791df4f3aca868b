package dev.jimm.core.tensorfile;

import dev.jimm.api.tensor.ElementType;
import java.nio.ByteBuffer;

/** The element types of safetensors files that image models use. The constants are named as in the file. */
public enum StoredType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I64(8),
    I32(4),
    I8(1),
    U8(1),
    BOOL(1);

    private final int bytes;

    StoredType(int bytes) {
        this.bytes = bytes;
    }

    /** The size of an element. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloating() {
        return this == F64 || this == F32 || this == F16 || this == BF16;
    }

    /** How the engine's tensors are stored without loss. */
    public static StoredType of(ElementType type) {
        return switch (type) {
            case BOOL -> BOOL;
            case UINT8 -> U8;
            case INT8 -> I8;
            case INT32 -> I32;
            case INT64 -> I64;
            case FLOAT16 -> F16;
            case BFLOAT16 -> BF16;
            case FLOAT32 -> F32;
            case FLOAT64 -> F64;
        };
    }

    float[] floats(ByteBuffer source) {
        float[] values = new float[source.remaining() / bytes];
        if (this == F32) {
            source.asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = floatAt(source, i * bytes);
        }
        return values;
    }

    private float floatAt(ByteBuffer source, int at) {
        return switch (this) {
            case F64 -> (float) source.getDouble(at);
            case F32 -> source.getFloat(at);
            case F16 -> ofHalf(source.getShort(at));
            case BF16 -> Float.intBitsToFloat(source.getShort(at) << 16);
            case I64, I32, I8, U8, BOOL -> longAt(source, at);
        };
    }

    long[] longs(ByteBuffer source) {
        long[] values = new long[source.remaining() / bytes];
        for (int i = 0; i < values.length; i++) {
            values[i] = longAt(source, i * bytes);
        }
        return values;
    }

    private long longAt(ByteBuffer source, int at) {
        return switch (this) {
            case I64 -> source.getLong(at);
            case I32 -> source.getInt(at);
            case I8 -> source.get(at);
            case U8 -> source.get(at) & 0xFF;
            case BOOL -> source.get(at) == 0 ? 0 : 1;
            case F64, F32, F16, BF16 -> throw new IllegalStateException(this + " holds no whole numbers");
        };
    }

    /** IEEE 754 binary16: 1 bit of sign, 5 of exponent (bias 15), 10 of mantissa. */
    private static float ofHalf(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1F;
        int mantissa = half & 0x3FF;
        if (exponent == 0) {
            float subnormal = mantissa * 0x1p-24f;
            return sign == 0 ? subnormal : -subnormal;
        }
        int wideExponent = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wideExponent << 23 | mantissa << 13);
    }
}
