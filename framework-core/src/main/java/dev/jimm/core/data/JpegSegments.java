package dev.jimm.core.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The segments in front of a JPEG's pixels, as far as decoding depends on them. Takes any bytes: what is broken, the
 * decoder says.
 */
final class JpegSegments {
    private static final byte[] ICC = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
    private static final int APP2 = 0xe2;
    private static final int APP14 = 0xee;
    private static final int START_OF_SCAN = 0xda;

    private final byte[] encoded;
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
    private int components;
    private int adobeTransform;

    JpegSegments(byte[] encoded) {
        this.encoded = encoded;
        int kept = 0;
        int at = 2;
        while (at + 4 <= encoded.length && unsigned(at) == 0xff && unsigned(at + 1) != START_OF_SCAN) {
            int marker = unsigned(at + 1);
            if (marker == 0xff) {
                at++;
                continue;
            }
            int end = at + 2 + (unsigned(at + 2) << 8) + unsigned(at + 3);
            if (marker == APP2 && begins(at + 4, ICC) && end <= encoded.length) {
                plain.write(encoded, kept, at - kept);
                kept = end;
            }
            note(marker, at + 4);
            at = end;
        }
        if (kept > 0) {
            plain.write(encoded, kept, encoded.length - kept);
        }
    }

    private void note(int marker, int data) {
        if (marker == APP14 && begins(data, ADOBE) && data + 11 < encoded.length) {
            adobeTransform = unsigned(data + 11);
        } else if (isFrame(marker) && data + 5 < encoded.length) {
            components = unsigned(data + 5);
        }
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC, which lie between them. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private boolean begins(int at, byte[] name) {
        return at + name.length <= encoded.length && Arrays.equals(encoded, at, at + name.length, name, 0, name.length);
    }

    private int unsigned(int at) {
        return encoded[at] & 0xff;
    }

    /** Whether the four colours are stored as luminance, two colour differences and black. */
    boolean isYcck() {
        return adobeTransform == 2;
    }

    /** Colour components a pixel; 0 if there is no frame header. */
    int components() {
        return components;
    }

    /** The image without its colour profile: the JDK would convert the pixels by it, and Pillow does not. */
    byte[] withoutProfile() {
        return plain.size() == 0 ? encoded : plain.toByteArray();
    }
}
