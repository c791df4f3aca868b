package dev.jimm.core.verify;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.engine.Weights;
import java.nio.charset.StandardCharsets;

/**
 * Values that are the same in every language, made from names: what reference outputs are computed with. A 64-bit FNV-1a hash of the
 * name seeds SplitMix64 (Steele et al. 2014), whose upper 24 bits give each value.
 */
public final class GeneratedValues {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final int UNUSED_BITS = 40;
    private static final float SCALE = 0x1p-23f;

    private GeneratedValues() {}

    /** Values in [-1, 1). */
    public static float[] unit(String name, int count) {
        long hash = FNV_OFFSET;
        for (byte letter : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (letter & 0xff)) * FNV_PRIME;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            hash += GOLDEN_GAMMA;
            values[i] = (mix(hash) >>> UNUSED_BITS) * SCALE - 1;
        }
        return values;
    }

    private static long mix(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * Values for a tensor of a model, of a size that keeps activations in range. They depend on its name and shape only; whole numbers
     * start as the model says.
     */
    public static float[] of(Param param) {
        if (param.type() != ElementType.FLOAT32) {
            return Weights.initialValues(param, 0);
        }
        String name = param.name();
        String last = name.substring(name.lastIndexOf('.') + 1);
        float[] values = unit(name, Math.toIntExact(param.count()));
        switch (last) {
            case "running_mean" -> scale(values, 0.1);
            case "running_var" -> around1(values, true);
            default -> scaleByShape(values, param, last);
        }
        return values;
    }

    private static void scaleByShape(float[] values, Param param, String last) {
        if (last.equals("bias") || last.equals("beta") || last.endsWith("_bias")) {
            scale(values, 0.1);
        } else if (param.rank() <= 1) {
            around1(values, false);
        } else if (last.equals("weight") || last.endsWith("_weight")) {
            scale(values, Math.sqrt(3.0 * param.shape()[0] / param.count()));
        } else {
            scale(values, 0.1);
        }
    }

    private static void scale(float[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor);
        }
    }

    private static void around1(float[] values, boolean above) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (1 + 0.1 * (above ? Math.abs(values[i]) : values[i]));
        }
    }
}
