package dev.jimm.core.inference;

/**
 * How a program is made fast.
 *
 * @param batch the usual number of images at a time, at least 1; other numbers work too
 * @param measured whether the {@linkplain dev.jimm.core.engine.Variant variants} are tried out for a second or two when the program is
 *     made, and the fastest is taken; otherwise it is always the one with fused kernels. Two variants differ by rounding, so without measuring the same
 *     image always gets the same logits on one machine
 */
public record Tuning(int batch, boolean measured) {
    public Tuning {
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, is " + batch);
        }
    }
}
