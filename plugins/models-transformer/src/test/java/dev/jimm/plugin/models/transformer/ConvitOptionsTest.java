package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.Small.assertFirstLogits;
import static dev.jimm.plugin.models.transformer.Small.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Param;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change in ConViT. */
class ConvitOptionsTest {
    @SuppressWarnings("unchecked") // the family has one type of configuration
    private static final Architecture<ConvitConfig> ARCHITECTURE =
            (Architecture<ConvitConfig>) new Convit().architectures().get(0);

    private static ConvitConfig config(int numHeads, int localUpToLayer, double strength) {
        return new ConvitConfig(64, 16, 48, 3, numHeads, 4, true, localUpToLayer, strength, false, 0, 0, 0);
    }

    @Test
    @Tag("engine")
    void theClassTokenEntersWhereToldAndAveragesLeaveItOut() {
        Model model = ARCHITECTURE.build(config(4, 2, 1), new ModelOptions(4, 3, 0, 0, "avg", 32));
        assertFirstLogits(model, new long[] {1, 3, 64, 64}, 0.5634383, 0.9810968, 1.778191, 1.357342);
    }

    /** Four of five heads look at a neighbour of their own. */
    @Test
    void headsBeginAtNeighboursAsSharplyAsTold() {
        Param weight = ARCHITECTURE
                .build(config(5, 2, 0.5), ModelOptions.DEFAULT)
                .parameters()
                .find("blocks.0.attn.pos_proj.weight")
                .orElseThrow();
        float[] values = new float[15];
        weight.init().fill(values, weight.shape(), new Random(1));
        float[] expected = {-0.5f, -0.5f, -0.5f, -0.5f, 0.5f, -0.5f, 0.5f, -0.5f, -0.5f, 0.5f, 0.5f, -0.5f};
        assertArrayEquals(expected, Arrays.copyOf(values, 12));
        assertNotEquals(0, values[12]);
        assertEquals(0, values[12], 0.1);
    }

    @Test
    void configurationsAreChecked() {
        assertEquals(
                List.of(
                        "local-up-to-layer must be from 0 to less than the depth of 3, is 3",
                        "locality-strength must be positive, is 0.0",
                        "num-heads must be positive, is 0"),
                List.of(
                        refusal(() -> config(4, 3, 1)),
                        refusal(() -> config(4, 2, 0)),
                        refusal(() -> config(0, 2, 1))));
    }
}
