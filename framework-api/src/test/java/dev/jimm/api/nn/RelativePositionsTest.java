package dev.jimm.api.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.tensor.ShapeRunner;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order of offsets, which published tables have. */
class RelativePositionsTest {
    private final ParamTable table = new ParamTable();
    private final Scope scope = table.root().at("stage");

    private float[] index() {
        Param param = table.find("stage.relative_position_index").orElseThrow();
        assertEquals(Param.Kind.CONSTANT, param.kind());
        float[] values = new float[(int) param.count()];
        param.init().fill(values, param.shape(), new Random(1));
        return values;
    }

    @Test
    void offsetsAreCountedByRowThenByColumn() {
        assertEquals(9, RelativePositions.at(scope, 2, 2, false).offsets());
        assertArrayEquals(new float[] {4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4}, index());
    }

    @Test
    void windowsNeedNotBeSquare() {
        assertEquals(3, RelativePositions.at(scope, 2, 1, false).offsets());
        assertArrayEquals(new float[] {1, 0, 2, 1}, index());
    }

    @Test
    void classTokenHasTheLastOffsets() {
        assertEquals(3 + 3, RelativePositions.at(scope, 1, 2, true).offsets());
        assertArrayEquals(new float[] {5, 3, 3, 4, 1, 0, 4, 2, 1}, index());
    }

    @Test
    void biasHasTheHeadsFirst() {
        ShapeRunner runner = new ShapeRunner();
        RelativePositions positions = RelativePositions.at(scope, 3, 2, true);
        long[] bias = positions
                .bias(runner.tensor(positions.offsets(), 4), runner.pass(false))
                .shape();
        assertArrayEquals(new long[] {4, 7, 7}, bias);
    }
}
