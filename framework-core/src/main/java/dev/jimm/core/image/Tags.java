package dev.jimm.core.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The first directory of a TIFF file, and of EXIF, which is one. Only whole numbers are read. Takes any bytes: an entry
 * whose values do not lie inside is not there.
 */
final class Tags {
    static final int ORIENTATION = 0x112;

    private static final int HEADER = 8;
    private static final int ENTRY = 12;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int FRACTION = 5;
    private static final int SIGNED_SHORT = 8;
    private static final int SIGNED_LONG = 9;
    private static final int SIGNED_FRACTION = 10;
    private static final int FLOAT = 11;
    private static final int DOUBLE = 12;
    private static final int DIRECTORY = 13;

    private final ByteBuffer data;
    private final Map<Integer, Integer> entries = new HashMap<>();

    /** Of the bytes from start to end, beginning with the byte order. */
    Tags(byte[] bytes, int start, int end) {
        data = ByteBuffer.wrap(bytes, start, Math.max(0, end - start)).slice();
        if (data.limit() < HEADER) {
            return;
        }
        data.order(data.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = unsignedInt(4);
        if (directory + 2 > data.limit()) {
            return;
        }
        int count = unsignedShort((int) directory);
        for (int i = 0; i < count; i++) {
            note(directory + 2 + (long) i * ENTRY);
        }
    }

    private void note(long entry) {
        if (entry + ENTRY > data.limit()) {
            return;
        }
        int at = (int) entry;
        long size = unsignedInt(at + 4) * bytesOf(unsignedShort(at + 2));
        if (size <= 4 || unsignedInt(at + 8) + size <= data.limit()) {
            entries.putIfAbsent(unsignedShort(at), at);
        }
    }

    /** The values of a tag; none if it is not there or not of whole numbers. */
    long[] values(int tag) {
        Integer entry = entries.get(tag);
        int type = entry == null ? 0 : unsignedShort(entry + 2);
        if (type != BYTE && type != SHORT && type != LONG) {
            return new long[0];
        }
        int width = bytesOf(type);
        int count = (int) unsignedInt(entry + 4);
        int at = count * width <= 4 ? entry + 8 : (int) unsignedInt(entry + 8);
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            int from = at + i * width;
            values[i] = type == BYTE ? data.get(from) & 0xff : type == SHORT ? unsignedShort(from) : unsignedInt(from);
        }
        return values;
    }

    /** The first value of a tag, or what is given if there is none. */
    long value(int tag, long otherwise) {
        long[] values = values(tag);
        return values.length == 0 ? otherwise : values[0];
    }

    /** 1 to 8; 1 where nothing sensible is said. */
    int orientation() {
        long orientation = value(ORIENTATION, 1);
        return orientation >= 1 && orientation <= 8 ? (int) orientation : 1;
    }

    private int unsignedShort(int at) {
        return data.getShort(at) & 0xffff;
    }

    private long unsignedInt(int at) {
        return data.getInt(at) & 0xffffffffL;
    }

    /** Bytes that a value takes; bytes, text and unknown types have one. */
    private static int bytesOf(int type) {
        return switch (type) {
            case SHORT, SIGNED_SHORT -> 2;
            case LONG, SIGNED_LONG, FLOAT, DIRECTORY -> 4;
            case FRACTION, SIGNED_FRACTION, DOUBLE -> 8;
            default -> 1;
        };
    }
}
