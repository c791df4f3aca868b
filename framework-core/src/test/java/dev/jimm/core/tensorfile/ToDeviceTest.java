package dev.jimm.core.tensorfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

@Tag("engine")
class ToDeviceTest {
    private static final float[] VALUES = {0, 1, 2, 3, 5, 7};

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BOOL")
    void everyTypeBecomesFloat32(StoredType type) throws Exception {
        TensorSource source = TensorFiles.open(Fixtures.copy("types.pth", folder));
        StoredTensor stored = source.names().stream()
                .map(source::get)
                .filter(tensor -> tensor.type() == type)
                .findFirst()
                .orElseThrow();
        long before = DeviceTensor.live();
        try (DeviceTensor tensor = stored.toDevice()) {
            assertEquals(ElementType.FLOAT32, tensor.type());
            assertArrayEquals(new long[] {2, 3}, tensor.shape());
            assertArrayEquals(VALUES, tensor.floats());
        }
        assertEquals(before, DeviceTensor.live());
    }

    @Test
    void whatCannotBeReadLeavesNoMemoryBehind() {
        long before = DeviceTensor.live();
        assertThrows(
                IllegalStateException.class,
                () -> DeviceTensor.filled(ElementType.FLOAT32, new long[] {2}, memory -> {
                    throw new IllegalStateException();
                }));
        assertEquals(before, DeviceTensor.live());
    }

    @Test
    void weightsTakeTheTensor() throws Exception {
        ParamTable table = new ParamTable();
        Param weight = table.root().weight("w", Init.ZEROS, 2, 3);
        Param other = table.root().weight("v", Init.ZEROS, 3, 2);
        StoredTensor stored =
                TensorFiles.open(Fixtures.copy("types.pth", folder)).get("bfloat16");
        long before = DeviceTensor.live();
        try (Weights weights = Weights.initialised(table, 0, true);
                DeviceTensor misshapen = stored.toDevice()) {
            weights.set(weight, stored.toDevice());
            assertArrayEquals(VALUES, weights.get(weight).floats());
            assertThrows(IllegalArgumentException.class, () -> weights.set(other, misshapen));
        }
        assertEquals(before, DeviceTensor.live());
    }
}
