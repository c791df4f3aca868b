package dev.jimm.core.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The segments in front of a JPEG's pixels, as far as decoding depends on them. Takes any bytes: what is broken, the
 * decoder says.
 */
final class JpegSegments {
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ICC = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);

    /** A whole JFIF segment: version 1.1, no unit, density 1, no thumbnail. */
    private static final byte[] JFIF_SEGMENT = {
        (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    private static final int IMAGE_BEGIN = 2;
    private static final int PROGRESSIVE = 0xc2;
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final int APP14 = 0xee;

    private final byte[] encoded;
    private final List<Segment> profiles = new ArrayList<>();
    private final List<Segment> adobe = new ArrayList<>();
    private int width;
    private int height;
    private int components;
    private boolean jfif;
    private boolean namedRgb;
    private int adobeTransform;
    private int orientation;
    private boolean severalScans;
    private final int pixelsBegin;

    /** From its marker on, without the byte at {@code end}. */
    private record Segment(int begin, int end) {}

    JpegSegments(byte[] encoded) {
        this.encoded = encoded;
        int at = IMAGE_BEGIN;
        while (at + 4 <= encoded.length && unsigned(at) == 0xff && unsigned(at + 1) != START_OF_SCAN) {
            int marker = unsigned(at + 1);
            if (marker == 0xff || isAlone(marker)) {
                at += marker == 0xff ? 1 : 2;
                continue;
            }
            int end = at + 2 + twoBytes(at + 2);
            note(marker, new Segment(at, Math.min(end, encoded.length)));
            at = end;
        }
        pixelsBegin = at;
        severalScans |= at + 4 < encoded.length && unsigned(at + 4) != components;
    }

    private void note(int marker, Segment segment) {
        int data = segment.begin + 4;
        int end = segment.end;
        if (marker == APP0 && begins(data, JFIF) && data + 14 <= end) {
            jfif = true;
        } else if (marker == APP2 && begins(data, ICC)) {
            profiles.add(segment);
        } else if (marker == APP14 && begins(data, ADOBE) && data + 11 < end) {
            adobe.add(segment);
            adobeTransform = unsigned(data + 11);
        } else if (marker == APP1 && begins(data, EXIF) && orientation == 0) {
            orientation = new Tags(encoded, data + EXIF.length, end).orientation();
        } else if (isFrame(marker) && data + 5 < end) {
            height = twoBytes(data + 1);
            width = twoBytes(data + 3);
            components = unsigned(data + 5);
            severalScans = marker == PROGRESSIVE;
            namedRgb = data + 12 < end
                    && unsigned(data + 6) == 'R'
                    && unsigned(data + 9) == 'G'
                    && unsigned(data + 12) == 'B';
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
        return adobeTransform != 0;
    }

    /** Whether three colours are stored as luminance and two colour differences, by the rules of libjpeg. */
    private boolean isYcc() {
        return components == 3 && (jfif || (adobe.isEmpty() ? !namedRgb : adobeTransform != 0));
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

    /**
     * The image as the JDK decodes it like Pillow: without its colour profile, by which the JDK would convert the
     * pixels; where three colours are luminance and differences, with a JFIF segment and without Adobe's, because the
     * JDK takes some for RGB that libjpeg does not, and refuses others.
     */
    byte[] forDecoder() {
        List<Segment> left = new ArrayList<>(profiles);
        if (isYcc()) {
            left.addAll(adobe);
        }
        boolean marked = isYcc() && !jfif;
        return left.isEmpty() && !marked ? encoded : rewritten(left, marked ? JFIF_SEGMENT : new byte[0]);
    }

    private byte[] rewritten(List<Segment> left, byte[] first) {
        ByteArrayOutputStream result = new ByteArrayOutputStream(encoded.length + first.length);
        result.write(encoded, 0, IMAGE_BEGIN);
        result.writeBytes(first);
        int at = IMAGE_BEGIN;
        for (Segment segment :
                left.stream().sorted(Comparator.comparingInt(Segment::begin)).toList()) {
            result.write(encoded, at, segment.begin - at);
            at = segment.end;
        }
        result.write(encoded, at, encoded.length - at);
        return result.toByteArray();
    }
}
