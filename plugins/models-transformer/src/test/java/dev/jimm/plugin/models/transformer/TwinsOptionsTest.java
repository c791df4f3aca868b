package dev.jimm.plugin.models.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change in Twins. */
class TwinsOptionsTest {
    private static TwinsConfig config(List<Integer> heads, List<Double> ratios, List<Integer> wss) {
        return new TwinsConfig(4, List.of(16, 32), heads, ratios, List.of(3, 1), List.of(4, 2), wss, 0.1, 0.2, 0);
    }

    @Test
    @Tag("engine")
    void mapsThatWindowsAndReductionsDoNotCover() {
        TwinsConfig config = config(List.of(1, 2), List.of(2.0, 3.0), List.of(7, 1));
        Model model = Small.build(new Twins(), config, ModelOptions.DEFAULT.classes(5));
        Small.assertFirstLogits(model, new long[] {1, 3, 72, 60}, -0.12985, -0.23012, 0.183287, -0.149058);
    }

    @Test
    void everythingDropsAtItsRate() {
        TwinsConfig config = config(List.of(1, 2), List.of(2.0, 3.0), List.of(7, 1));
        Model model = Small.build(new Twins(), config, Small.DROPPING);
        double third = 0.25 / 3;
        assertEquals(List.of(third, third, 2 * third, 2 * third, 0.25, 0.25), Small.rates(model, "drop_path", 64));
        // patches, then attention and both places of the perceptron of each block, in both stages; the classifier
        assertEquals(
                List.of(0.1, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.1, 0.2, 0.2, 0.2, 0.4),
                Small.rates(model, "dropout", 64));
    }

    @Test
    void configurationsAreChecked() {
        List<Double> ratios = List.of(2.0, 3.0);
        assertEquals(
                List.of(
                        "num-heads must be 2 positive numbers, one a stage, is [1]",
                        "embed-dims must be multiples of the num-heads [1, 3], are [16, 32]",
                        "mlp-ratios must be 2 numbers, one a stage, is [2.0]",
                        "mlp-ratios must leave a hidden width, is [0.0, 3.0]",
                        "wss must be 2 positive numbers, one a stage, is [7]"),
                List.of(
                        Small.refusal(() -> config(List.of(1), ratios, List.of())),
                        Small.refusal(() -> config(List.of(1, 3), ratios, List.of())),
                        Small.refusal(() -> config(List.of(1, 2), List.of(2.0), List.of())),
                        Small.refusal(() -> config(List.of(1, 2), List.of(0.0, 3.0), List.of())),
                        Small.refusal(() -> config(List.of(1, 2), ratios, List.of(7)))));
    }
}
