package dev.jimm.plugin.models.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change in transformers in transformers. */
class TntOptionsTest {
    private static final long[] INPUT = {1, 3, 48, 48};

    @Test
    @Tag("engine")
    void averageOfTheFirstCodeWithBiases() {
        TntConfig config = new TntConfig(48, 16, 24, 8, 2, 2, 3, 3, true, 0, 0, 0, 4, true);
        Model model = Small.build(new Tnt(), config, new ModelOptions(5, 3, 0, 0, "avg", 32));
        Small.assertFirstLogits(model, INPUT, -0.741603, 0.221797, -0.542671, -0.0273631);
    }

    @Test
    @Tag("engine")
    void placesOfEightPixels() {
        TntConfig config = new TntConfig(48, 16, 24, 8, 2, 2, 3, 4, false, 0, 0, 0, 8, false);
        Model model = Small.build(new Tnt(), config, ModelOptions.DEFAULT.classes(5));
        Small.assertFirstLogits(model, INPUT, 0.220212, -1.57263, 0.216047, 0.440527);
    }

    @Test
    void bothStreamsDrop() {
        TntConfig config = new TntConfig(48, 16, 24, 8, 2, 2, 3, 4, false, 0.1, 0.2, 0, 4, false);
        Model model = Small.build(new Tnt(), config, Small.DROPPING);
        assertEquals(List.of(0.25, 0.25, 0.25, 0.25), Small.rates(model, "drop_path", 48));
        Map<Double, Long> rates = Small.rates(model, "dropout", 48).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        // patches; attention and both places of the perceptron, of two streams of two blocks; the classifier
        assertEquals(Map.of(0.1, 1L, 0.2, 12L, 0.4, 1L), rates);
    }

    @Test
    void configurationsAreChecked() {
        assertEquals(
                List.of(
                        "img-size must be at least the patch-size of 16, is 8",
                        "inner-dim must be a multiple of the 3 num-heads-inner, is 8",
                        "embed-dim must be a multiple of the 5 num-heads-outer, is 24",
                        "mlp-ratio must leave a hidden width, is 0.0",
                        "first-stride must divide the patch-size of 16, is 5"),
                List.of(
                        Small.refusal(() -> new TntConfig(8, 16, 24, 8, 2, 2, 3, 4, true, 0, 0, 0, 4, true)),
                        Small.refusal(() -> new TntConfig(48, 16, 24, 8, 2, 3, 3, 4, true, 0, 0, 0, 4, true)),
                        Small.refusal(() -> new TntConfig(48, 16, 24, 8, 2, 2, 5, 4, true, 0, 0, 0, 4, true)),
                        Small.refusal(() -> new TntConfig(48, 16, 24, 8, 2, 2, 3, 0, true, 0, 0, 0, 4, true)),
                        Small.refusal(() -> new TntConfig(48, 16, 24, 8, 2, 2, 3, 4, true, 0, 0, 0, 5, true))));
    }
}
