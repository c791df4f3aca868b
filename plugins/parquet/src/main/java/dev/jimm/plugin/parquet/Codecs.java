package dev.jimm.plugin.parquet;

import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;

/** Unpacks what columns are packed with. */
final class Codecs {
    private Codecs() {}

    /** @param size of the result */
    static byte[] unpack(CompressionCodec codec, byte[] packed, int size) throws IOException {
        if (codec == CompressionCodec.UNCOMPRESSED) {
            requireSize(packed.length, size);
            return packed;
        }
        byte[] unpacked = new byte[size];
        requireSize(
                switch (codec) {
                    case SNAPPY -> new SnappyDecompressor().decompress(packed, 0, packed.length, unpacked, 0, size);
                    case ZSTD -> new ZstdDecompressor().decompress(packed, 0, packed.length, unpacked, 0, size);
                    case GZIP -> gunzip(packed, unpacked);
                    default ->
                        throw new IOException("it is packed with " + codec
                                + ", which is not read; save it with snappy, zstd, gzip or none");
                },
                size);
        return unpacked;
    }

    /** How many bytes there are, at most one more than wanted. */
    private static int gunzip(byte[] packed, byte[] unpacked) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            int read = in.readNBytes(unpacked, 0, unpacked.length);
            return in.read() < 0 ? read : read + 1;
        }
    }

    private static void requireSize(int actual, int wanted) throws DamagedException {
        if (actual != wanted) {
            throw new DamagedException("a page has " + actual + " bytes when unpacked, not " + wanted);
        }
    }
}
