package dev.jimm.app.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Text in columns. A column whose cells below the header all begin with a digit, or are empty or a dash, is set right. */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param header the columns' titles; none for a table without a header */
    public Table(String... header) {
        this.header = List.of(header);
    }

    /** Adds a row of as many cells as the others have. */
    public Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    /** A line that goes over all columns, such as the title of the rows that follow. */
    public Table title(String text) {
        rows.add(List.of(text));
        return this;
    }

    /** The lines, without blanks at their ends. */
    public List<String> lines() {
        List<List<String>> all = new ArrayList<>();
        if (!header.isEmpty()) {
            all.add(header);
        }
        all.addAll(rows);
        int columns = all.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        boolean[] right = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            int index = column;
            widths[column] = cells(all, columns)
                    .mapToInt(row -> row.get(index).length())
                    .max()
                    .orElse(0);
            right[column] = cells(rows, columns).allMatch(row -> isNumber(row.get(index)));
        }
        return all.stream().map(row -> line(row, columns, widths, right)).toList();
    }

    private static Stream<List<String>> cells(List<List<String>> rows, int columns) {
        return rows.stream().filter(row -> row.size() == columns);
    }

    private static boolean isNumber(String cell) {
        return cell.matches("-?|[-+]?[0-9].*");
    }

    private static String line(List<String> row, int columns, int[] widths, boolean[] right) {
        if (row.size() < columns) {
            return row.get(0);
        }
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            String blanks = " ".repeat(widths[column] - row.get(column).length());
            line.append(column == 0 ? "" : GAP)
                    .append(right[column] ? blanks + row.get(column) : row.get(column) + blanks);
        }
        return line.toString().stripTrailing();
    }
}
