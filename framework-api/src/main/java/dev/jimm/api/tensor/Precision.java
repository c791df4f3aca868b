package dev.jimm.api.tensor;

import dev.jimm.api.API;

/** The precision policy of a pass: the type that operators of class {@link Op.Cast#LOW} run in. Weights are always kept in float32. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Precision {
    FP32(ElementType.FLOAT32),
    BF16(ElementType.BFLOAT16),
    /** Numbers below 6e-8 become 0 and above 65504 infinite, so the loss of a training must be scaled up. */
    FP16(ElementType.FLOAT16);

    private final ElementType low;

    Precision(ElementType low) {
        this.low = low;
    }

    public ElementType low() {
        return low;
    }
}
