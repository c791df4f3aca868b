package dev.jimm.plugin.parquet;

import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The labels of all rows of a part, one or several each. */
final class LabelList {
    private final Classes classes;
    private int[] values = new int[64];
    private int[] ends = new int[64];
    private int size;
    private int count;
    private int firstOfFile;

    LabelList(Classes classes) {
        this.classes = classes;
    }

    /** Tells that the next row is the first of another file, for messages. */
    void beginFile() {
        firstOfFile = size;
    }

    /** Adds a row that has no labels yet. */
    void addRow() {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size++] = count;
    }

    /** Adds the column's current value to the last row. */
    void addLabel(ColumnReader column) throws IOException {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        try {
            values[count++] = value(column);
        } catch (IllegalArgumentException e) {
            throw new IOException(lastRow() + e.getMessage(), e);
        }
        ends[size - 1] = count;
    }

    /** For a last row that must have a label. */
    IOException noLabel() {
        return new IOException(lastRow() + "has no label");
    }

    private String lastRow() {
        return "row " + (size - 1 - firstOfFile) + " ";
    }

    private int value(ColumnReader column) {
        PrimitiveTypeName type = column.getDescriptor().getPrimitiveType().getPrimitiveTypeName();
        return switch (type) {
            case INT32 -> classes.ofNumber(column.getInteger());
            case INT64 -> classes.ofNumber(column.getLong());
            default -> classes.ofText(column.getBinary().toStringUsingUTF8());
        };
    }

    /** How many rows there are. */
    int size() {
        return size;
    }

    int[] get(int row) {
        return Arrays.copyOfRange(values, row == 0 ? 0 : ends[row - 1], ends[row]);
    }
}
