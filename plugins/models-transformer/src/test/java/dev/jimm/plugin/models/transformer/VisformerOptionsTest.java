package dev.jimm.plugin.models.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change in {@link Visformer}. */
class VisformerOptionsTest {
    private static final List<Boolean> LATER = List.of(false, true, true);
    private static final long[] INPUT = {1, 3, 96, 96};

    private static VisformerConfig config(
            int embedDim, List<Boolean> attention, boolean positions, List<Boolean> convolution, int group) {
        return new VisformerConfig(
                96, 16, 8, embedDim, List.of(1, 1, 1), 3, 2, attention, positions, convolution, group, 0.1, 0.2, 0);
    }

    @Test
    @Tag("engine")
    void attentionInTheFirstStageAndConvolutionsInTheOthers() {
        VisformerConfig config = config(24, List.of(true, true, true), false, LATER, 1);
        Model model = Small.build(new Visformer(), config, ModelOptions.DEFAULT.classes(5));
        Small.assertFirstLogits(model, INPUT, -1.34901, -1.02331, 1.26807, 1.33387);
    }

    @Test
    @Tag("engine")
    void anotherImageSize() {
        VisformerConfig config = config(24, LATER, true, List.of(true, false, false), 2);
        Model model = Small.build(new Visformer(), config, ModelOptions.DEFAULT.classes(5));
        Small.assertFirstLogits(model, INPUT, -0.281435, -0.0977054, 0.642783, -0.222364);
    }

    @Test
    void everythingDropsAtItsRate() {
        VisformerConfig config = config(24, LATER, true, List.of(true, false, false), 2);
        Model model = Small.build(new Visformer(), config, Small.DROPPING);
        // the first block has one branch, and no rate yet
        assertEquals(List.of(0.125, 0.125, 0.25, 0.25), Small.rates(model, "drop_path", 96));
        // of each stage positions, attention, both places of the perceptron; the classifier
        assertEquals(
                List.of(0.1, 0.2, 0.2, 0.1, 0.2, 0.2, 0.2, 0.1, 0.2, 0.2, 0.2, 0.4), Small.rates(model, "dropout", 96));
    }

    @Test
    void configurationsAreChecked() {
        assertEquals(
                List.of(
                        "embed-dim must be even and at least four times the 3 num-heads, is 10",
                        "attn-stage must be 3 of true and false, one a stage, is [true]",
                        "spatial-conv must be 3 of true and false, one a stage, is [true]",
                        "group must divide the hidden width of perceptrons with a spatial convolution, is 7"),
                List.of(
                        Small.refusal(() -> config(10, LATER, true, LATER, 2)),
                        Small.refusal(() -> config(24, List.of(true), true, LATER, 2)),
                        Small.refusal(() -> config(24, LATER, true, List.of(true), 2)),
                        Small.refusal(() -> config(24, LATER, true, LATER, 7))));
    }
}
