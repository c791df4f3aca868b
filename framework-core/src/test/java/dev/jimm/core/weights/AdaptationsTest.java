package dev.jimm.core.weights;

import static dev.jimm.core.testing.Samples.failure;
import static dev.jimm.core.testing.Samples.floats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Adaptation;
import dev.jimm.api.nn.Adaptations;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.PatchEmbed;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static float[] floatsOf(String text) {
        String[] words = text.trim().split("\\s+");
        float[] values = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            values[i] = Float.parseFloat(words[i]);
        }
        return values;
    }

    private static ParamTable table(Adaptation adaptation, long... shape) {
        ParamTable table = new ParamTable();
        table.root().weight("table", Init.ZEROS, adaptation, shape);
        return table;
    }

    /** @param expected the values in row-major order, separated by white space */
    private void assertAdapted(Adaptation adaptation, long[] from, long[] to, String expected) {
        long live = DeviceTensor.live();
        ParamTable table = table(adaptation, to);
        Param param = table.find("table").orElseThrow();
        try (Weights weights = Weights.initialised(table, 0, false)) {
            LoadReport report = WeightLoader.load(weights, file(from), Strictness.ADAPTING);
            assertTrue(report.isComplete());
            assertEquals(1, report.adapted().size());
            assertArrayEquals(to, weights.get(param).shape());
            assertArrayEquals(floatsOf(expected), weights.get(param).floats(), TOLERANCE);
        }
        assertEquals(live, DeviceTensor.live());
    }

    @Test
    void positionsGrow() {
        assertAdapted(Adaptations.positions(1), shape(1, 5, 2), shape(1, 10, 2), """
                -1 0.75 -0.4099286 1.725718 0.1167763 0.4917763 0.6434815 -0.7421659 0.5411183 0.9161184 0.1875
                0.5625 -0.1661185 0.2088815 1.492166 0.1065184 0.2582237 0.6332237 -0.9757189 1.159929
                """);
    }

    @Test
    void positionsShrinkWithAntialiasing() {
        assertAdapted(
                Adaptations.positions(0), shape(1, 16, 1), shape(1, 4, 1), "-0.02380729 0.5316021 0.273056 0.2986007");
    }

    @Test
    void mapsGrow() {
        assertAdapted(Adaptations.positionMap(), shape(1, 2, 2, 2), shape(1, 2, 3, 3), """
                -1.164473 -0.174342 0.8157898 -0.7401314 0.25 1.240132 -0.3157891 0.6743422 1.664474 0.5164474
                -0.04934199 -0.6151316 0.9407893 0.375 -0.1907896 1.365131 0.7993422 0.2335526
                """);
    }

    @Test
    void blocksGrow() {
        assertAdapted(Adaptations.blockedPositions(), shape(1, 4, 4, 1), shape(1, 4, 9, 1), """
                -1.217014 -0.1666667 0.818287 -0.7300349 0.3203125 1.305266 -0.4257303 0.657109 1.658751
                0.5879629 -0.08854169 -0.6519097 1.074942 0.3984375 -0.1649304 1.391072 0.7024106 0.1435186
                -0.902956 0.3098506 1.378244 -0.4544272 -0.3398438 0.1644964 0.1726314 -0.8110079 -0.8707207
                0.9611475 0.2238588 -0.3171296 1.009983 0.6835938 -0.008680329 1.237348 1.321859 0.4782988
                """);
    }

    /** From windows of 3 to windows of 5: the distance of 2 comes to stand for 2.5, beyond which nothing changes. */
    @Test
    void relativeBiasesGrow() {
        assertAdapted(Adaptations.relativeBiases(0), shape(25, 1), shape(81, 1), """
                -1 -1 -0.4166674 0.75 -0.25 1.5 0.8333329 0.5 0.5 -1 -1 -0.4166674 0.75 -0.25 1.5 0.8333329 0.5
                0.5 -0.8333336 -0.8333336 -0.250001 0.9166664 -0.08333354 0.750001 0.6944446 0.6666664
                0.6666664 -0.5 -0.5 0.08333259 1.25 0.25 -0.75 0.4166674 1 1 0 0 -0.3333329 -1 0.75 -0.25
                0.9166674 1.5 1.5 0.5 0.5 0.1666671 -0.5 1.25 0.25 -0.4166671 -0.75 -0.75 0.8333336 0.8333336
                0.5000007 -0.1666664 -0.250001 0.5833336 -0.08333354 -0.4166664 -0.4166664 1 1 0.6666671 0 -1
                0.75 0.08333291 -0.25 -0.25 1 1 0.6666671 0 -1 0.75 0.08333291 -0.25 -0.25
                """);
    }

    @Test
    void relativeBiasesOfHeadsStayApart() {
        assertAdapted(Adaptations.relativeBiases(0), shape(9, 2), shape(25, 2), """
                -1 0.75 -1 0.75 -0.25 1.5 0.5 -0.5 0.5 -0.5 -1 0.75 -1 0.75 -0.25 1.5 0.5 -0.5 0.5 -0.5 1.25
                0.25 1.25 0.25 -0.75 1 0 -1 0 -1 0.75 -0.25 0.75 -0.25 1.5 0.5 -0.5 1.25 -0.5 1.25 0.75 -0.25
                0.75 -0.25 1.5 0.5 -0.5 1.25 -0.5 1.25
                """);
    }

    /** The last three belong to a class token. */
    @Test
    void relativeBiasesShrinkAndKeepTheExtraOnes() {
        assertAdapted(Adaptations.relativeBiases(3), shape(28, 1), shape(12, 1), """
                1.25 0.25 -0.75 -1 0.75 -0.25 -0.5 1.25 0.25 1.5 0.5 -0.5
                """);
    }

    /** What a pass at another image size computes, here of 1 x 4 patches: as many as saved, of another shape. */
    @ParameterizedTest
    @EnumSource(Execution.class)
    void positionsCanBeResizedInAPass(Execution execution) {
        Program.Body body = (inputs, parameters) -> List.of(Adaptations.resizePositions(inputs.get(0), 1, 1, 4));
        Program.Input input = new Program.Input(ElementType.FLOAT32, 1, 5, 1);
        try (DeviceTensor saved = DeviceTensor.of(numbers(1, 5, 1), 1, 5, 1);
                Program program = Program.inference(execution, Precision.FP32, List.of(input), body);
                Program.Results results = program.run(List.of(saved), null)) {
            float[] expected = {-1, 1.213235f, 0.9178572f, 0.3321429f, 0.0367647f};
            assertArrayEquals(expected, results.values().get(0).floats(), TOLERANCE);
        }
    }

    /** Expected: the pseudo-inverse of the whole matrix that resizes a patch in two dimensions, by NumPy. */
    @Test
    void patchesGrow() {
        assertAdapted(Adaptations.patches(), shape(1, 2, 2, 2), shape(1, 2, 3, 3), """
                -0.625323 -0.1098191 0.4056848 -0.4043928 0.1111111 0.626615 -0.1834625 0.3320413 0.8475452
                0.2403101 -0.05426357 -0.3488372 0.4612403 0.1666667 -0.127907 0.6821705 0.3875969 0.09302326
                """);
        assertAdapted(Adaptations.patches(), shape(1, 1, 3, 3), shape(1, 1, 4, 4), """
                -1.075684 0.1948624 0.5121067 -0.3228356 0.4764719 0.5107292 0.1772639 -0.3148703 1.165078
                0.5710887 -0.08043162 -0.3810367 0.558438 0.3381009 -0.09942717 -0.4798543
                """);
    }

    @Test
    void patchesShrink() {
        assertAdapted(
                Adaptations.patches(),
                shape(2, 1, 4, 4),
                shape(2, 1, 2, 2),
                "-0.862362 2.745824 1.346739 0.8823024 1.678676 -0.8257538 2.730658 0.2262286");
    }

    /** The purpose of it: an image and its patches that grow alike are seen alike. */
    @ParameterizedTest
    @ValueSource(longs = {4, 7, 16, 33})
    void aLargerPatchSeesInALargerImageWhatTheSavedOneSaw(long size) {
        Program.Body body = (inputs, parameters) -> {
            Tensor kernels = inputs.get(0);
            Tensor patch = inputs.get(1);
            Tensor resized = Adaptations.patches().adapt(kernels, 3, 1, size, size);
            return List.of(
                    kernels.flatten(1).matmul(patch.reshape(16, 1)),
                    resized.flatten(1).matmul(patch.bicubic(size, size, true).reshape(size * size, 1)));
        };
        Program.Input kernels = new Program.Input(ElementType.FLOAT32, 3, 1, 4, 4);
        Program.Input patch = new Program.Input(ElementType.FLOAT32, 1, 1, 4, 4);
        float[] pixels = {0, 9, 2, 7, 4, 5, 6, 3, 8, 1, 1, 8, 3, 6, 5, 4};
        try (DeviceTensor saved = DeviceTensor.of(numbers(3, 1, 4, 4), 3, 1, 4, 4);
                DeviceTensor image = DeviceTensor.of(pixels, 1, 1, 4, 4);
                Program program = Program.inference(Execution.EAGER, Precision.FP32, List.of(kernels, patch), body);
                Program.Results results = program.run(List.of(saved, image), null)) {
            float[] before = results.values().get(0).floats();
            assertEquals(-1 * 0 + 0.75f * 9 - 0.25f * 2 + 1.5f * 7, before[0] - rest(pixels), 1e-4);
            assertArrayEquals(before, results.values().get(1).floats(), 1e-4f);
        }
    }

    /** What the first kernel sees below the first row of a patch. */
    private static float rest(float[] pixels) {
        float sum = 0;
        for (int i = 4; i < 16; i++) {
            sum += numbers(16)[i] * pixels[i];
        }
        return sum;
    }

    @Test
    void theProjectionOfPatchesIsAdapted() {
        ParamTable model = new ParamTable();
        PatchEmbed.of(16, 8, 1, 2).at(model.root().at("patch_embed"));
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(
                file,
                List.of(
                        floats("patch_embed.proj.weight", shape(2, 1, 4, 4), numbers(2, 1, 4, 4)),
                        floats("patch_embed.proj.bias", shape(2), 1, 2)),
                Map.of());
        try (Weights weights = Weights.initialised(model, 0, false)) {
            LoadReport report = WeightLoader.load(weights, SafetensorsReader.open(file), Strictness.ADAPTING);
            assertTrue(report.isComplete());
            assertEquals(
                    List.of("patch_embed.proj.weight"),
                    report.adapted().stream().map(LoadReport.Misshapen::name).toList());
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
        assertEquals(
                "the 16 relative positions in the table are those of no window",
                refusal(Adaptations.relativeBiases(0), shape(16, 1), shape(25, 1)));
        assertEquals(
                "patches of 0 pixels do not become patches of 2; at most 512 do",
                refusal(Adaptations.patches(), shape(1, 1, 0, 2), shape(1, 1, 2, 2)));
        assertEquals(
                "patches of 513 pixels do not become patches of 2; at most 512 do",
                refusal(Adaptations.patches(), shape(1, 1, 2, 513), shape(1, 1, 2, 2)));
        assertEquals("its adaptation gives FLOAT32[2]", refusal((saved, to) -> saved, shape(2), shape(3)));
    }
}
