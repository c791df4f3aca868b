package dev.jimm.core.quantize;

/** The values that a tensor takes, from the smallest to the largest. */
public record Range(float low, float high) {
    public Range {
        if (!(low <= high) || Float.isInfinite(low) || Float.isInfinite(high)) {
            throw new IllegalArgumentException(
                    "a range goes from a number to one that is not smaller, not from " + low + " to " + high);
        }
    }
}
