package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tensors outside of passes, and the weights that are made of them. */
@Tag("engine")
class DeviceTensorTest {
    private long liveBefore;

    @BeforeEach
    void count() {
        liveBefore = DeviceTensor.live();
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(liveBefore, DeviceTensor.live());
    }

    @Test
    void valuesOfEveryTypeComeBack() {
        try (DeviceTensor floats = DeviceTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
                DeviceTensor longs = DeviceTensor.of(new long[] {Long.MIN_VALUE, 1L << 40}, 2);
                DeviceTensor number = DeviceTensor.of(new double[] {0.1});
                DeviceTensor zeros = DeviceTensor.zeros(ElementType.FLOAT32, 2)) {
            assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, floats.floats());
            assertArrayEquals(new long[] {2, 3}, floats.shape());
            assertArrayEquals(new long[] {Long.MIN_VALUE, 1L << 40}, longs.longs());
            assertArrayEquals(new double[] {0.1}, number.doubles());
            assertArrayEquals(new long[0], number.shape());
            assertArrayEquals(new float[2], zeros.floats());
            assertEquals(
                    "a tensor of INT64 was read as FLOAT32",
                    assertThrows(IllegalStateException.class, longs::floats).getMessage());
        }
    }

    @Test
    void emptyTensorsWork() {
        try (DeviceTensor empty = DeviceTensor.of(new float[0], 0, 3)) {
            assertEquals(0, empty.floats().length);
            assertArrayEquals(new long[] {0, 3}, empty.shape());
        }
    }

    @Test
    void countsMustFit() {
        assertEquals(
                "3 values for the shape [2, 2]",
                assertThrows(IllegalArgumentException.class, () -> DeviceTensor.of(new float[3], 2, 2))
                        .getMessage());
        ByteBuffer bytes = ByteBuffer.allocate(7);
        assertEquals(
                "7 bytes for FLOAT32[2]",
                assertThrows(IllegalArgumentException.class, () -> DeviceTensor.of(bytes, ElementType.FLOAT32, 2))
                        .getMessage());
    }

    @Test
    void readsAreRowMajorWhateverTheLayout() {
        float[] values = Fixtures.random(1, 2, 3, 4, 5);
        try (DeviceTensor plain = DeviceTensor.of(values, 2, 3, 4, 5);
                DeviceTensor last = plain.channelsLast();
                DeviceTensor copy = last.copy();
                DeviceTensor target = DeviceTensor.zeros(ElementType.FLOAT32, 2, 3, 4, 5)) {
            assertThrows(RuntimeException.class, () -> Native.memory(last.handle()), "its memory is not row-major");
            assertArrayEquals(values, last.floats());
            assertArrayEquals(values, copy.floats());
            target.copyFrom(last);
            assertArrayEquals(values, target.floats());
            DeviceTensor zeros = last.zerosLike(ElementType.FLOAT32);
            zeros.copyFrom(plain);
            assertArrayEquals(values, zeros.floats());
            assertThrows(
                    RuntimeException.class, () -> Native.memory(zeros.handle()), "the layout is that of the pattern");
            zeros.close();
        }
    }

    @Test
    void copiesHaveTheirOwnMemory() {
        try (DeviceTensor one = DeviceTensor.of(new float[] {1}, 1);
                DeviceTensor copy = one.copy();
                DeviceTensor two = DeviceTensor.of(new float[] {2}, 1)) {
            one.copyFrom(two);
            assertEquals(2, one.item());
            assertEquals(1, copy.item());
            one.bytes().putFloat(0, 7);
            assertEquals(2, one.item(), "what was read is a copy too");
        }
    }

    @Test
    void aTensorOverABufferSeesIt() {
        ByteBuffer direct = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        try (DeviceTensor tensor = DeviceTensor.over(direct, ElementType.FLOAT32, 2)) {
            direct.putFloat(4, 3);
            assertArrayEquals(new float[] {0, 3}, tensor.floats());
        }
        ByteBuffer heap = ByteBuffer.allocate(8);
        assertThrows(IllegalArgumentException.class, () -> DeviceTensor.over(heap, ElementType.FLOAT32, 2));
    }

    @Test
    void closingTwiceIsHarmlessAndUseAfterwardsIsNot() {
        DeviceTensor tensor = DeviceTensor.zeros(ElementType.FLOAT32, 1);
        assertEquals(liveBefore + 1, DeviceTensor.live());
        tensor.close();
        tensor.close();
        assertEquals(liveBefore, DeviceTensor.live());
        assertEquals(
                "this tensor was closed",
                assertThrows(IllegalStateException.class, tensor::copy).getMessage());
    }

    @Test
    void weightsDrawByNameAndSeed() {
        ParamTable table = new ParamTable();
        Scope root = table.root();
        Param a = root.weight("a", Init.normal(1), 4, 2, 3, 3);
        Param b = root.weight("b", Init.normal(1), 4, 2, 3, 3);
        Param table2 = root.constantIndex("index", () -> new int[] {5, 6}, 2);
        try (Weights one = Weights.initialised(table, 1, true);
                Weights same = Weights.initialised(table, 1, false);
                Weights other = Weights.initialised(table, 2, false)) {
            assertTrue(one.isChannelsLast());
            DeviceTensor channelsLast = one.get(a);
            assertThrows(RuntimeException.class, () -> Native.memory(channelsLast.handle()), "it is not row-major");
            assertArrayEquals(one.get(a).floats(), same.get(a).floats());
            assertNotEquals(one.get(a).floats()[0], one.get(b).floats()[0]);
            assertNotEquals(one.get(a).floats()[0], other.get(a).floats()[0]);
            assertArrayEquals(Weights.initialValues(b, 1), one.get(b).floats());
            assertArrayEquals(new long[] {5, 6}, one.get(table2).longs());
            one.set(a, Weights.initialValues(b, 1));
            assertArrayEquals(one.get(b).floats(), one.get(a).floats());
        }
        Weights closed = Weights.initialised(table, 1, false);
        closed.close();
        assertEquals(
                "no value is bound to 'a'",
                assertThrows(IllegalArgumentException.class, () -> closed.get(a))
                        .getMessage());
    }

    @Test
    void copiesOfWeightsAreIndependent() {
        ParamTable table = new ParamTable();
        Param weight = table.root().weight("w", Init.ONES, 2, 2, 1, 1);
        try (Weights weights = Weights.initialised(table, 1, true);
                Weights copy = weights.copy()) {
            weights.set(weight, new float[4]);
            assertArrayEquals(new float[] {1, 1, 1, 1}, copy.get(weight).floats());
            assertTrue(copy.isChannelsLast());
        }
    }
}
