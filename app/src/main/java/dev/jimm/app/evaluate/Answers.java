package dev.jimm.app.evaluate;

import dev.jimm.app.parquet.Column;
import dev.jimm.app.parquet.Column.Type;
import dev.jimm.app.parquet.ParquetWriter;
import dev.jimm.app.text.Json;
import dev.jimm.app.text.OutputFile;
import dev.jimm.core.weights.AtomicFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a model says of some images, in the forms that it is written in.
 *
 * @param what they are, for people: a noun
 * @param objects for JSON, one an image
 * @param columns of the rows
 * @param rows for CSV and Parquet
 */
record Answers(String what, List<?> objects, List<Column> columns, List<Object[]> rows) {
    private static final Column IMAGE = new Column("image", Type.TEXT);

    /** A vector for an image. */
    record Embedding(String image, float[] embedding) {}

    /** A row for each class of each image. */
    static Answers predictions(List<Prediction> predictions) {
        List<Column> columns = List.of(
                IMAGE,
                new Column("rank", Type.INT),
                new Column("class", Type.TEXT),
                new Column("probability", Type.DOUBLE));
        List<Object[]> rows = new ArrayList<>();
        for (Prediction prediction : predictions) {
            int rank = 1;
            for (Prediction.Ranked ranked : prediction.classes()) {
                rows.add(new Object[] {prediction.image(), rank++, ranked.name(), ranked.probability()});
            }
        }
        return new Answers("prediction", predictions, columns, rows);
    }

    /** A row for each image. */
    static Answers embeddings(List<Embedding> embeddings) {
        List<Object[]> rows = embeddings.stream()
                .map(each -> new Object[] {each.image(), each.embedding()})
                .toList();
        return new Answers("embedding", embeddings, List.of(IMAGE, new Column("embedding", Type.FLOATS)), rows);
    }

    /** In a format of text, without the line end of the last line. */
    String text(ResultFormat format) {
        return switch (format) {
            case CSV -> OutputFile.csv(csv());
            case JSON -> Json.write(objects);
            case JSONL -> objects.stream().map(Json::line).collect(Collectors.joining("\n"));
            case PARQUET -> throw new IllegalArgumentException("parquet is no text");
        };
    }

    /** Writes the file as a whole, or not at all. */
    void write(OutputFile file, ResultFormat format) {
        if (format == ResultFormat.PARQUET) {
            AtomicFiles.write(file.path(), out -> ParquetWriter.write(out, columns, rows));
        } else {
            file.write(text(format));
        }
    }

    /** The header first; a vector has a column for each of its numbers: {@code embedding0}, {@code embedding1}, ... */
    private List<Object[]> csv() {
        List<Object[]> lines = new ArrayList<>();
        List<Object> header = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int width = rows.get(0)[i] instanceof float[] vector ? vector.length : 0;
            header.addAll(names(columns.get(i).name(), width));
        }
        lines.add(header.toArray());
        rows.forEach(row -> lines.add(flat(row)));
        return lines;
    }

    private static List<String> names(String column, int width) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            names.add(column + i);
        }
        return width == 0 ? List.of(column) : names;
    }

    private static Object[] flat(Object[] row) {
        List<Object> cells = new ArrayList<>();
        for (Object cell : row) {
            if (cell instanceof float[] vector) {
                for (float value : vector) {
                    cells.add(value);
                }
            } else {
                cells.add(cell);
            }
        }
        return cells.toArray();
    }
}
