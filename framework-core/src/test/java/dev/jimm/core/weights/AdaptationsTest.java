package dev.jimm.core.weights;

import static dev.jimm.core.weights.Samples.failure;
import static dev.jimm.core.weights.Samples.floats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Adaptation;
import dev.jimm.api.nn.Adaptations;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables loaded into models of another image size; the expected values are those of timm 1.0. */
@Tag("engine")
class AdaptationsTest {
    private static final float TOLERANCE = 2e-6f;

    @TempDir
    Path folder;

    private static long[] shape(long... sizes) {
        return sizes;
    }

    /** A table of numbers from -1 to 1.5 in quarters. */
    private SafetensorsReader file(long... shape) {
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(file, List.of(floats("table", shape, numbers(shape))), Map.of());
        return SafetensorsReader.open(file);
    }

    private static float[] numbers(long... shape) {
        float[] values = new float[(int) Shapes.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 7 % 11 / 4f - 1;
        }
        return values;
    }

    private static ParamTable table(Adaptation adaptation, long... shape) {
        ParamTable table = new ParamTable();
        table.root().weight("table", Init.ZEROS, adaptation, shape);
        return table;
    }

    private void assertAdapted(Adaptation adaptation, long[] from, long[] to, float... expected) {
        long live = DeviceTensor.live();
        ParamTable table = table(adaptation, to);
        Param param = table.find("table").orElseThrow();
        try (Weights weights = Weights.initialised(table, 0, false)) {
            LoadReport report = WeightLoader.load(weights, file(from), Strictness.ADAPTING);
            assertTrue(report.isComplete());
            assertEquals(1, report.adapted().size());
            assertArrayEquals(to, weights.get(param).shape());
            assertArrayEquals(expected, weights.get(param).floats(), TOLERANCE);
        }
        assertEquals(live, DeviceTensor.live());
    }

    @Test
    void positionsGrow() {
        assertAdapted(Adaptations.positions(1), shape(1, 5, 2), shape(1, 10, 2), new float[] {
            -1, 0.75f, -0.4099286f, 1.725718f, 0.1167763f, 0.4917763f, 0.6434815f, -0.7421659f, 0.5411183f, 0.9161184f,
            0.1875f, 0.5625f, -0.1661185f, 0.2088815f, 1.492166f, 0.1065184f, 0.2582237f, 0.6332237f, -0.9757189f,
            1.159929f
        });
    }

    @Test
    void positionsShrinkWithAntialiasing() {
        assertAdapted(
                Adaptations.positions(0),
                shape(1, 16, 1),
                shape(1, 4, 1),
                -0.02380729f,
                0.5316021f,
                0.273056f,
                0.2986007f);
    }

    @Test
    void mapsGrow() {
        assertAdapted(Adaptations.positionMap(), shape(1, 2, 2, 2), shape(1, 2, 3, 3), new float[] {
            -1.164473f, -0.174342f, 0.8157898f, -0.7401314f, 0.25f, 1.240132f, -0.3157891f, 0.6743422f, 1.664474f,
            0.5164474f, -0.04934199f, -0.6151316f, 0.9407893f, 0.375f, -0.1907896f, 1.365131f, 0.7993422f, 0.2335526f
        });
    }

    @Test
    void blocksGrow() {
        assertAdapted(Adaptations.blockedPositions(), shape(1, 4, 4, 1), shape(1, 4, 9, 1), new float[] {
            -1.217014f, -0.1666667f, 0.818287f, -0.7300349f, 0.3203125f, 1.305266f, -0.4257303f, 0.657109f, 1.658751f,
            0.5879629f, -0.08854169f, -0.6519097f, 1.074942f, 0.3984375f, -0.1649304f, 1.391072f, 0.7024106f,
            0.1435186f, -0.902956f, 0.3098506f, 1.378244f, -0.4544272f, -0.3398438f, 0.1644964f, 0.1726314f,
            -0.8110079f, -0.8707207f, 0.9611475f, 0.2238588f, -0.3171296f, 1.009983f, 0.6835938f, -0.008680329f,
            1.237348f, 1.321859f, 0.4782988f
        });
    }

    /** From windows of 3 to windows of 5: the distance of 2 comes to stand for 2.5, beyond which nothing changes. */
    @Test
    void relativeBiasesGrow() {
        assertAdapted(Adaptations.relativeBiases(0), shape(25, 1), shape(81, 1), new float[] {
            -1, -1, -0.4166674f, 0.75f, -0.25f, 1.5f, 0.8333329f, 0.5f, 0.5f, -1, -1, -0.4166674f, 0.75f, -0.25f, 1.5f,
            0.8333329f, 0.5f, 0.5f, -0.8333336f, -0.8333336f, -0.250001f, 0.9166664f, -0.08333354f, 0.750001f,
            0.6944446f, 0.6666664f, 0.6666664f, -0.5f, -0.5f, 0.08333259f, 1.25f, 0.25f, -0.75f, 0.4166674f, 1, 1, 0, 0,
            -0.3333329f, -1, 0.75f, -0.25f, 0.9166674f, 1.5f, 1.5f, 0.5f, 0.5f, 0.1666671f, -0.5f, 1.25f, 0.25f,
            -0.4166671f, -0.75f, -0.75f, 0.8333336f, 0.8333336f, 0.5000007f, -0.1666664f, -0.250001f, 0.5833336f,
            -0.08333354f, -0.4166664f, -0.4166664f, 1, 1, 0.6666671f, 0, -1, 0.75f, 0.08333291f, -0.25f, -0.25f, 1, 1,
            0.6666671f, 0, -1, 0.75f, 0.08333291f, -0.25f, -0.25f
        });
    }

    @Test
    void relativeBiasesOfHeadsStayApart() {
        assertAdapted(Adaptations.relativeBiases(0), shape(9, 2), shape(25, 2), new float[] {
            -1, 0.75f, -1, 0.75f, -0.25f, 1.5f, 0.5f, -0.5f, 0.5f, -0.5f, -1, 0.75f, -1, 0.75f, -0.25f, 1.5f, 0.5f,
            -0.5f, 0.5f, -0.5f, 1.25f, 0.25f, 1.25f, 0.25f, -0.75f, 1, 0, -1, 0, -1, 0.75f, -0.25f, 0.75f, -0.25f, 1.5f,
            0.5f, -0.5f, 1.25f, -0.5f, 1.25f, 0.75f, -0.25f, 0.75f, -0.25f, 1.5f, 0.5f, -0.5f, 1.25f, -0.5f, 1.25f
        });
    }

    /** The last three belong to a class token. */
    @Test
    void relativeBiasesShrinkAndKeepTheExtraOnes() {
        assertAdapted(Adaptations.relativeBiases(3), shape(28, 1), shape(12, 1), new float[] {
            1.25f, 0.25f, -0.75f, -1, 0.75f, -0.25f, -0.5f, 1.25f, 0.25f, 1.5f, 0.5f, -0.5f
        });
    }

    /** What a pass at another image size computes, here of 1 x 4 patches: as many as saved, of another shape. */
    @ParameterizedTest
    @EnumSource(Execution.class)
    void positionsCanBeResizedInAPass(Execution execution) {
        Program.Body body =
                (inputs, parameters) -> List.of(Adaptations.resizePositions(inputs.get(0), 1, 1, 4));
        Program.Input input = new Program.Input(ElementType.FLOAT32, 1, 5, 1);
        try (DeviceTensor saved = DeviceTensor.of(numbers(1, 5, 1), 1, 5, 1);
                Program program = Program.inference(execution, Precision.FP32, List.of(input), body);
                Program.Results results = program.run(List.of(saved), null)) {
            float[] expected = {-1, 1.213235f, 0.9178572f, 0.3321429f, 0.0367647f};
            assertArrayEquals(expected, results.values().get(0).floats(), TOLERANCE);
        }
    }

    private String refusal(Adaptation adaptation, long[] from, long[] to) {
        SafetensorsReader file = file(from);
        try (Weights weights = Weights.initialised(table(adaptation, to), 0, false)) {
            String message = failure(() -> WeightLoader.load(weights, file, Strictness.ADAPTING));
            String start = file.file() + ": tensor 'table' cannot be adapted to the model's image size: ";
            assertTrue(message.startsWith(start), message);
            return message.substring(start.length());
        }
    }

    @Test
    void whatCannotBeAdaptedIsRefused() {
        assertEquals(
                "the 5 positions of patches in the table are no square",
                refusal(Adaptations.positions(1), shape(1, 6, 2), shape(1, 10, 2)));
        assertEquals(
                "[1, 5, 3] cannot be resized to [1, 10, 2]: axes [0, 2] must be equal",
                refusal(Adaptations.positions(1), shape(1, 5, 3), shape(1, 10, 2)));
        assertEquals(
                "[5, 2] cannot be resized to [1, 10, 2]: the numbers of axes must be equal",
                refusal(Adaptations.positions(1), shape(5, 2), shape(1, 10, 2)));
        assertEquals("its adaptation gives FLOAT32[2]", refusal((saved, to) -> saved, shape(2), shape(3)));
    }
}
