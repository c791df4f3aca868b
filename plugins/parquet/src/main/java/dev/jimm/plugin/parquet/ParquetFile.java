package dev.jimm.plugin.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.io.api.PrimitiveConverter;

/**
 * A parquet file: column chunks in row groups, and a footer that says where they are
 * (https://parquet.apache.org/docs/file-format/). Columns are read page by page, so that a row group of any size takes
 * little memory.
 */
final class ParquetFile implements AutoCloseable {
    private static final String MAGIC = "PAR1";
    private static final String ENCRYPTED = "PARE";
    private static final String LFS_POINTER = "vers";

    /** The length of the footer and the magic. */
    private static final int TAIL = 8;

    /** The libraries are then most careful with what some writers are known to have done wrong. */
    private static final ParsedVersion UNKNOWN_WRITER = null;

    private final Path path;
    private final FileChannel channel;
    private final long bytes;
    private final FileMetaData footer;
    private final List<ColumnDescriptor> leaves;

    /** Reads a column of a row group, and gives the number of rows. */
    interface ColumnConsumer {
        long accept(ColumnReader column, ChunkPages pages) throws IOException;
    }

    private ParquetFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        bytes = channel.size();
        int length = footerLength();
        footer = guarded(() -> {
            byte[] footerBytes = bytesAt(bytes - TAIL - length, length).array();
            FileMetaData read = new FileMetaData();
            read.read(Thrift.protocol(new ByteArrayInputStream(footerBytes), length));
            return read;
        });
        leaves = guarded(() -> Leaves.of(footer.getSchema()));
    }

    static ParquetFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path);
        try {
            return new ParquetFile(path, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private int footerLength() throws IOException {
        String start = bytes < 4 ? "" : text(bytesAt(0, 4));
        if (start.equals(LFS_POINTER)) {
            throw new IOException(path + " is not the file itself but a note where it is; fetch it by 'git lfs pull'");
        }
        if (start.equals(ENCRYPTED)) {
            throw new IOException(path + " is encrypted; save it without encryption");
        }
        if (!start.equals(MAGIC)) {
            throw new IOException(path + " is not a parquet file: it does not begin with " + MAGIC);
        }
        if (bytes < MAGIC.length() + TAIL || !text(bytesAt(bytes - 4, 4)).equals(MAGIC)) {
            throw new IOException(path + " is cut off: it does not end with " + MAGIC + "; download it again");
        }
        int length = bytesAt(bytes - TAIL, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length < 1 || length > bytes - TAIL - MAGIC.length()) {
            throw damaged("its footer would have " + length + " bytes", null);
        }
        return length;
    }

    private ByteBuffer bytesAt(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {
            continue;
        }
        return buffer.flip();
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.ISO_8859_1.decode(buffer).toString();
    }

    Path path() {
        return path;
    }

    /** The columns that hold values, in the order of the file. */
    List<ColumnDescriptor> leaves() {
        return leaves;
    }

    int rowGroups() {
        return footer.getRow_groupsSize();
    }

    /** An entry of the file's own metadata. */
    Optional<String> metadata(String key) throws IOException {
        return guarded(() -> {
            Map<String, String> entries = footer.isSetKey_value_metadata()
                    ? footer.getKey_value_metadata().stream()
                            .filter(KeyValue::isSetValue)
                            .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue, (first, second) -> second))
                    : Map.of();
            return Optional.ofNullable(entries.get(key));
        });
    }

    /** How many bytes all pages of a column have when they are unpacked. */
    long unpackedBytes(ColumnDescriptor column) throws IOException {
        long sum = 0;
        for (int group = 0; group < rowGroups(); group++) {
            long unpacked = chunk(group, column).getTotal_uncompressed_size();
            if (unpacked < 0 || unpacked > Long.MAX_VALUE - sum) {
                throw damaged("a column would have " + unpacked + " bytes", null);
            }
            sum += unpacked;
        }
        return sum;
    }

    /** Reads a column of a row group. */
    void readAll(int group, ColumnDescriptor column, ColumnConsumer consumer) throws IOException {
        ColumnMetaData chunk = chunk(group, column);
        RowGroup rowGroup = footer.getRow_groups().get(group);
        // An image has more than a byte, and so has a list of labels with its image.
        if (chunk.getNum_values() < 0 || chunk.getNum_values() > bytes) {
            throw damaged("it would have " + chunk.getNum_values() + " values in a row group", null);
        }
        long rows = guarded(() -> {
            ChunkPages pages = ChunkPages.of(channel, chunk);
            return chunk.getNum_values() == 0 ? 0 : consumer.accept(reader(column, pages), pages);
        });
        if (rows != rowGroup.getNum_rows()) {
            throw damaged("a row group has " + rows + " rows, not " + rowGroup.getNum_rows(), null);
        }
    }

    private ColumnMetaData chunk(int group, ColumnDescriptor column) throws IOException {
        return guarded(() -> {
            int index = leaves.indexOf(column);
            ColumnMetaData chunk =
                    footer.getRow_groups().get(group).getColumns().get(index).getMeta_data();
            return Objects.requireNonNull(chunk, "a column is nowhere");
        });
    }

    private static ColumnReader reader(ColumnDescriptor column, ChunkPages pages) {
        PrimitiveConverter byDictionary = new PrimitiveConverter() {
            @Override
            public boolean hasDictionarySupport() {
                return true;
            }

            @Override
            public void setDictionary(Dictionary dictionary) {
                // The reader itself looks values up in it.
            }
        };
        return new ColumnReaderImpl(column, pages, byDictionary, UNKNOWN_WRITER);
    }

    /** Whatever the libraries throw means that the file is not as it should be. */
    private <T> T guarded(Callable<T> reading) throws IOException {
        try {
            return reading.call();
        } catch (UncheckedIOException e) {
            throw explained(e.getCause());
        } catch (IOException e) {
            throw explained(e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // The libraries reserve memory by numbers that they read, and go as deep as the file is nested.
            throw damaged("to read it would take more memory than there is", e);
        } catch (Exception e) {
            throw damaged(e.toString(), e);
        }
    }

    private IOException explained(IOException e) {
        return e instanceof DamagedException
                ? damaged(e.getMessage(), e)
                : new IOException(path + ": " + e.getMessage(), e);
    }

    private IOException damaged(String what, Throwable cause) {
        return new IOException(path + " is damaged: " + what + "; download it again", cause);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
