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

/** What overrides change in cross-covariance transformers. */
class XcitOptionsTest {
    @Test
    @Tag("engine")
    void averageOfAnImageThatPatchesDoNotCoverEvenly() {
        XcitConfig config = new XcitConfig(8, 24, 2, 2, 4, true, 2, true, 0.5, false, 0, 0, 0);
        Model model = Small.build(new Xcit(), config, new ModelOptions(5, 3, 0, 0, "avg", 32));
        Small.assertFirstLogits(model, new long[] {1, 3, 48, 40}, 1.24321, 1.03737, 0.108432, 0.0681869);
    }

    @Test
    @Tag("engine")
    void withoutPositionsAndBiases() {
        XcitConfig config = new XcitConfig(16, 24, 2, 3, 3, false, 1, false, 0.5, true, 0, 0, 0);
        Model model = Small.build(new Xcit(), config, ModelOptions.DEFAULT.classes(5));
        Small.assertFirstLogits(model, new long[] {1, 3, 64, 64}, 1.35459, 0.549148, -0.641097, 1.20136);
    }

    @Test
    void theClassTokensBlocksDropAsTheClassifierDoes() {
        XcitConfig config = new XcitConfig(16, 24, 3, 2, 4, true, 2, true, 1, true, 0.1, 0.2, 0.3);
        Model model = Small.build(new Xcit(), config, Small.DROPPING);
        Map<Double, Long> rates = Small.rates(model, "dropout", 32).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        // patches; attention and both places of the perceptron, of three blocks; attention weights of three blocks;
        // attention and both places of the perceptron of two blocks, and the classifier
        assertEquals(Map.of(0.1, 1L, 0.2, 9L, 0.3, 3L, 0.4, 7L), rates);
        // three branches of three blocks; none in the class token's
        assertEquals(
                List.of(0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25), Small.rates(model, "drop_path", 32));
    }

    @Test
    void configurationsAreChecked() {
        assertEquals(
                List.of(
                        "patch-size must be 8 or 16, is 4",
                        "embed-dim must be a multiple of the 5 num-heads, is 24",
                        "embed-dim must be at least 8 for patches of 16, is 4",
                        "depth must be positive, is 0",
                        "cls-attn-layers must be positive, is 0",
                        "mlp-ratio must leave a hidden width, is 0.0",
                        "eta must be positive, is 0.0",
                        "attn-drop-rate must be in [0, 1), is 1.0"),
                List.of(
                        Small.refusal(() -> new XcitConfig(4, 24, 3, 2, 4, true, 2, true, 1, true, 0, 0, 0)),
                        Small.refusal(() -> new XcitConfig(16, 24, 3, 5, 4, true, 2, true, 1, true, 0, 0, 0)),
                        Small.refusal(() -> new XcitConfig(16, 4, 3, 2, 4, true, 2, true, 1, true, 0, 0, 0)),
                        Small.refusal(() -> new XcitConfig(16, 24, 0, 2, 4, true, 2, true, 1, true, 0, 0, 0)),
                        Small.refusal(() -> new XcitConfig(16, 24, 3, 2, 4, true, 0, true, 1, true, 0, 0, 0)),
                        Small.refusal(() -> new XcitConfig(16, 24, 3, 2, 0, true, 2, true, 1, true, 0, 0, 0)),
                        Small.refusal(() -> new XcitConfig(16, 24, 3, 2, 4, true, 2, true, 0, true, 0, 0, 0)),
                        Small.refusal(() -> new XcitConfig(16, 24, 3, 2, 4, true, 2, true, 1, true, 0, 0, 1))));
    }
}
