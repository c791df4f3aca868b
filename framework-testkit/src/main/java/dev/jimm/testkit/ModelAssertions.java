package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.core.check.StructureProof;
import dev.jimm.core.engine.Weights;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;

/** Assertions about models, with messages that tell a plugin author what is wrong. */
final class ModelAssertions {
    private ModelAssertions() {}

    /** Asserts that something is refused by an {@link IllegalArgumentException} that names the option to change. */
    static void assertRefused(String option, Executable action) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                action,
                () -> "the option " + option + " should be refused, as declared in absent(architecture); throw an"
                        + " IllegalArgumentException that names it, or take the behaviour out of absent");
        assertTrue(
                String.valueOf(refusal.getMessage()).contains(option),
                () -> "the refusal should name the option " + option + ", but says: " + refusal.getMessage());
    }

    static void assertSameBits(String what, float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length, () -> "the number of values of " + what);
        int first = Arrays.mismatch(expected, actual);
        if (first >= 0) {
            fail(what + " differs at value " + first + ": " + expected[first] + " and " + actual[first]);
        }
    }

    /** Asserts that values are equal within a part of the largest one. */
    static void assertClose(String what, float[] expected, float[] actual, double tolerance) {
        assertEquals(expected.length, actual.length, () -> "the number of values of " + what);
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance * largest, what + " at value " + i);
        }
    }

    /** Asserts that all values are finite and that they are not all 0. */
    static void assertReached(String what, float[] gradient) {
        boolean reached = false;
        for (float value : gradient) {
            assertTrue(
                    Float.isFinite(value),
                    () -> what + " has a value " + value + "; look for a division, logarithm or root of 0");
            reached |= value != 0;
        }
        assertTrue(
                reached,
                () -> what
                        + " is 0 everywhere, so the weight is never trained; let it have an effect on the output, or do not"
                        + " declare it");
    }

    /** The names of the tensors whose shapes differ or that only one of two models has. */
    static Set<String> changed(Model before, Model after) {
        Map<String, String> first = StructureProof.shapes(before);
        Map<String, String> second = StructureProof.shapes(after);
        Set<String> changed = new LinkedHashSet<>(first.keySet());
        changed.addAll(second.keySet());
        changed.removeIf(name -> first.containsKey(name) && first.get(name).equals(second.get(name)));
        return changed;
    }

    /** The values of all tensors by name. */
    static Map<String, ByteBuffer> values(Weights weights) {
        Map<String, ByteBuffer> values = new LinkedHashMap<>();
        for (Param param : weights.table().all()) {
            values.put(param.name(), weights.get(param).bytes());
        }
        return values;
    }
}
