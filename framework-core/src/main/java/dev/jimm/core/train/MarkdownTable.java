package dev.jimm.core.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of a Markdown text that can be read as it stands, too: columns are aligned, words left, numbers right. */
final class MarkdownTable {
    private final boolean[] isNumber;
    private final List<String[]> rows = new ArrayList<>();

    /** @param titles of the columns; those of numbers begin with {@code >} */
    MarkdownTable(String... titles) {
        isNumber = new boolean[titles.length];
        String[] header = new String[titles.length];
        for (int i = 0; i < titles.length; i++) {
            isNumber[i] = titles[i].startsWith(">");
            header[i] = isNumber[i] ? titles[i].substring(1) : titles[i];
        }
        rows.add(header);
    }

    /** @param cells Markdown; {@link #escaped} where they are names */
    MarkdownTable row(String... cells) {
        if (cells.length != isNumber.length) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + isNumber.length + " columns");
        }
        rows.add(cells);
        return this;
    }

    /** A name as text that means nothing in Markdown. */
    static String escaped(String name) {
        return name.replaceAll("([\\\\|<*`])", "\\\\$1").replaceAll("\\R", " ");
    }

    @Override
    public String toString() {
        int[] widths = IntStream.range(0, isNumber.length)
                .map(i -> rows.stream().mapToInt(row -> row[i].length()).max().orElse(0))
                .toArray();
        String rule = IntStream.range(0, widths.length)
                .mapToObj(i -> "-".repeat(widths[i] + 1) + (isNumber[i] ? ":" : "-"))
                .collect(Collectors.joining("|", "|", "|\n"));
        List<String> lines =
                rows.stream().map(row -> line(row, widths)).collect(Collectors.toCollection(ArrayList::new));
        lines.add(1, rule);
        return String.join("", lines);
    }

    private String line(String[] row, int[] widths) {
        return IntStream.range(0, row.length)
                .mapToObj(i -> {
                    String space = " ".repeat(widths[i] - row[i].length());
                    return isNumber[i] ? space + row[i] : row[i] + space;
                })
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
