package dev.jimm.core.weights;

import dev.jimm.core.file.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A last field {@code sha256} in a file of one JSON object: the digest of the bytes before its value. With the fixed
 * bytes behind the value it covers every byte of the file, so the file must be kept as it is, line ends included.
 */
enum Seal {
    /** The bytes are those that were sealed. */
    WHOLE,
    /** There is a seal, and it is not that of these bytes. */
    BROKEN,
    /** The bytes do not end with a seal. */
    ABSENT;

    private static final byte[] KEY = ",\n  \"sha256\" : \"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\"\n}\n".getBytes(StandardCharsets.UTF_8);
    private static final int DIGITS = 64;

    /** @param object JSON of an object that has a field, in UTF-8, without the seal */
    static byte[] onto(byte[] object) {
        String text = new String(object, StandardCharsets.UTF_8).stripTrailing();
        byte[] start = text.substring(0, text.length() - 1).stripTrailing().getBytes(StandardCharsets.UTF_8);
        byte[] sealed = Arrays.copyOf(start, start.length + KEY.length + DIGITS + END.length);
        ByteBuffer rest = ByteBuffer.wrap(sealed).position(start.length).put(KEY);
        rest.put(digest(sealed, rest.position())).put(END);
        return sealed;
    }

    static Seal of(byte[] file) {
        int key = file.length - END.length - DIGITS - KEY.length;
        int value = key + KEY.length;
        if (key < 0 || !holds(file, key, KEY) || !holds(file, value + DIGITS, END)) {
            return ABSENT;
        }
        return holds(file, value, digest(file, value)) ? WHOLE : BROKEN;
    }

    private static boolean holds(byte[] file, int at, byte[] wanted) {
        return Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length);
    }

    /** Of the first bytes, in hexadecimal. */
    private static byte[] digest(byte[] file, int length) {
        MessageDigest digest = Fingerprint.newDigest();
        digest.update(file, 0, length);
        return HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
    }
}
