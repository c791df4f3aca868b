package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.Small.assertFirstLogits;
import static dev.jimm.plugin.models.transformer.Small.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.ParamTable;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change in CoaT, and what its blocks share. */
class CoatOptionsTest {
    @SuppressWarnings("unchecked") // the family has one type of configuration
    private static final Architecture<CoatConfig> ARCHITECTURE =
            (Architecture<CoatConfig>) new Coat().architectures().get(0);

    private static final List<Integer> ALIKE = List.of(152, 152, 152, 152);

    private static CoatConfig config(
            int imgSize, List<Integer> embedDims, int parallelDepth, double lastRatio, Integer... windows) {
        return new CoatConfig(
                imgSize,
                4,
                embedDims,
                List.of(1, 2, 1, 1),
                parallelDepth,
                8,
                List.of(4.0, 4.0, 4.0, lastRatio),
                true,
                List.of(windows),
                0);
    }

    private static CoatConfig parallel() {
        return config(64, ALIKE, 1, 4, 3, 3, 3, 3, 5, 5, 5, 5);
    }

    @Test
    @Tag("engine")
    void scalesExchangeWhatTheySee() {
        Model model = ARCHITECTURE.build(parallel(), new ModelOptions(4, 3, 0, 0, "avg", 32));
        assertFirstLogits(model, new long[] {1, 3, 64, 64}, -0.2109606, 0.1994336, -0.3669462, 0.07556967);
    }

    @Test
    @Tag("engine")
    void queriesGoWithoutBias() {
        CoatConfig config = new CoatConfig(
                64,
                4,
                List.of(64, 128, 256, 320),
                List.of(2, 2, 2, 2),
                0,
                8,
                List.of(8.0, 8.0, 4.0, 4.0),
                false,
                List.of(3, 3, 5, 5, 5, 7, 7, 7),
                0);
        Model model = ARCHITECTURE.build(config, new ModelOptions(4, 3, 0, 0, "avg", 32));
        assertFirstLogits(model, new long[] {1, 3, 64, 64}, -0.5327615, 0.7662342, 0.5204493, -0.1106292);
    }

    @Test
    void blocksShareEncodingsAndScalesThePerceptron() {
        ParamTable table = ARCHITECTURE.build(parallel(), ModelOptions.DEFAULT).parameters();
        assertSame(
                table.find("cpe2.proj.weight").orElseThrow(),
                table.find("serial_blocks2.1.cpe.proj.weight").orElseThrow().target());
        assertSame(
                table.find("crpe4.conv_list.1.bias").orElseThrow(),
                table.find("parallel_blocks.0.factoratt_crpe4.crpe.conv_list.1.bias")
                        .orElseThrow()
                        .target());
        assertSame(
                table.find("parallel_blocks.0.mlp2.fc1.weight").orElseThrow(),
                table.find("parallel_blocks.0.mlp4.fc1.weight").orElseThrow().target());
    }

    @Test
    void configurationsAreChecked() {
        Integer[] windows = {3, 3, 3, 3, 5, 5, 5, 5};
        assertEquals(
                List.of(
                        "img-size must be a multiple of 32, the patches of the last scale, is 48",
                        "crpe-window must be 8 odd numbers, one a head, is [3, 5]",
                        "parallel-depth must be 0 unless the last three scales are alike in embed-dims and mlp-ratios,"
                                + " which are [152, 152, 152, 152] and [4.0, 4.0, 4.0, 2.0]",
                        "embed-dims must be four multiples of the 8 num-heads, are [152]"),
                List.of(
                        refusal(() -> config(48, ALIKE, 1, 4, windows)),
                        refusal(() -> config(64, ALIKE, 1, 4, 3, 5)),
                        refusal(() -> config(64, ALIKE, 1, 2, windows)),
                        refusal(() -> config(64, List.of(152), 1, 4, windows))));
    }
}
