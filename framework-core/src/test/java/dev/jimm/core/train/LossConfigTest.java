package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossConfigTest {
    private static Reader reader(boolean multiLabel) {
        return new Reader() {
            @Override
            public List<String> classNames() {
                return List.of("a", "b");
            }

            @Override
            public int size() {
                return 1;
            }

            @Override
            public int[] labels(int index) {
                return new int[] {1};
            }

            @Override
            public boolean isMultiLabel() {
                return multiLabel;
            }

            @Override
            public String name(int index) {
                return "sample " + index;
            }

            @Override
            public Sample sample(int index) {
                throw new AssertionError("the labels tell enough");
            }
        };
    }

    @Test
    void crossEntropyIsForOneClassASample() {
        LossConfig crossEntropy = LossConfig.defaults();
        JimmException refused = assertThrows(JimmException.class, () -> crossEntropy.requireFor(reader(true)));
        assertEquals(Category.CONFIGURATION, refused.category());
        assertEquals(
                "loss.name = cross-entropy is for one class a sample, but samples of this data have several; set"
                        + " loss.name = bce",
                refused.getMessage());
        assertDoesNotThrow(() -> crossEntropy.requireFor(reader(false)));
    }

    @Test
    void binaryCrossEntropyIsForAnyNumberOfClasses() {
        LossConfig bce = new LossConfig(LossConfig.Name.BCE, 0);
        assertDoesNotThrow(() -> bce.requireFor(reader(true)));
        assertDoesNotThrow(() -> bce.requireFor(reader(false)));
    }
}
