package dev.jimm.core.weights;

import static dev.jimm.core.testing.Samples.floats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.core.average.ModelAverage;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import dev.jimm.core.tensorfile.SavedTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One tensor under two names, in memory and in files. */
class AliasTest {
    @TempDir
    private Path folder;

    private final ParamTable table = new ParamTable();
    private final Param weight = table.root().at("first").weight("weight", Init.ONES, 2);

    AliasTest() {
        table.root().at("second").alias(table.root().at("first"));
    }

    private SafetensorsReader file(String name, SavedTensor... tensors) {
        Path file = folder.resolve(name);
        SafetensorsWriter.write(file, List.of(tensors), Map.of());
        return SafetensorsReader.open(file);
    }

    private static SavedTensor first(float... values) {
        return floats("first.weight", new long[] {values.length}, values);
    }

    private static SavedTensor second(float... values) {
        return floats("second.weight", new long[] {values.length}, values);
    }

    private LoadReport compare(SafetensorsReader file) {
        return WeightLoader.compare(table, Fit.of(file), Strictness.STRICT);
    }

    @Test
    void oneNameInTheFileIsEnough() {
        assertTrue(compare(file("first", first(1, 2))).isComplete());
        assertTrue(compare(file("second", second(1, 2))).isComplete());
        assertTrue(compare(file("both", first(1, 2), second(1, 2))).isComplete());
        LoadReport none = compare(file("none"));
        assertEquals(List.of("first.weight"), none.missing());
        LoadReport misshapen = compare(file("misshapen", second(1, 2, 3)));
        assertEquals("second.weight", misshapen.misshapen().get(0).name());
        assertEquals(List.of(), misshapen.missing());
    }

    @Test
    @Tag("engine")
    void valuesComeFromEitherNameAndFromTheLastOfBoth() {
        try (Weights weights = Weights.initialised(table, 1, false)) {
            WeightLoader.load(weights, file("first", first(1, 2)), Strictness.STRICT);
            assertArrayEquals(new float[] {1, 2}, weights.get(weight).floats());
            WeightLoader.load(weights, file("second", second(3, 4)), Strictness.STRICT);
            assertArrayEquals(new float[] {3, 4}, weights.get(weight).floats());
            WeightLoader.load(weights, file("both", first(5, 6), second(7, 8)), Strictness.STRICT);
            assertArrayEquals(new float[] {7, 8}, weights.get(weight).floats());
        }
    }

    @Test
    @Tag("engine")
    void valuesComeFromTheLastNameWhicheverIsAdapted() {
        ParamTable adapting = new ParamTable();
        Param shortened = adapting.root()
                .at("first")
                .weight("weight", Init.ONES, (saved, shape) -> saved.slice(0, 0, shape[0]), 2);
        adapting.root().at("second").alias(adapting.root().at("first"));
        try (Weights weights = Weights.initialised(adapting, 1, false)) {
            WeightLoader.load(weights, file("second", second(3, 4, 5)), Strictness.ADAPTING);
            assertArrayEquals(new float[] {3, 4}, weights.get(shortened).floats());
            WeightLoader.load(weights, file("first", first(1, 2, 3), second(5, 6)), Strictness.ADAPTING);
            assertArrayEquals(new float[] {5, 6}, weights.get(shortened).floats());
            WeightLoader.load(weights, file("last", first(1, 2), second(7, 8, 9)), Strictness.ADAPTING);
            assertArrayEquals(new float[] {7, 8}, weights.get(shortened).floats());
        }
    }

    @Test
    @Tag("engine")
    void oneTensorIsSavedUnderBothNames() {
        long live = DeviceTensor.live();
        try (Weights weights = Weights.of(table, param -> new float[] {1, 2}, false)) {
            assertEquals(live + 1, DeviceTensor.live());
            Path path = folder.resolve("saved");
            SafetensorsWriter.write(path, TensorGroup.of("model", weights).tensors(), Map.of());
            SafetensorsReader saved = SafetensorsReader.open(path);
            assertEquals(
                    "[first.weight F32[2], second.weight F32[2]]",
                    saved.tensors().toString());
            assertArrayEquals(new float[] {1, 2}, saved.get("second.weight").floats());
        }
        assertEquals(live, DeviceTensor.live());
    }

    @Test
    @Tag("engine")
    void filesWithEitherNameAreAveraged() {
        List<SafetensorsReader> files = List.of(file("first", first(1, 2)), file("second", second(5, 4)));
        try (Weights weights = Weights.initialised(table, 1, false)) {
            ModelAverage.into(weights, files);
            assertArrayEquals(new float[] {3, 3}, weights.get(weight).floats());
        }
    }
}
