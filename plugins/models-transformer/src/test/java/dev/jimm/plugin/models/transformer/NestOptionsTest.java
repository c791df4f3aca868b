package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.Small.assertFirstLogits;
import static dev.jimm.plugin.models.transformer.Small.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.plugin.models.transformer.NestConfig.PadType;
import dev.jimm.testkit.ShapeRunner;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change in nested transformers. */
class NestOptionsTest {
    @SuppressWarnings("unchecked") // the family has one type of configuration
    private static final Architecture<NestConfig> ARCHITECTURE =
            (Architecture<NestConfig>) new Nest().architectures().get(0);

    private static NestConfig config(int imgSize, List<Integer> embedDims, List<Integer> numHeads) {
        return new NestConfig(
                imgSize, 4, embedDims, numHeads, List.of(2, 2, 8), 4, true, PadType.SYMMETRIC, 0.25, 0.125);
    }

    private static NestConfig tiny(int imgSize) {
        return config(imgSize, List.of(96, 192, 384), List.of(3, 6, 12));
    }

    @Test
    @Tag("engine")
    void blocksShrinkWithTheImage() {
        Model model = ARCHITECTURE.build(tiny(64), new ModelOptions(4, 3, 0, 0, "max", 32));
        long[] positions =
                model.parameters().find("levels.0.pos_embed").orElseThrow().shape();
        assertArrayEquals(new long[] {1, 16, 16, 96}, positions);
        assertFirstLogits(model, new long[] {1, 3, 64, 64}, 1.379899, 0.9356766, -0.3734298, -0.2703235);
    }

    @Test
    void rulesOfDroppingReachEveryLayer() {
        Model model = ARCHITECTURE.build(tiny(32), new ModelOptions(4, 3, 0.5, 0.75, null, 32));
        ShapeRunner training = new ShapeRunner();
        training.logits(model, true, 2, 3, 32, 32);
        Map<Double, Long> rates = training.calls("dropout")
                .collect(Collectors.groupingBy(call -> call.number("probability"), Collectors.counting()));
        assertEquals(Map.of(0.25, 36L, 0.5, 1L), rates);
        assertTrue(training.calls("attention").allMatch(call -> call.number("dropout") == 0.125));
        double[] paths = training.calls("drop_path")
                .mapToDouble(call -> call.number("probability"))
                .toArray();
        assertEquals(22, paths.length, "the first layer drops nothing");
        assertEquals(0.75 / 11, paths[0], 1e-12);
        assertEquals(0.75, paths[21]);
    }

    @Test
    void configurationsAreChecked() {
        List<Integer> dims = List.of(96, 192, 384);
        assertEquals(
                List.of(
                        "img-size must be a multiple of 16, so that patches fill the blocks of 3 levels, is 72",
                        "embed-dims must be multiples of the num-heads [3, 6, 10], are [96, 192, 384]",
                        "num-heads must be 3 positive numbers, one a stage, is [3]",
                        "depths must be 2 positive numbers, one a stage, is [2, 2, 8]"),
                List.of(
                        refusal(() -> tiny(72)),
                        refusal(() -> config(224, dims, List.of(3, 6, 10))),
                        refusal(() -> config(224, dims, List.of(3))),
                        refusal(() -> config(224, List.of(3, 3), List.of(3, 3)))));
    }
}
