package dev.jimm.core.tensorfile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an array file of numpy says about itself.
 *
 * @param layout of the data
 * @param length of the header; the data follow
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
record NpyHeader(Layout layout, int length) {
    /** Numpy writes 128 bytes; no array of plain numbers needs more than this. */
    private static final int LONGEST = 1 << 12;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DICTIONARY = Pattern.compile("\\{\\s*'descr':\\s*(?:'(?<type>[^']{1,40})'|[^'].*),"
            + "\\s*'fortran_order':\\s*(?<fortran>True|False),"
            + "\\s*'shape':\\s*\\((?<shape>[0-9L, ]*)\\),?\\s*\\}\\s*");
    private static final Pattern SIZES = Pattern.compile("(?:\\d{1,18}L?(?:, ?\\d{1,18}L?)*,?)?");
    private static final Map<String, StoredType> TYPES = Map.ofEntries(
            Map.entry("f8", StoredType.F64),
            Map.entry("f4", StoredType.F32),
            Map.entry("f2", StoredType.F16),
            Map.entry("i8", StoredType.I64),
            Map.entry("i4", StoredType.I32),
            Map.entry("i2", StoredType.I16),
            Map.entry("i1", StoredType.I8),
            Map.entry("u8", StoredType.U64),
            Map.entry("u4", StoredType.U32),
            Map.entry("u2", StoredType.U16),
            Map.entry("u1", StoredType.U8),
            Map.entry("b1", StoredType.BOOL));

    /** Reads and checks a header, and that the data have the size that it says. */
    static NpyHeader parse(Path file, String name, ZipPart part) {
        String array = "array '" + name + "' ";
        ByteBuffer head = part.head(LONGEST);
        if (head.limit() < 12 || !Arrays.equals(MAGIC, bytes(head, 0, MAGIC.length))) {
            throw Refusal.damaged(file, array + "is no array file of numpy");
        }
        int version = head.get(6);
        if (version < 1 || version > 3) {
            throw Refusal.of(file, array + "is of version " + version + " of the format; known are 1 to 3");
        }
        int begin = version == 1 ? 10 : 12;
        long length = version == 1 ? Short.toUnsignedInt(head.getShort(8)) : Integer.toUnsignedLong(head.getInt(8));
        if (length > head.limit() - begin) {
            throw Refusal.damaged(file, array + "has a header that is too long");
        }
        String text = new String(bytes(head, begin, (int) length), StandardCharsets.UTF_8);
        Layout layout = layout(file, array, text);
        NpyHeader header = new NpyHeader(layout, begin + (int) length);
        header.requireSize(file, array, part.size());
        return header;
    }

    private static byte[] bytes(ByteBuffer buffer, int begin, int length) {
        byte[] bytes = new byte[length];
        buffer.get(begin, bytes);
        return bytes;
    }

    private static Layout layout(Path file, String array, String text) {
        Matcher dictionary = DICTIONARY.matcher(text);
        if (!dictionary.matches()
                || !SIZES.matcher(dictionary.group("shape").strip()).matches()) {
            throw Refusal.damaged(file, array + "has a header that is not numpy's");
        }
        String type = String.valueOf(dictionary.group("type"));
        StoredType known =
                type.length() == 3 && "<>|=".indexOf(type.charAt(0)) >= 0 ? TYPES.get(type.substring(1)) : null;
        if (known == null) {
            throw Refusal.of(file, array + unknown(type));
        }
        long[] shape = Arrays.stream(dictionary.group("shape").split("[L, ]+"))
                .filter(size -> !size.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
        if (shape.length > SafetensorsHeader.MOST_DIMENSIONS) {
            throw Refusal.damaged(file, array + "has more than " + SafetensorsHeader.MOST_DIMENSIONS + " dimensions");
        }
        ByteOrder order = type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return dictionary.group("fortran").equals("True")
                ? Layout.columnMajor(known, shape, order)
                : Layout.plain(known, shape, order);
    }

    private static String unknown(String type) {
        return type.endsWith("O")
                ? "holds Python objects, that is a pickle, which could run any code; save numbers only"
                : "has elements that are no plain numbers; known are the types "
                        + TYPES.keySet().stream().sorted().toList();
    }

    private void requireSize(Path file, String array, long size) {
        try {
            long needed = Math.multiplyExact(layout.reach(), layout.type().bytes());
            if (needed != size - length) {
                throw Refusal.damaged(
                        file, array + "needs " + needed + " bytes for its values and has " + (size - length));
            }
        } catch (ArithmeticException e) {
            throw Refusal.damaged(file, array + "would be larger than any file");
        }
    }
}
