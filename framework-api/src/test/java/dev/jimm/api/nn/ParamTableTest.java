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
        root.constant("table", () -> new float[] {1, 2}, 2);
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
        Param index = root.constantIndex("index", () -> new int[] {3, 0, 2}, 3);
        assertEquals(Param.Kind.CONSTANT, index.kind());
        assertEquals(ElementType.INT64, index.type());
        float[] values = new float[3];
        index.init().fill(values, index.shape(), new SplittableRandom(1));
        assertArrayEquals(new float[] {3, 0, 2}, values);
        assertEquals(ElementType.FLOAT32, root.weight("w", Init.ONES, 1).type());
    }

    @Test
    void anAliasIsALineOfTheStateDictButNoTensorOfItsOwn() {
        Param weight = root.at("first").weight("weight", Init.ONES, 2, 3);
        root.weight("other", Init.ONES, 4);
        root.at("second").alias("weight", weight);
        root.at("third").alias("weight", table.find("second.weight").orElseThrow());
        assertEquals(List.of("first.weight", "other", "second.weight", "third.weight"), names(table.state()));
        assertEquals(List.of("first.weight", "other"), names(table.tensors()));
        assertEquals(List.of("first.weight", "other"), names(table.weights()));
        assertEquals(10, table.weightCount());

        Param alias = table.find("third.weight").orElseThrow();
        assertEquals(Param.Kind.ALIAS, alias.kind());
        assertArrayEquals(new long[] {2, 3}, alias.shape());
        assertSame(weight, alias.target(), "not another alias");
        assertSame(weight, weight.target());
        assertEquals(List.of("first.weight", "second.weight", "third.weight"), names(table.names(weight)));
        assertEquals(List.of("other"), names(table.names(table.find("other").orElseThrow())));
    }

    @Test
    void aLayerThatIsUsedTwiceHasAllItsTensorsAtBothPositions() {
        Scope first = root.at("first");
        Conv2d.of(2, 3, 1).withBias().at(first.at("conv"));
        Norm.batch().at(first.at("bn"), 3);
        root.at("firstborn").weight("weight", Init.ONES, 1);
        first.constant("table", () -> new float[] {1}, 1);
        root.at("again").alias(first);
        assertEquals(
                List.of(
                        "again.conv.weight",
                        "again.conv.bias",
                        "again.bn.weight",
                        "again.bn.bias",
                        "again.bn.running_mean",
                        "again.bn.running_var",
                        "again.bn.num_batches_tracked"),
                names(table.state()).subList(8, 15));
        assertEquals(ElementType.INT64, table.state().get(14).type());
        assertEquals(8, table.tensors().size());
    }

    @Test
    void anAliasNeedsATensorOfTheStateDict() {
        Param constant = root.constant("table", () -> new float[] {1}, 1);
        Param foreign = new ParamTable().root().weight("weight", Init.ONES, 1);
        for (Param param : List.of(constant, foreign)) {
            assertEquals(
                    "'again' cannot stand for '" + param + "', which is no weight or buffer of this model",
                    assertThrows(IllegalArgumentException.class, () -> root.alias("again", param))
                            .getMessage());
        }
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
