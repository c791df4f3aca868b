package dev.jimm.api.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.InflaterInputStream;

/** Reads the PNG files beside the tests; the module under test has no decoder, and does not require the JDK's. */
final class Fixtures {
    private Fixtures() {}

    /** Fails unless all pixels are those of the fixture. */
    static void assertPixels(String fixture, Image actual) {
        Image expected = png(fixture);
        assertEquals(expected.width(), actual.width(), "width");
        assertEquals(expected.height(), actual.height(), "height");
        int different = 0;
        int greatest = 0;
        for (int i = 0; i < expected.pixels().length; i++) {
            int difference = Math.abs((expected.pixels()[i] & 0xff) - (actual.pixels()[i] & 0xff));
            different += difference > 0 ? 1 : 0;
            greatest = Math.max(greatest, difference);
        }
        assertEquals(0, different, fixture + ": values that differ, by up to " + greatest);
    }

    /** An 8-bit RGB PNG without interlacing. */
    static Image png(String name) {
        try (InputStream file = Fixtures.class.getResourceAsStream(name);
                DataInputStream input = new DataInputStream(file)) {
            input.skipNBytes(8);
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            int width = 0;
            int height = 0;
            for (String chunk = ""; !chunk.equals("IEND"); ) {
                int length = input.readInt();
                chunk = new String(input.readNBytes(4), StandardCharsets.US_ASCII);
                byte[] data = input.readNBytes(length);
                input.skipNBytes(4);
                if (chunk.equals("IHDR")) {
                    width = (data[2] & 0xff) << 8 | data[3] & 0xff;
                    height = (data[6] & 0xff) << 8 | data[7] & 0xff;
                    assertEquals(8, data[8], "bit depth");
                    assertEquals(2, data[9], "colour type");
                } else if (chunk.equals("IDAT")) {
                    compressed.write(data);
                }
            }
            return unfiltered(width, height, compressed.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Image unfiltered(int width, int height, byte[] compressed) throws IOException {
        byte[] pixels = new byte[width * height * 3];
        int row = width * 3;
        try (InputStream input = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
            for (int y = 0; y < height; y++) {
                int filter = input.read();
                input.readNBytes(pixels, y * row, row);
                for (int i = 0; i < row; i++) {
                    int left = i < 3 ? 0 : pixels[y * row + i - 3] & 0xff;
                    int up = y == 0 ? 0 : pixels[(y - 1) * row + i] & 0xff;
                    int corner = i < 3 || y == 0 ? 0 : pixels[(y - 1) * row + i - 3] & 0xff;
                    pixels[y * row + i] += (byte) predicted(filter, left, up, corner);
                }
            }
        }
        return new Image(width, height, pixels);
    }

    private static int predicted(int filter, int left, int up, int corner) {
        return switch (filter) {
            case 0 -> 0;
            case 1 -> left;
            case 2 -> up;
            case 3 -> (left + up) / 2;
            case 4 -> paeth(left, up, corner);
            default -> throw new IllegalArgumentException("filter " + filter);
        };
    }

    private static int paeth(int left, int up, int corner) {
        int estimate = left + up - corner;
        int toLeft = Math.abs(estimate - left);
        int toUp = Math.abs(estimate - up);
        int toCorner = Math.abs(estimate - corner);
        if (toLeft <= toUp && toLeft <= toCorner) {
            return left;
        }
        return toUp <= toCorner ? up : corner;
    }
}
