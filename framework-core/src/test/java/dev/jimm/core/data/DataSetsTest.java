package dev.jimm.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DataSetsTest {
    @Test
    void names() {
        assertEquals(Set.of("cifar10", "image-folder", "sample"), DataSets.names());
    }

    @Test
    void unknownReader() {
        DataConfig config = new DataConfig("cifar-10", Path.of("x"), 0.1, 1, 1, 1, 10);
        String message =
                "data.reader = cifar-10 is not known; there is cifar10, image-folder, sample; did you mean 'cifar10'?";
        JimmException e = assertThrows(JimmException.class, () -> DataSets.open(config, 1));
        assertSame(Category.CONFIGURATION, e.category());
        assertEquals(message, e.getMessage());
        assertEquals(
                message,
                assertThrows(JimmException.class, () -> DataSets.openExisting(config, 1))
                        .getMessage());
        assertEquals(Optional.of(message), DataSets.check("cifar-10"));
        assertEquals(Optional.empty(), DataSets.check("cifar10"));
    }

    @Test
    void validationFractionIsChecked() {
        for (double fraction : new double[] {0, 1, -0.5, Double.NaN}) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> new DataConfig("sample", Path.of("x"), fraction, 1, 1, 1, 10));
            assertEquals("validation-fraction must be between 0 and 1, both excluded, not " + fraction, e.getMessage());
        }
    }
}
