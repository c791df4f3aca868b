package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.app.evaluate.Comparison.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final Comparison comparison = new Comparison(List.of(
            new Entry("runs/a", Results.singleLabel("runs/a"), null),
            new Entry("runs/b", null, "runs/b: there is no such folder\nand more"),
            new Entry("runs/c", Results.multiLabel("runs/c"), null)));

    @Test
    void aModelIsARowAlsoOneThatFailed() {
        List<String> lines = comparison.lines();
        assertEquals(4, lines.size());
        assertEquals("model      top-1     top-5    loss  parameters      input  images/s", lines.get(0));
        assertTrue(lines.get(1).startsWith("runs/a   62.50 %  100.00 %  "), lines.get(1));
        assertTrue(lines.get(1).endsWith("  11.7 M  224 x 160         4"), lines.get(1));
        assertEquals("runs/b  failed: there is no such folder; and more", lines.get(2));
        assertTrue(comparison.hasFailed());
        assertFalse(new Comparison(List.of(comparison.entries().get(0))).hasFailed());
    }

    @Test
    void csvHasTheMetricsOfAllModels() {
        List<Object[]> rows = comparison.rows();
        List<Object> header = List.of(rows.get(0));
        assertEquals(4, rows.size());
        rows.forEach(row -> assertEquals(header.size(), row.length));
        assertEquals(0.625, rows.get(1)[header.indexOf("top1")]);
        assertEquals("", rows.get(1)[header.indexOf("map")]);
        assertEquals(1.0, rows.get(3)[header.indexOf("map")]);
        assertEquals("", rows.get(3)[header.indexOf("calibration-error")]);
        assertEquals("runs/b", rows.get(2)[0]);
        assertEquals("runs/b: there is no such folder\nand more", rows.get(2)[header.indexOf("error")]);
    }

    @Test
    void csvOfClassesHasARowForEachClassOfEachModel() {
        List<Object[]> rows = comparison.classRows();
        assertEquals(7, rows.size());
        assertArrayEquals(new Object[] {"runs/a", "dog", 5, 4, 4, 1.0, 0.8, 8.0 / 9, ""}, rows.get(2));
        assertEquals(1.0, rows.get(4)[8]);
    }
}
