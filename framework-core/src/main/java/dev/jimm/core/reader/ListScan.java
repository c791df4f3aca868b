package dev.jimm.core.reader;

import dev.jimm.core.error.Nearest;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Reads tables of images. */
final class ListScan {
    private final Path root;
    private final ImageList.Options options;
    private final Findings findings;

    private Map<String, Integer> columns;

    ListScan(Path root, ImageList.Options options, Findings findings) {
        this.root = root.toAbsolutePath().normalize();
        this.options = options;
        this.findings = findings;
    }

    /** Adds the rows of a table to the parts that they say; without a split column, all to the first. */
    void read(Path file, ListedImages train, ListedImages validation) throws IOException {
        try (TableFile table = new TableFile(file)) {
            List<String> row = table.next();
            if (row == null) {
                return;
            }
            columns = places(options.header() ? row : numbered(row.size()));
            int width = row.size();
            if (!hasColumns(table)) {
                return;
            }
            for (row = options.header() ? table.next() : row; row != null; row = table.next()) {
                if (row.size() == width) {
                    add(table.where(), row, train, validation);
                } else {
                    findings.add(table.where() + ": " + row.size() + " fields instead of " + width);
                }
            }
        }
    }

    private static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> number == 1 ? "path" : number == 2 ? "label" : Integer.toString(number))
                .toList();
    }

    private static Map<String, Integer> places(List<String> names) {
        Map<String, Integer> places = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            places.putIfAbsent(names.get(i), i);
        }
        return places;
    }

    private boolean hasColumns(TableFile table) {
        boolean complete = hasColumn(table, "path-column", options.pathColumn());
        if (options.labelColumns().isEmpty()) {
            complete &= hasColumn(table, "label-column", options.labelColumn());
        }
        for (String column : options.labelColumns()) {
            complete &= hasColumn(table, "label-columns", column);
        }
        return options.splitColumn() == null
                ? complete
                : complete & hasColumn(table, "split-column", options.splitColumn());
    }

    private boolean hasColumn(TableFile table, String key, String column) {
        if (!columns.containsKey(column)) {
            findings.add(table.where() + ": no column '" + column + "' (data.options." + key + ")"
                    + Nearest.hint(column, columns.keySet()) + "; the columns are "
                    + String.join(", ", columns.keySet()));
        }
        return columns.containsKey(column);
    }

    private void add(String where, List<String> row, ListedImages train, ListedImages validation) {
        Optional<Part> part = part(row);
        Optional<String> path = path(where, field(row, options.pathColumn()));
        Optional<List<String>> labels = labels(where, row);
        if (part.isEmpty()) {
            findings.add(where + ": the part '" + field(row, options.splitColumn())
                    + "' is none of train, val, validation, test");
        } else if (path.isPresent() && labels.isPresent() && part.get() != Part.TEST) {
            (part.get() == Part.TRAIN ? train : validation).add(path.get(), labels.get(), where);
        }
    }

    private String field(List<String> row, String column) {
        return row.get(columns.get(column));
    }

    private Optional<Part> part(List<String> row) {
        return options.splitColumn() == null ? Optional.of(Part.TRAIN) : Part.named(field(row, options.splitColumn()));
    }

    /** The path relative to the root. */
    private Optional<String> path(String where, String field) {
        if (field.isEmpty()) {
            findings.add(where + ": no path");
            return Optional.empty();
        }
        try {
            Path path = root.resolve(field).normalize();
            if (path.startsWith(root) && !path.equals(root)) {
                return Optional.of(root.relativize(path).toString());
            }
            findings.add(where + ": " + field + " is not below " + root);
        } catch (InvalidPathException e) {
            findings.add(where + ": '" + field + "' is not a path: " + e.getReason());
        }
        return Optional.empty();
    }

    private Optional<List<String>> labels(String where, List<String> row) {
        if (!options.labelColumns().isEmpty()) {
            return marked(where, row);
        }
        String field = field(row, options.labelColumn());
        if (options.labelSeparator() != null) {
            return Optional.of(Arrays.stream(field.split(Pattern.quote(options.labelSeparator())))
                    .map(String::strip)
                    .filter(label -> !label.isEmpty())
                    .distinct()
                    .toList());
        }
        if (field.isEmpty()) {
            findings.add(where + ": no label");
            return Optional.empty();
        }
        return Optional.of(List.of(field));
    }

    private Optional<List<String>> marked(String where, List<String> row) {
        List<String> labels = new ArrayList<>();
        boolean sound = true;
        for (String column : options.labelColumns()) {
            String mark = field(row, column);
            if (mark.equals("1")) {
                labels.add(column);
            } else if (!mark.equals("0")) {
                findings.add(where + ": '" + mark + "' in the column " + column + " is neither 0 nor 1");
                sound = false;
            }
        }
        return sound ? Optional.of(labels) : Optional.empty();
    }
}
