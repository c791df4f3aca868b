package dev.jimm.api.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Resize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatchKernelsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 14, 16, 512})
    void theSameSizeChangesNothing(int size) {
        double[] shares = PatchKernels.shares(size, size);
        for (int i = 0; i < shares.length; i++) {
            assertEquals(i / size == i % size ? 1 : 0, shares[i], 1e-12, () -> "size " + size);
        }
    }

    /** With the matrix that resizes, B, and this one, S: what undoes resizing from the left (larger) or from the right (smaller). */
    @ParameterizedTest
    @CsvSource({"8, 16", "16, 32", "14, 16", "16, 17", "1, 5", "16, 8", "32, 16", "16, 14", "240, 16", "5, 1"})
    void resizingIsUndone(int size, int newSize) {
        double[][] resizing = Resize.shares(size, newSize, Filter.BICUBIC);
        double[] shares = PatchKernels.shares(size, newSize);
        boolean larger = newSize >= size;
        int least = Math.min(size, newSize);
        for (int i = 0; i < least; i++) {
            for (int j = 0; j < least; j++) {
                double sum = 0;
                for (int k = 0; k < Math.max(size, newSize); k++) {
                    sum += larger ? resizing[k][i] * shares[k * size + j] : resizing[i][k] * shares[j * size + k];
                }
                assertEquals(i == j ? 1 : 0, sum, 1e-9);
            }
        }
    }

    @Test
    void whatIsNoPatchIsRefused() {
        assertEquals(
                "patches of 9223372036854775807 pixels do not become patches of 16; at most 512 do",
                assertThrows(IllegalArgumentException.class, () -> PatchKernels.shares(Long.MAX_VALUE, 16))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> PatchKernels.shares(16, 513));
        assertThrows(IllegalArgumentException.class, () -> PatchKernels.shares(0, 16));
    }
}
