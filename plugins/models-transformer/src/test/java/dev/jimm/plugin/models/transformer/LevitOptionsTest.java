package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.Small.assertFirstLogits;
import static dev.jimm.plugin.models.transformer.Small.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.transformer.LevitConfig.StemType;
import dev.jimm.testkit.ShapeRunner;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change in LeViT. */
class LevitOptionsTest {
    @SuppressWarnings("unchecked") // the family has one type of configuration
    private static final Architecture<LevitConfig> ARCHITECTURE =
            (Architecture<LevitConfig>) new Levit().architectures().get(0);

    private static LevitConfig levit128s(int imgSize, boolean useConv) {
        return config(imgSize, List.of(128, 256, 384), 16, List.of(2, 3, 4), List.of(4, 6, 8), useConv);
    }

    private static LevitConfig config(
            int imgSize,
            List<Integer> embedDim,
            int keyDim,
            List<Integer> depth,
            List<Integer> numHeads,
            boolean useConv) {
        return new LevitConfig(
                imgSize, embedDim, keyDim, depth, numHeads, 2, 2, StemType.S16, Activation.HARD_SWISH, useConv, true);
    }

    private static ModelOptions pool(int classes, String name) {
        return new ModelOptions(classes, 3, 0, 0, name, 32);
    }

    /** Maps of 10, 5 and 3 tokens a side. */
    @Test
    @Tag("engine")
    void oddMapsAreHalvedRoundingUp() {
        double[] expected = {-0.01135993, -0.4487269, 0.2933015, 0.4040335};
        ModelOptions options = ModelOptions.DEFAULT.classes(4);
        assertFirstLogits(ARCHITECTURE.build(levit128s(160, false), options), new long[] {1, 3, 160, 160}, expected);
        assertFirstLogits(ARCHITECTURE.build(levit128s(160, true), options), new long[] {1, 3, 160, 160}, expected);
    }

    @Test
    void withoutClassesTokensMayStayAsTheyAre() {
        Model list = ARCHITECTURE.build(levit128s(64, false), pool(0, ""));
        assertArrayEquals(new long[] {2, 1, 384}, new ShapeRunner().logits(list, false, 2, 3, 64, 64));
        Model map = ARCHITECTURE.build(levit128s(64, true), pool(0, ""));
        assertArrayEquals(new long[] {2, 384, 1, 1}, new ShapeRunner().logits(map, false, 2, 3, 64, 64));
        assertEquals(
                "global-pool must be avg for LeViT, is \"max\"", refusal(() -> ARCHITECTURE.build(pool(9, "max"))));
    }

    @Test
    void onlyTheFirstClassifierDrops() {
        Model model = ARCHITECTURE.build(levit128s(64, false), new ModelOptions(5, 3, 0.25, 0.5, null, 32));
        ShapeRunner training = new ShapeRunner();
        training.logits(model, true, 2, 3, 64, 64);
        assertEquals(1, training.calls("dropout").count());
        assertEquals(
                2 * (2 + 3 + 4) + 2,
                training.calls("drop_path").count(),
                "two branches a block, and the perceptron of each shrinking");
    }

    @Test
    void configurationsAreChecked() {
        List<Integer> one = List.of(1);
        assertEquals(
                List.of(
                        "img-size must be a multiple of the stem's stride of 16, is 220",
                        "embed-dim must begin with a multiple of 8 for the stem, is [12]",
                        "depth must be 1 positive numbers, one a stage, is [1, 1]",
                        "num-heads must be 1 positive numbers, one a stage, is [0]",
                        "key-dim must be at most the embed-dim 16 of a stage, is 32",
                        "key-dim must be positive, is 0"),
                List.of(
                        refusal(() -> levit128s(220, false)),
                        refusal(() -> config(224, List.of(12), 16, one, one, false)),
                        refusal(() -> config(224, List.of(16), 16, List.of(1, 1), one, false)),
                        refusal(() -> config(224, List.of(16), 16, one, List.of(0), false)),
                        refusal(() -> config(224, List.of(16, 32), 32, List.of(1, 1), List.of(1, 1), false)),
                        refusal(() -> config(224, List.of(16), 0, one, one, false))));
    }
}
