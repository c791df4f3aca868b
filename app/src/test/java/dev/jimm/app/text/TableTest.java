package dev.jimm.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void numbersAreSetToTheRightAndTextToTheLeft() {
        Table table = new Table("name", "count", "share").row("a", 1, "-").row("long name", 100, "7 %");
        assertEquals(
                List.of(
                        "name       count  share", // a dash stands for a number that is not known
                        "a              1      -",
                        "long name    100    7 %"),
                table.lines());
    }

    @Test
    void titlesDoNotWidenColumns() {
        Table table = new Table("name", "count").title("a title that is longer").row("b", 2);
        assertEquals(List.of("name  count", "a title that is longer", "b         2"), table.lines());
    }

    @Test
    void linesHaveNoBlanksAtTheirEnds() {
        assertEquals(
                List.of("a", "b  text"),
                new Table().row("a", "").row("b", "text").lines());
    }
}
