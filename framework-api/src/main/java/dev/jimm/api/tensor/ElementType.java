package dev.jimm.api.tensor;

import dev.jimm.api.API;

/** The type of a tensor's elements. Ordered: where two types meet, the result has the later one. */
@API(status = API.Status.STABLE, since = "0.1")
public enum ElementType {
    BOOL(11, 1),
    UINT8(0, 1),
    /** Of quantised weights; the engine has no products of these. */
    INT8(1, 1),
    /** Of quantised biases. */
    INT32(3, 4),
    INT64(4, 8),
    FLOAT16(5, 2),
    BFLOAT16(15, 2),
    FLOAT32(6, 4),
    FLOAT64(7, 8);

    private final int torchCode;
    private final int bytes;

    ElementType(int torchCode, int bytes) {
        this.torchCode = torchCode;
        this.bytes = bytes;
    }

    /** How many bytes an element takes. */
    public int bytes() {
        return bytes;
    }

    /** The number that TorchScript writes for this type. */
    public int torchCode() {
        return torchCode;
    }

    public boolean isFloating() {
        return this.ordinal() >= FLOAT16.ordinal();
    }

    /**
     * The type of an element-wise result, by PyTorch's rule: the later type wins, but a tensor of rank 0 does not raise the type of
     * one that has dimensions unless it is of a higher kind (a number does not turn float32 into float64).
     */
    static ElementType promote(long[][] shapes, ElementType[] types) {
        ElementType dimensioned = null;
        ElementType scalar = null;
        for (int i = 0; i < types.length; i++) {
            if (types[i] == null) {
                continue;
            }
            if (shapes[i].length > 0) {
                dimensioned = later(dimensioned, types[i]);
            } else {
                scalar = later(scalar, types[i]);
            }
        }
        if (dimensioned == null || scalar == null) {
            return dimensioned == null ? scalar : dimensioned;
        }
        return scalar.kind() > dimensioned.kind() ? scalar : dimensioned;
    }

    private static ElementType later(ElementType a, ElementType b) {
        return a == null || b.compareTo(a) > 0 ? b : a;
    }

    private int kind() {
        return this == BOOL ? 0 : isFloating() ? 2 : 1;
    }
}
