package dev.jimm.app.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a table: plain values, uncompressed, a page for each column of a group of rows. The numbers of fields and enums
 * are those of {@code parquet.thrift}.
 */
public final class ParquetWriter {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int ROWS_OF_GROUP = 4096;
    private static final int REQUIRED = 0;
    private static final int REPEATED = 2;
    private static final int UTF_8 = 0;
    private static final int LIST = 3;
    private static final int PLAIN = 0;
    private static final int RLE = 3;

    private final List<Column> columns;
    private final OutputStream out;
    private final List<Group> groups = new ArrayList<>();
    /** That are in no group yet. */
    private final List<Object[]> pending = new ArrayList<>();

    private long position;

    private record Group(int rows, List<Chunk> chunks) {}

    private record Chunk(Column column, int values, long offset, long bytes) {}

    /** Begins a file. */
    public ParquetWriter(OutputStream out, List<Column> columns) throws IOException {
        this.columns = columns;
        this.out = out;
        put(MAGIC);
    }

    /** Adds a row: a value for each column. It is written when there are enough for a group. */
    public void add(Object[] row) throws IOException {
        pending.add(row);
        if (pending.size() == ROWS_OF_GROUP) {
            group();
        }
    }

    /** Writes what the file ends with, without which it is none. The stream stays open. */
    public void end() throws IOException {
        if (!pending.isEmpty()) {
            group();
        }
        byte[] footer = footer(groups.stream().mapToInt(Group::rows).sum());
        put(footer);
        put(littleEndian(4).putInt(footer.length).array());
        put(MAGIC);
    }

    private void put(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void group() throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            chunks.add(chunk(
                    columns.get(i), pending.stream().map(row -> row[column]).toList()));
        }
        groups.add(new Group(pending.size(), chunks));
        pending.clear();
    }

    private Chunk chunk(Column column, List<Object> values) throws IOException {
        boolean lists = column.type() == Column.Type.FLOATS;
        int count = lists
                ? values.stream().mapToInt(value -> ((float[]) value).length).sum()
                : values.size();
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        if (lists) {
            repetitions(values, page);
            definitions(count, page);
        }
        values.forEach(value -> page.writeBytes(plain(column.type(), value)));
        byte[] header = new CompactMessage()
                .integer(1, 0) // a data page
                .integer(2, page.size())
                .integer(3, page.size())
                .begin(5)
                .integer(1, count)
                .integer(2, PLAIN)
                .integer(3, RLE)
                .integer(4, RLE)
                .end()
                .toBytes();
        long offset = position;
        put(header);
        put(page.toByteArray());
        return new Chunk(column, count, offset, position - offset);
    }

    private static byte[] plain(Column.Type type, Object value) {
        return switch (type) {
            case INT -> littleEndian(Integer.BYTES).putInt((Integer) value).array();
            case DOUBLE -> littleEndian(Double.BYTES).putDouble((Double) value).array();
            case TEXT -> {
                byte[] utf8 = ((String) value).getBytes(StandardCharsets.UTF_8);
                yield littleEndian(Integer.BYTES + utf8.length)
                        .putInt(utf8.length)
                        .put(utf8)
                        .array();
            }
            case FLOATS -> {
                float[] floats = (float[]) value;
                ByteBuffer bytes = littleEndian(Float.BYTES * floats.length);
                bytes.asFloatBuffer().put(floats);
                yield bytes.array();
            }
        };
    }

    /** Which values begin a list (0) and which go on with one (1): runs of equal levels, a bit each. */
    private static void repetitions(List<Object> lists, ByteArrayOutputStream page) {
        ByteArrayOutputStream levels = new ByteArrayOutputStream();
        for (Object list : lists) {
            run(1, 0, levels);
            if (((float[]) list).length > 1) {
                run(((float[]) list).length - 1, 1, levels);
            }
        }
        levels(levels, page);
    }

    /** That all values are there. */
    private static void definitions(int count, ByteArrayOutputStream page) {
        ByteArrayOutputStream levels = new ByteArrayOutputStream();
        run(count, 1, levels);
        levels(levels, page);
    }

    private static void run(int length, int level, ByteArrayOutputStream levels) {
        CompactMessage.varint((long) length << 1, levels);
        levels.write(level);
    }

    private static void levels(ByteArrayOutputStream levels, ByteArrayOutputStream page) {
        page.writeBytes(littleEndian(Integer.BYTES).putInt(levels.size()).array());
        page.writeBytes(levels.toByteArray());
    }

    private byte[] footer(int rows) {
        CompactMessage message = new CompactMessage().integer(1, 1);
        schema(message);
        message.wide(3, rows).structs(4, groups.size());
        for (Group group : groups) {
            message.begin().structs(1, group.chunks().size());
            group.chunks().forEach(chunk -> metadata(chunk, message));
            message.wide(2, group.chunks().stream().mapToLong(Chunk::bytes).sum())
                    .wide(3, group.rows())
                    .end();
        }
        return message.text(6, "jimm").toBytes();
    }

    private void schema(CompactMessage message) {
        long lists = columns.stream()
                .filter(column -> column.type() == Column.Type.FLOATS)
                .count();
        message.structs(2, Math.toIntExact(1 + columns.size() + 2 * lists));
        message.begin().text(4, "schema").integer(5, columns.size()).end();
        for (Column column : columns) {
            int code = column.type().code();
            switch (column.type()) {
                case INT, DOUBLE ->
                    message.begin().integer(1, code).integer(3, REQUIRED).text(4, column.name());
                case TEXT ->
                    message.begin()
                            .integer(1, code)
                            .integer(3, REQUIRED)
                            .text(4, column.name())
                            .integer(6, UTF_8);
                case FLOATS -> {
                    message.begin()
                            .integer(3, REQUIRED)
                            .text(4, column.name())
                            .integer(5, 1)
                            .integer(6, LIST)
                            .end();
                    message.begin()
                            .integer(3, REPEATED)
                            .text(4, "list")
                            .integer(5, 1)
                            .end();
                    message.begin().integer(1, code).integer(3, REQUIRED).text(4, "element");
                }
            }
            message.end();
        }
    }

    private static void metadata(Chunk chunk, CompactMessage message) {
        Column column = chunk.column();
        message.begin().wide(2, chunk.offset()).begin(3);
        message.integer(1, column.type().code()).integers(2, 2).integer(PLAIN).integer(RLE);
        if (column.type() == Column.Type.FLOATS) {
            message.texts(3, 3).text(column.name()).text("list").text("element");
        } else {
            message.texts(3, 1).text(column.name());
        }
        message.integer(4, 0) // uncompressed
                .wide(5, chunk.values())
                .wide(6, chunk.bytes())
                .wide(7, chunk.bytes())
                .wide(9, chunk.offset())
                .end()
                .end();
    }
}
