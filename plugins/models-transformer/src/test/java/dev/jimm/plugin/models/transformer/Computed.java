package dev.jimm.plugin.models.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.model.Model;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.verify.GeneratedModel;
import java.util.Set;

/** What tests of overridden options compute with generated weights, and expect. */
final class Computed {
    private Computed() {}

    /** Logits of one generated image; the expected ones are timm's for the same options. */
    static void assertLogits(Model model, int size, float... expected) {
        try (GeneratedModel generated = new GeneratedModel(model)) {
            float[] logits = generated
                    .outputs(Execution.TRACED, Set.of(), 1, 3, size, size)
                    .logits()
                    .values();
            assertArrayEquals(expected, logits, 2e-5f);
        }
    }

    static String refusal(Runnable action) {
        return assertThrows(IllegalArgumentException.class, action::run).getMessage();
    }
}
