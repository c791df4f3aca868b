package dev.jimm.api.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.tensor.ElementType;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ParamTableTest {
    private final ParamTable table = new ParamTable();
    private final Scope root = table.root();

    private static List<String> names(List<Param> params) {
        return params.stream().map(Param::name).toList();
    }

    @Test
    void namesAreScopesJoinedByDots() {
        Scope block = root.at("layer1").at(0);
        assertEquals("layer1.0", block.path());
        assertEquals(
                "layer1.0.conv1.weight",
                block.at("conv1").weight("weight", Init.ZEROS, 2).name());
        assertEquals("cls_token", root.weight("cls_token", Init.ZEROS, 2).name());
    }

    @Test
    void tensorsAreInTheOrderOfTheirDeclaration() {
        root.weight("z", Init.ZEROS, 2, 3);
        root.constant("table", new float[] {1, 2}, 2);
        root.buffer("mean", Init.ZEROS, 3);
        root.counter("count");
        root.weight("a", Init.ZEROS, 4);
        assertEquals(List.of("z", "table", "mean", "count", "a"), names(table.all()));
        assertEquals(List.of("z", "mean", "count", "a"), names(table.state()), "constants are not saved");
        assertEquals(List.of("z", "a"), names(table.weights()));
        assertEquals(10, table.weightCount(), "only trained values count");
    }

    @Test
    void kindsAndTypes() {
        Param counter = root.counter("count");
        assertEquals(Param.Kind.BUFFER, counter.kind());
        assertEquals(ElementType.INT64, counter.type());
        assertEquals(0, counter.rank());
        assertEquals(1, counter.count());
        Param index = root.constantIndex("index", new int[] {3, 0, 2}, 3);
        assertEquals(Param.Kind.CONSTANT, index.kind());
        assertEquals(ElementType.INT64, index.type());
        float[] values = new float[3];
        index.init().fill(values, index.shape(), new SplittableRandom(1));
        assertArrayEquals(new float[] {3, 0, 2}, values);
        assertEquals(ElementType.FLOAT32, root.weight("w", Init.ONES, 1).type());
    }

    @Test
    void tensorsAreFoundByName() {
        Param weight = root.weight("w", Init.ONES, 1);
        assertSame(weight, table.find("w").orElseThrow());
        assertTrue(table.find("v").isEmpty());
    }

    @Test
    void aNameIsUsedOnce() {
        root.at("fc").weight("weight", Init.ZEROS, 1);
        Scope again = root.at("fc");
        assertEquals(
                "two tensors are named 'fc.weight'",
                assertThrows(IllegalStateException.class, () -> again.buffer("weight", Init.ZEROS, 1))
                        .getMessage());
        assertEquals(1, table.all().size());
    }

    @Test
    void anEmptyTensorIsRefused() {
        assertEquals(
                "tensor 'w' would have a size of 0",
                assertThrows(IllegalArgumentException.class, () -> root.weight("w", Init.ZEROS, 3, 0))
                        .getMessage());
    }

    @Test
    void listsAndShapesAreCopies() {
        Param weight = root.weight("w", Init.ONES, 5);
        weight.shape()[0] = 1;
        assertEquals(5, weight.count());
        List<Param> all = table.all();
        assertThrows(UnsupportedOperationException.class, all::clear);
    }
}
