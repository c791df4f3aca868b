package dev.jimm.plugin.models.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change in pooling-based transformers. */
class PitOptionsTest {
    private static PitConfig config(int imgSize, int patchSize, List<Integer> baseDims, List<Integer> heads) {
        return new PitConfig(imgSize, patchSize, 6, baseDims, List.of(1, 2), heads, 2, true, 0.1, 0.2, 0);
    }

    @Test
    @Tag("engine")
    void anotherImageSizeAndHeadsOfTwoWidths() {
        Model model =
                Small.build(new Pit(), config(96, 12, List.of(8, 16), List.of(2, 3)), ModelOptions.DEFAULT.classes(5));
        Small.assertFirstLogits(model, new long[] {1, 3, 96, 96}, 0.593461, 0.353589, 0.184857, 0.0227339);
    }

    @Test
    void pathsDropMoreFromBlockToBlockAcrossStages() {
        Model model = Small.build(new Pit(), config(96, 12, List.of(8, 16), List.of(2, 3)), Small.DROPPING);
        assertEquals(List.of(0.125, 0.125, 0.25, 0.25), Small.rates(model, "drop_path", 96));
        // patches; attention and both places of the perceptron, of three blocks; both classifiers
        assertEquals(
                List.of(0.1, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.4, 0.4), Small.rates(model, "dropout", 96));
    }

    @Test
    void configurationsAreChecked() {
        assertEquals(
                List.of(
                        "patch-size must be positive, is 0",
                        "img-size must be at least the patch-size of 12, is 8",
                        "base-dims must be 2 positive numbers, one a stage, is [8]",
                        "heads must be 2 positive numbers, one a stage, is [2, 0]",
                        "base-dims times heads must be a multiple of the 16 of the stage before, is 24"),
                List.of(
                        Small.refusal(() -> config(96, 0, List.of(8, 16), List.of(2, 3))),
                        Small.refusal(() -> config(8, 12, List.of(8, 16), List.of(2, 3))),
                        Small.refusal(() -> config(96, 12, List.of(8), List.of(2, 3))),
                        Small.refusal(() -> config(96, 12, List.of(8, 16), List.of(2, 0))),
                        Small.refusal(() -> config(96, 12, List.of(8, 8), List.of(2, 3)))));
    }
}
