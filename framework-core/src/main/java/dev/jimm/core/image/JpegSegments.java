package dev.jimm.core.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The segments in front of a JPEG's pixels, as far as decoding depends on them. Takes any bytes: what is broken, the
 * decoder says.
 */
final class JpegSegments {
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ICC = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
    private static final int PROGRESSIVE = 0xc2;
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final int APP14 = 0xee;

    private final byte[] encoded;
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
    private int width;
    private int height;
    private int components;
    private int adobeTransform;
    private int orientation;
    private boolean severalScans;
    private final int pixelsBegin;

    JpegSegments(byte[] encoded) {
        this.encoded = encoded;
        int kept = 0;
        int at = 2;
        while (at + 4 <= encoded.length && unsigned(at) == 0xff && unsigned(at + 1) != START_OF_SCAN) {
            int marker = unsigned(at + 1);
            if (marker == 0xff || isAlone(marker)) {
                at += marker == 0xff ? 1 : 2;
                continue;
            }
            int end = at + 2 + twoBytes(at + 2);
            if (marker == APP2 && begins(at + 4, ICC) && end <= encoded.length) {
                plain.write(encoded, kept, at - kept);
                kept = end;
            }
            note(marker, at + 4, Math.min(end, encoded.length));
            at = end;
        }
        pixelsBegin = at;
        severalScans |= at + 4 < encoded.length && unsigned(at + 4) != components;
        if (kept > 0) {
            plain.write(encoded, kept, encoded.length - kept);
        }
    }

    private void note(int marker, int data, int end) {
        if (marker == APP14 && begins(data, ADOBE) && data + 11 < end) {
            adobeTransform = unsigned(data + 11);
        } else if (marker == APP1 && begins(data, EXIF) && orientation == 0) {
            orientation = new Tags(encoded, data + EXIF.length, end).orientation();
        } else if (isFrame(marker) && data + 5 < end) {
            height = twoBytes(data + 1);
            width = twoBytes(data + 3);
            components = unsigned(data + 5);
            severalScans = marker == PROGRESSIVE;
        }
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC, which lie between them. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** Restarts, and TEM: markers without a segment. */
    private static boolean isAlone(int marker) {
        return marker >= 0xd0 && marker <= 0xd7 || marker == 1;
    }

    private boolean begins(int at, byte[] name) {
        return at + name.length <= encoded.length && Arrays.equals(encoded, at, at + name.length, name, 0, name.length);
    }

    private int unsigned(int at) {
        return encoded[at] & 0xff;
    }

    private int twoBytes(int at) {
        return unsigned(at) << 8 | unsigned(at + 1);
    }

    /** In pixels; 0 if no frame header was found. */
    int width() {
        return width;
    }

    /** In pixels; 0 if no frame header was found. */
    int height() {
        return height;
    }

    /** Colour components a pixel; 0 if no frame header was found. */
    int components() {
        return components;
    }

    /** Whether the four colours are stored as luminance, two colour differences and black. */
    boolean isYcck() {
        return adobeTransform == 2;
    }

    /** How the camera was held, as EXIF numbers it; 1 where nothing sensible is said. */
    int orientation() {
        return Math.max(1, orientation);
    }

    /** Whether the file ends as a JPEG does; one that was cut off does not. */
    boolean isComplete() {
        int end = encoded.length;
        return end >= 2 && unsigned(end - 2) == 0xff && unsigned(end - 1) == END_OF_IMAGE;
    }

    /** How many passes over the image the file asks for, or more. */
    int scans() {
        if (!severalScans) {
            return 1;
        }
        int scans = 0;
        for (int at = pixelsBegin; at + 1 < encoded.length; at++) {
            if (encoded[at] == (byte) 0xff && unsigned(at + 1) == START_OF_SCAN) {
                scans++;
            }
        }
        return scans;
    }

    /** The image without its colour profile: the JDK would convert the pixels by it, and Pillow does not. */
    byte[] withoutProfile() {
        return plain.size() == 0 ? encoded : plain.toByteArray();
    }
}
