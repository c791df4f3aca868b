package dev.jimm.plugin.parquet;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import shaded.parquet.org.apache.thrift.TException;

/**
 * The pages of a column chunk, unpacked one after the other: one with the dictionary, where there is one, then those
 * with the values.
 */
final class ChunkPages implements PageReader {
    /** Statistics in a header can have some kilobytes. */
    private static final int LARGEST_HEADER = 1 << 20;

    /** No entry of a dictionary has fewer bytes: numbers, or texts with their lengths before them. */
    private static final int SMALLEST_ENTRY = 4;

    private final InputStream in;
    private final CompressionCodec codec;
    private final long values;
    private final DictionaryPage dictionary;
    private long packedLeft;
    private long unpackedLeft;
    private PageHeader first;
    private boolean byDictionary;

    private ChunkPages(InputStream in, ColumnMetaData chunk) throws IOException {
        this.in = in;
        codec = chunk.getCodec();
        values = chunk.getNum_values();
        packedLeft = chunk.getTotal_compressed_size();
        unpackedLeft = chunk.getTotal_uncompressed_size();
        dictionary = values == 0 ? null : dictionaryPage();
    }

    /** @param channel whose position is moved */
    static ChunkPages of(FileChannel channel, ColumnMetaData chunk) throws IOException {
        long start = chunk.getData_page_offset();
        if (chunk.isSetDictionary_page_offset() && chunk.getDictionary_page_offset() > 0) {
            start = Math.min(start, chunk.getDictionary_page_offset());
        }
        long length = chunk.getTotal_compressed_size();
        if (start < 0 || length < 0 || length > channel.size() - start) {
            throw new DamagedException("a column would have " + length + " bytes from " + start + " on");
        }
        // Not closed, because that would close the channel.
        return new ChunkPages(new BufferedInputStream(Channels.newInputStream(channel.position(start))), chunk);
    }

    private DictionaryPage dictionaryPage() throws IOException {
        PageHeader header = header();
        if (header.getType() != PageType.DICTIONARY_PAGE) {
            first = header;
            return null;
        }
        byte[] bytes = Codecs.unpack(codec, packed(header), unpackedSize(header));
        int entries = header.getDictionary_page_header().getNum_values();
        if (entries < 0 || entries > bytes.length / SMALLEST_ENTRY) {
            throw new DamagedException("a dictionary of " + bytes.length + " bytes would have " + entries + " entries");
        }
        return new DictionaryPage(BytesInput.from(bytes), entries, Encoding.PLAIN);
    }

    /** How many entries the dictionary has, 0 without one. */
    int dictionarySize() {
        return dictionary == null ? 0 : dictionary.getDictionarySize();
    }

    /** Whether the page that was given last refers to the dictionary. */
    boolean isCurrentByDictionary() {
        return byDictionary;
    }

    @Override
    public DictionaryPage readDictionaryPage() {
        return dictionary;
    }

    @Override
    public long getTotalValueCount() {
        return values;
    }

    @Override
    public DataPage readPage() {
        try {
            PageHeader header = first != null ? first : header();
            first = null;
            while (header.getType() == PageType.INDEX_PAGE) {
                packed(header);
                header = header();
            }
            DataPage page = header.getType() == PageType.DATA_PAGE ? pageV1(header) : pageV2(header);
            byDictionary = encoding(page).usesDictionary();
            return page;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Encoding encoding(DataPage page) {
        return page instanceof DataPageV2 second ? second.getDataEncoding() : ((DataPageV1) page).getValueEncoding();
    }

    private DataPage pageV1(PageHeader header) throws IOException {
        DataPageHeader of = header.getData_page_header();
        byte[] bytes = Codecs.unpack(codec, packed(header), unpackedSize(header));
        return new DataPageV1(
                BytesInput.from(bytes),
                of.getNum_values(),
                bytes.length,
                null,
                encoding(of.getRepetition_level_encoding()),
                encoding(of.getDefinition_level_encoding()),
                encoding(of.getEncoding()));
    }

    /** Here the levels are never packed, and stand before the values. */
    private DataPage pageV2(PageHeader header) throws IOException {
        DataPageHeaderV2 of = header.getData_page_header_v2();
        byte[] packed = packed(header);
        int repetitions = of.getRepetition_levels_byte_length();
        int levels = Math.addExact(repetitions, of.getDefinition_levels_byte_length());
        byte[] data = Arrays.copyOfRange(packed, levels, packed.length);
        int unpackedSize = unpackedSize(header);
        if (of.isIs_compressed()) {
            data = Codecs.unpack(codec, data, Math.subtractExact(unpackedSize, levels));
        }
        return DataPageV2.uncompressed(
                of.getNum_rows(),
                of.getNum_nulls(),
                of.getNum_values(),
                BytesInput.from(packed, 0, repetitions),
                BytesInput.from(packed, repetitions, levels - repetitions),
                encoding(of.getEncoding()),
                BytesInput.from(data),
                null);
    }

    private static Encoding encoding(org.apache.parquet.format.Encoding encoding) {
        return Encoding.valueOf(encoding.name());
    }

    private PageHeader header() throws IOException {
        try {
            PageHeader header = new PageHeader();
            header.read(Thrift.protocol(in, LARGEST_HEADER));
            return header;
        } catch (TException e) {
            throw new DamagedException("a page has no proper header: " + e.getMessage());
        }
    }

    private byte[] packed(PageHeader header) throws IOException {
        int size = header.getCompressed_page_size();
        packedLeft -= size;
        if (size < 0 || packedLeft < 0) {
            throw new DamagedException("a page would have " + size + " bytes, which go beyond its column");
        }
        requireMemory(size, header.getUncompressed_page_size());
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new DamagedException("it ends within a page");
        }
        requireChecksum(header, bytes);
        return bytes;
    }

    /** Many writers leave the checksum out. */
    private static void requireChecksum(PageHeader header, byte[] packed) throws IOException {
        if (!header.isSetCrc()) {
            return;
        }
        CRC32 checksum = new CRC32();
        checksum.update(packed);
        if (header.getCrc() != (int) checksum.getValue()) {
            throw new DamagedException("a page does not have the checksum that stands in its header");
        }
    }

    private int unpackedSize(PageHeader header) throws IOException {
        int size = header.getUncompressed_page_size();
        unpackedLeft -= size;
        if (size < 0 || unpackedLeft < 0) {
            throw new DamagedException("a page would have " + size + " bytes when unpacked, more than its column");
        }
        return size;
    }

    private static void requireMemory(long packed, long unpacked) throws IOException {
        long most = Runtime.getRuntime().maxMemory() / 2;
        if (packed + unpacked > most) {
            throw new IOException("a page needs " + (packed + unpacked >> 20) + " MB, more than half of the memory of "
                    + "Java; give it more (JIMM_JAVA_OPTS=-Xmx8g), or save the file in smaller row groups");
        }
    }
}
