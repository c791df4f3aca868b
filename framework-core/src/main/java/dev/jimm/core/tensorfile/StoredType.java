package dev.jimm.core.tensorfile;

import dev.jimm.api.tensor.ElementType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** The element types of files of weights. The constants are named as in safetensors files. */
public enum StoredType {
    F64(8, true),
    F32(4, true),
    F16(2, true),
    BF16(2, true),
    /** 4 bits of exponent, 3 of mantissa, no infinity. */
    F8_E4M3(1, true),
    /** 5 bits of exponent, 2 of mantissa: the upper half of F16. */
    F8_E5M2(1, true),
    I64(8, false),
    I32(4, false),
    I16(2, false),
    I8(1, false),
    U64(8, false),
    U32(4, false),
    U16(2, false),
    U8(1, false),
    BOOL(1, false);

    private final int bytes;
    private final boolean floating;

    StoredType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /** The size of an element. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloating() {
        return floating;
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

    /** Writes little-endian values as float32. */
    void floats(ByteBuffer source, FloatBuffer target) {
        if (this == F32) {
            target.put(source.asFloatBuffer());
            return;
        }
        for (int at = source.position(); at < source.limit(); at += bytes) {
            target.put(floatAt(source, at));
        }
    }

    private float floatAt(ByteBuffer source, int at) {
        return switch (this) {
            case F64 -> (float) source.getDouble(at);
            case F32 -> source.getFloat(at);
            case F16 -> ofHalf(source.getShort(at));
            case BF16 -> Float.intBitsToFloat(source.getShort(at) << 16);
            case F8_E4M3 -> ofQuarter(source.get(at));
            case F8_E5M2 -> ofHalf((short) (source.get(at) << 8));
            case U64 -> ofUnsigned(source.getLong(at));
            case I64, I32, I16, I8, U32, U16, U8, BOOL -> longAt(source, at);
        };
    }

    /**
     * Reads whole numbers.
     *
     * @throws ArithmeticException when one is larger than {@link Long#MAX_VALUE}
     */
    long[] longs(ByteBuffer source) {
        long[] values = new long[source.remaining() / bytes];
        for (int i = 0; i < values.length; i++) {
            values[i] = longAt(source, source.position() + i * bytes);
        }
        return values;
    }

    private long longAt(ByteBuffer source, int at) {
        return switch (this) {
            case I64 -> source.getLong(at);
            case I32 -> source.getInt(at);
            case I16 -> source.getShort(at);
            case I8 -> source.get(at);
            case U64 -> requireSigned(source.getLong(at));
            case U32 -> Integer.toUnsignedLong(source.getInt(at));
            case U16 -> Short.toUnsignedLong(source.getShort(at));
            case U8 -> Byte.toUnsignedLong(source.get(at));
            case BOOL -> source.get(at) == 0 ? 0 : 1;
            case F64, F32, F16, BF16, F8_E4M3, F8_E5M2 ->
                throw new IllegalStateException(this + " holds no whole numbers");
        };
    }

    private static long requireSigned(long value) {
        if (value < 0) {
            throw new ArithmeticException(Long.toUnsignedString(value) + " is too large");
        }
        return value;
    }

    private static float ofUnsigned(long value) {
        // the last bit stays set when it is lost, so that halves are not taken for exact
        return value >= 0 ? value : (float) (value >>> 1 | value & 1) * 2;
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

    /** The "finite" form: 1 bit of sign, 4 of exponent (bias 7), 3 of mantissa; all ones are NaN. */
    private static float ofQuarter(byte quarter) {
        int exponent = quarter >> 3 & 0xF;
        int mantissa = quarter & 7;
        float size = exponent == 0xF && mantissa == 7
                ? Float.NaN
                : exponent == 0 ? mantissa * 0x1p-9f : Math.scalb(8 + mantissa, exponent - 10);
        return quarter < 0 ? -size : size;
    }
}
