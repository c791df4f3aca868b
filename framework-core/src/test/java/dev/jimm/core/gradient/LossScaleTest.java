package dev.jimm.core.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LossScaleTest {
    private static final LossScaleConfig CONFIG = new LossScaleConfig(1024, 4, 0.5, 3);

    @Test
    void growsAfterGoodUpdatesInARow() {
        LossScale scale = LossScale.initial(CONFIG);
        scale = scale.after(true, CONFIG).after(true, CONFIG);
        assertEquals(new LossScale(1024, 2), scale);
        assertEquals(new LossScale(4096, 0), scale.after(true, CONFIG));
        assertEquals(new LossScale(512, 0), scale.after(false, CONFIG));
        assertEquals(new LossScale(512, 1), scale.after(false, CONFIG).after(true, CONFIG));
    }

    @Test
    void hasBounds() {
        LossScale scale = LossScale.initial(CONFIG);
        for (int i = 0; i < 20; i++) {
            assertFalse(scale.exhausted(), scale.toString());
            scale = scale.after(false, CONFIG);
        }
        assertEquals(1.0 / 1024, scale.factor());
        assertTrue(scale.after(false, CONFIG).exhausted());
        for (int i = 0; i < 200; i++) {
            scale = scale.after(true, CONFIG);
        }
        assertEquals(Math.pow(2, 40), scale.factor());
    }

    @Test
    void optionsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new LossScaleConfig(0.5, 2, 0.5, 1));
        assertThrows(IllegalArgumentException.class, () -> new LossScaleConfig(1, 1, 0.5, 1));
        assertThrows(IllegalArgumentException.class, () -> new LossScaleConfig(1, 2, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new LossScaleConfig(1, 2, 0.5, 0));
        assertEquals(65536, LossScaleConfig.defaults().initial());
    }
}
