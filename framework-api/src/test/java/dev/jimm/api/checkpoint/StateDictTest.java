package dev.jimm.api.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.Shapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateDictTest {
    /** 0, 1, 2, ... */
    private static CheckpointTensor counting(long... shape) {
        int count = (int) Shapes.count(shape);
        return CheckpointTensor.computed(
                () -> {
                    float[] values = new float[count];
                    for (int i = 0; i < count; i++) {
                        values[i] = i;
                    }
                    return values;
                },
                shape);
    }

    private static StateDict dict(String... names) {
        Map<String, CheckpointTensor> tensors = new LinkedHashMap<>();
        for (String name : names) {
            tensors.put(name, counting(2, 3));
        }
        return new StateDict(tensors);
    }

    private static String message(Runnable code) {
        return assertThrows(IllegalArgumentException.class, code::run).getMessage();
    }

    @Test
    void axesAreReordered() {
        assertArrayEquals(
                new float[] {0, 3, 1, 4, 2, 5}, counting(2, 3).transpose().floats());
        CheckpointTensor permuted = counting(2, 3, 4).permute(2, 0, 1);
        assertArrayEquals(new long[] {4, 2, 3}, permuted.shape());
        assertArrayEquals(
                new float[] {0, 4, 8, 12, 16, 20, 1, 5, 9, 13, 17, 21, 2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23},
                permuted.floats());
        assertEquals(
                "a tensor of [2, 3] has no axes [0, 0]",
                message(() -> counting(2, 3).permute(0, 0)));
    }

    @Test
    void partsAreTakenAndJoined() {
        assertArrayEquals(
                new float[] {1, 2, 4, 5}, counting(2, 3).slice(1, 1, 3).floats());
        List<CheckpointTensor> parts = counting(4, 2).split(2);
        assertArrayEquals(new float[] {4, 5, 6, 7}, parts.get(1).floats());
        CheckpointTensor joined = CheckpointTensor.joined(List.of(parts.get(1), parts.get(0)));
        assertArrayEquals(new long[] {4, 2}, joined.shape());
        assertArrayEquals(new float[] {4, 5, 6, 7, 0, 1, 2, 3}, joined.floats());
        assertEquals(
                "a tensor of [4, 2] cannot be cut into 3 equal parts",
                message(() -> counting(4, 2).split(3)));
        assertEquals(
                "a tensor of [2, 3] has no part 1 to 4",
                message(() -> counting(2, 3).slice(1, 1, 4)));
        assertEquals(
                "a tensor of [1, 3] cannot stand behind [2, 2]",
                message(() -> CheckpointTensor.joined(List.of(counting(2, 2), counting(1, 3)))));
    }

    @Test
    void shapesChangeAndValuesAreAdded() {
        CheckpointTensor flat = counting(2, 3).reshape(-1);
        assertArrayEquals(new long[] {6}, flat.shape());
        assertArrayEquals(
                new float[] {0, 2, 4, 6, 8, 10}, flat.plus(counting(2, 3)).floats());
        assertArrayEquals(new long[] {0, 1}, counting(2).longs());
        assertEquals(
                "[2, 3] cannot become [4, -1]", message(() -> counting(2, 3).reshape(4, -1)));
        assertEquals("[2, 3] cannot become [5]", message(() -> counting(2, 3).reshape(5)));
    }

    @Test
    void namesAreChangedInTheirOrder() {
        StateDict dict = dict("net.a.0.w", "net.b", "text.c");
        assertEquals(List.of("a.0.w", "b"), dict.below("net.").names());
        assertEquals(List.of("net.a.0.w", "net.b"), dict.drop("^text\\.").names());
        assertEquals(
                List.of("net.a.1.w", "net.b", "text.c"),
                dict.rename("a\\.(\\d)", match -> "a." + (Integer.parseInt(match.group(1)) + 1))
                        .names());
        assertEquals(
                List.of("net.x.0.w", "net.b", "text.c"),
                dict.rename("\\.a\\.", ".x.").names());
        assertTrue(dict.hasAny("b$"));
        assertFalse(dict.hasAny("^b"));
        assertEquals(
                "it has two tensors that would be named 'x'",
                message(() -> dict("a", "b").rename("[ab]", "x")));
        assertEquals("it lacks the tensor 'q'", message(() -> dict.get("q")));
    }

    @Test
    void tensorsAreSplitAndJoinedByTheirNames() {
        StateDict split = new StateDict(Map.of("0.qkv.w", counting(6, 1))).split("qkv\\.", "q.", "k.", "v.");
        assertEquals(List.of("0.q.w", "0.k.w", "0.v.w"), split.names());
        assertArrayEquals(new float[] {2, 3}, split.get("0.k.w").floats());
        StateDict joined = split.join("q\\.", "qkv.", "k.", "v.");
        assertEquals(List.of("0.qkv.w"), joined.names());
        assertArrayEquals(counting(6, 1).floats(), joined.get("0.qkv.w").floats());
        assertEquals(
                "'0.qkv.w': a tensor of [6, 1] cannot be cut into 4 equal parts",
                message(() -> joined.split("qkv\\.", "a", "b", "c", "d")));
        assertEquals(
                "it has two tensors that would be named '0.q.w'",
                message(() -> joined.with("0.q.w", counting(2, 1)).split("qkv\\.", "q.", "k.", "v.")));
        assertEquals(
                "it has two tensors that would be named '0.qkv.w'",
                message(() -> split.with("0.qkv.w", counting(6, 1)).join("q\\.", "qkv.", "k.", "v.")));
        assertEquals(
                "'0.q.w': a tensor of [] cannot stand behind []",
                message(() -> dict().with("0.q.w", CheckpointTensor.zeros())
                        .with("0.k.w", CheckpointTensor.zeros())
                        .join("q\\.", "qk.", "k.")));
        assertEquals(
                "it lacks the tensor '0.v.w'", message(() -> split.drop("v\\.").join("q\\.", "qkv.", "k.", "v.")));
    }

    @Test
    void tensorsGetTheModelsNumberOfAxes() {
        ParamTable model = new ParamTable();
        model.root().weight("conv", Init.ZEROS, 2, 3, 1, 1);
        model.root().weight("same", Init.ZEROS, 3, 2);
        StateDict reshaped = dict("conv", "same", "other").reshaped("", model);
        assertArrayEquals(new long[] {2, 3, 1, 1}, reshaped.get("conv").shape());
        assertArrayEquals(new long[] {2, 3}, reshaped.get("same").shape(), "as many axes: it is another tensor");
        assertArrayEquals(new long[] {2, 3}, reshaped.get("other").shape());
        assertArrayEquals(
                new long[] {6},
                dict("a").change("a", tensor -> tensor.reshape(-1)).get("a").shape());
    }
}
