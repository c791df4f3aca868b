package dev.jimm.api.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.tensor.ShapeRunner;
import dev.jimm.api.tensor.Shapes;
import org.junit.jupiter.api.Test;

class FourierPositionsTest {
    /** The values are those of PyTorch, by timm's PositionalEncodingFourier. */
    @Test
    void wavesCountAPlaceAsAPartOfTheSide() {
        // a third of a turn, two thirds, all of it; the second pair's wave is a hundred times longer
        double[] expected = {
            0.866025, -0.866025, 0, -0.5, -0.5, 1, 0.0209424, 0.0418756, 0.0627905, 0.9997807, 0.9991228, 0.9980267
        };
        assertArrayEquals(expected, new FourierPositions(8, 4, 10000).waves(3), 3e-6);
    }

    @Test
    void theMapKeepsItsShape() {
        ParamTable table = new ParamTable();
        Layer layer = FourierPositions.of(6).at(table.root().at("pos_embed"));
        assertEquals(
                "pos_embed.token_projection.weight",
                table.all().iterator().next().name());
        ShapeRunner runner = new ShapeRunner();
        long[] shape = layer.forward(runner.tensor(Shapes.BATCH, 6, 5, 7), runner.pass(false))
                .shape();
        assertArrayEquals(new long[] {Shapes.BATCH, 6, 5, 7}, shape);
    }

    @Test
    void sinesAndCosinesComeInPairs() {
        assertEquals(
                "the number of waves must be even and at least 2, is 3",
                assertThrows(IllegalArgumentException.class, () -> new FourierPositions(8, 3, 10000))
                        .getMessage());
    }
}
