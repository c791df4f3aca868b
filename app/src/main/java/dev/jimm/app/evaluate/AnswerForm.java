package dev.jimm.app.evaluate;

import dev.jimm.app.parquet.Column;
import dev.jimm.app.parquet.Column.Type;
import dev.jimm.app.text.OutputFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How what a model says of an image becomes rows of a table.
 *
 * @param noun for people
 * @param columns of the rows
 * @param rows of an answer, with a value for each column
 */
record AnswerForm<T>(String noun, List<Column> columns, Function<T, List<Object[]>> rows) {
    private static final Column IMAGE = new Column("image", Type.TEXT);

    /** A vector for an image. */
    record Embedding(String image, float[] embedding) {}

    /** A row for each class of each image. */
    static AnswerForm<FilePrediction> predictions() {
        List<Column> columns = List.of(
                IMAGE,
                new Column("rank", Type.INT),
                new Column("class", Type.TEXT),
                new Column("probability", Type.DOUBLE));
        return new AnswerForm<>("prediction", columns, AnswerForm::ranks);
    }

    private static List<Object[]> ranks(FilePrediction prediction) {
        List<Object[]> rows = new ArrayList<>();
        for (FilePrediction.Ranked ranked : prediction.classes()) {
            rows.add(new Object[] {prediction.image(), rows.size() + 1, ranked.name(), ranked.probability()});
        }
        return rows;
    }

    /** A row for each image. */
    static AnswerForm<Embedding> embeddings() {
        return new AnswerForm<>(
                "embedding",
                List.of(IMAGE, new Column("embedding", Type.FLOATS)),
                each -> List.<Object[]>of(new Object[] {each.image(), each.embedding()}));
    }

    /** Lines of CSV, without the line end of the last one. */
    String csv(T answer) {
        return OutputFile.csv(rows.apply(answer).stream().map(AnswerForm::flat).toList());
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

    /**
     * The line above them, with its line end; a vector has a column for each of its numbers: {@code embedding0}, {@code
     * embedding1}, ...
     */
    String csvHeader(T first) {
        Object[] row = rows.apply(first).get(0);
        List<String> names = new ArrayList<>();
        for (int column = 0; column < row.length; column++) {
            String name = columns.get(column).name();
            if (row[column] instanceof float[] vector) {
                IntStream.range(0, vector.length).forEach(i -> names.add(name + i));
            } else {
                names.add(name);
            }
        }
        return OutputFile.csv(List.<Object[]>of(names.toArray())) + "\n";
    }
}
