package dev.jimm.core.weights;

import static dev.jimm.core.testing.Samples.bytes;
import static dev.jimm.core.testing.Samples.failure;
import static dev.jimm.core.testing.Samples.floats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import dev.jimm.core.tensorfile.SavedTensor;
import dev.jimm.core.tensorfile.StoredType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightLoaderTest {
    @TempDir
    Path folder;

    /** A convolution of 1x1, a counter, a constant and a classifier. */
    private static ParamTable table() {
        ParamTable table = new ParamTable();
        Scope root = table.root();
        root.at("conv").weight("weight", Init.ONES, 2, 3, 1, 1);
        root.at("bn").counter("num_batches_tracked");
        root.constant("window", () -> new float[] {1, 2}, 2);
        root.at("fc").weight("weight", Init.ONES, 2, 2);
        root.at("fc").weight("bias", Init.ZEROS, 2);
        return table;
    }

    private SafetensorsReader file(SavedTensor... tensors) {
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(file, List.of(tensors), Map.of());
        return SafetensorsReader.open(file);
    }

    private SafetensorsReader grayFileWithAnotherHead() {
        return file(
                floats("conv.weight", new long[] {2, 1, 1, 1}, 1, 2),
                floats("window", new long[] {2}, 9, 9),
                new SavedTensor(
                        "bn.num_batches_tracked",
                        StoredType.I64,
                        new long[0],
                        () -> bytes(8).putLong(3).flip()),
                floats("fc1.weight", new long[] {2, 2}, 1, 2, 3, 4),
                floats("fc.bias", new long[] {2}, 5, 6));
    }

    private static final String REPORT = """
        2 tensors fit, 1 missing, 1 unused, 1 of another shape
          missing: fc.weight; did you mean 'fc1.weight'?
          unused: fc1.weight; did you mean 'fc.weight'?
          of another shape: conv.weight is [2, 1, 1, 1] in the file and [2, 3, 1, 1] in the model\
        """;

    @Test
    void theReportNamesEveryDifference() {
        LoadReport report = WeightLoader.compare(table(), Fit.of(grayFileWithAnotherHead()), Strictness.LENIENT);
        assertEquals(List.of("bn.num_batches_tracked", "fc.bias"), report.loaded());
        assertEquals(List.of("fc.weight"), report.missing());
        assertEquals(List.of("fc1.weight"), report.unused());
        assertEquals("conv.weight", report.misshapen().get(0).name());
        assertFalse(report.isComplete());
        assertEquals(REPORT, report.text());
    }

    @Test
    void ofManyTheFirstTenAreShown() {
        ParamTable table = new ParamTable();
        for (int i = 0; i < 13; i++) {
            table.root().weight("layer" + i, Init.ZEROS, 1);
        }
        SavedTensor[] foreign = IntStream.range(0, 11)
                .mapToObj(i -> floats("encoder.block_number." + i, new long[] {1}, 0))
                .toArray(SavedTensor[]::new);
        List<String> lines = WeightLoader.compare(table, Fit.of(file(foreign)), Strictness.STRICT)
                .text()
                .lines()
                .toList();
        assertEquals("0 tensors fit, 13 missing, 11 unused, 0 of another shape", lines.get(0));
        assertEquals("  missing: layer0", lines.get(1));
        assertEquals("  missing: layer9", lines.get(10));
        assertEquals("  and 3 more missing", lines.get(11));
        assertEquals("  unused: encoder.block_number.0", lines.get(12));
        assertEquals("  and 1 more unused", lines.get(22));
        assertEquals(23, lines.size());
    }

    @Test
    @Tag("engine")
    void strictLoadsAllOrNothing() {
        SafetensorsReader file = grayFileWithAnotherHead();
        try (Weights weights = Weights.of(table(), param -> new float[(int) param.count()], false)) {
            assertEquals(
                    file.file() + ": the weights do not fit the model: " + REPORT
                            + "\nCreate the model with the name and"
                            + " options that the file was written with, or allow a partial load",
                    failure(() -> WeightLoader.load(weights, file, Strictness.STRICT)));
            assertArrayEquals(new float[2], value(weights, "fc.bias").floats());

            assertEquals(
                    REPORT, WeightLoader.load(weights, file, Strictness.LENIENT).text());
            assertArrayEquals(new float[] {5, 6}, value(weights, "fc.bias").floats());
            assertArrayEquals(
                    new long[] {3}, value(weights, "bn.num_batches_tracked").longs());
            assertArrayEquals(new float[6], value(weights, "conv.weight").floats());
            assertArrayEquals(new float[] {1, 2}, value(weights, "window").floats());
        }
    }

    /** The second half of a longer tensor, or a failure. */
    private static Tensor half(Tensor saved, long... shape) {
        if (saved.size(0) != 2 * shape[0]) {
            throw new IllegalArgumentException("it is not twice as long");
        }
        return saved.slice(0, shape[0], 2 * shape[0]);
    }

    @Test
    @Tag("engine")
    void tensorsOfAnotherSizeAreAdaptedWhereThatIsAllowed() {
        ParamTable table = new ParamTable();
        Param bias = table.root().weight("bias", Init.ZEROS, 1);
        Param position = table.root().weight("position", Init.ZEROS, WeightLoaderTest::half, 2);
        SafetensorsReader file =
                file(floats("bias", new long[] {1}, 9), floats("position", new long[] {4}, 1, 2, 3, 4));
        try (Weights weights = Weights.initialised(table, 0, false)) {
            String strict = failure(() -> WeightLoader.load(weights, file, Strictness.STRICT));
            assertTrue(strict.contains("position is [4] in the file and [2] in the model"), strict);
            assertArrayEquals(new float[1], weights.get(bias).floats());

            LoadReport report = WeightLoader.load(weights, file, Strictness.ADAPTING);
            assertTrue(report.isComplete());
            assertEquals("""
                    1 tensors fit, 1 adapted, 0 missing, 0 unused, 0 of another shape
                      adapted: position is [4] in the file and [2] in the model\
                    """, report.text());
            assertArrayEquals(new float[] {9}, weights.get(bias).floats());
            assertArrayEquals(new float[] {3, 4}, weights.get(position).floats());
        }
    }

    @Test
    @Tag("engine")
    void whatCannotBeAdaptedLeavesTheWeightsUntouched() {
        ParamTable table = new ParamTable();
        Param bias = table.root().weight("bias", Init.ZEROS, 1);
        table.root().weight("position", Init.ZEROS, WeightLoaderTest::half, 2);
        SafetensorsReader file = file(floats("bias", new long[] {1}, 9), floats("position", new long[] {3}, 1, 2, 3));
        try (Weights weights = Weights.initialised(table, 0, false)) {
            assertEquals(
                    file.file() + ": tensor 'position' cannot be adapted to the model's image size: it is not twice as"
                            + " long",
                    failure(() -> WeightLoader.load(weights, file, Strictness.LENIENT)));
            assertArrayEquals(new float[1], weights.get(bias).floats());
        }
    }

    @Test
    @Tag("engine")
    void weightsComeBackAsTheyWere() {
        Path file = folder.resolve("model.safetensors");
        ParamTable table = table();
        long live = DeviceTensor.live();
        try (Weights written = Weights.initialised(table, 42, true);
                Weights read = Weights.of(table, param -> new float[(int) param.count()], false)) {
            float[] kernel = {1, 2, 3, 4, 5, 6};
            written.set(param(table, "conv.weight"), kernel);
            written.set(param(table, "bn.num_batches_tracked"), new float[] {1000});
            SafetensorsWriter.write(file, TensorGroup.of("model", written).tensors(), Map.of());
            SafetensorsReader reader = SafetensorsReader.open(file);
            assertEquals(
                    "[conv.weight F32[2, 3, 1, 1], bn.num_batches_tracked I64[], fc.weight F32[2, 2], fc.bias F32[2]]",
                    reader.tensors().toString());
            assertTrue(WeightLoader.load(read, reader, Strictness.STRICT).isComplete());
            assertArrayEquals(kernel, value(read, "conv.weight").floats());
            assertArrayEquals(
                    new long[] {1000}, value(read, "bn.num_batches_tracked").longs());
            assertArrayEquals(
                    value(written, "fc.weight").floats(),
                    value(read, "fc.weight").floats());
        }
        assertEquals(live, DeviceTensor.live());
    }

    private static Param param(ParamTable table, String name) {
        return table.find(name).orElseThrow();
    }

    private static DeviceTensor value(Weights weights, String name) {
        return weights.get(param(weights.table(), name));
    }
}
