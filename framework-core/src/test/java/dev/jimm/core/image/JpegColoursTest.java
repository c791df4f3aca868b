package dev.jimm.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.jimm.api.image.Image;
import java.io.ByteArrayOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which colours the components of a JPEG are, by libjpeg's rules: JFIF decides, else Adobe, else their names. */
class JpegColoursTest {
    /** SOI and the JFIF segment. */
    private static final int JFIF_END = 20;

    private static final int NO_ADOBE = -1;

    private static final int[] NUMBERED = {1, 2, 3};
    private static final int[] NAMED_RGB = {'R', 'G', 'B'};
    private static final int[] FROM_ZERO = {0, 1, 2};
    private static final int[] OTHERS = {1, 0x22, 0x23};

    static Stream<Arguments> luminanceAndDifferences() {
        return Stream.of("jpeg_444.jpg", "jpeg_422.jpg", "jpeg_420.jpg", "jpeg_420_progressive.jpg")
                .flatMap(name -> Stream.of(
                        Arguments.of(name, false, NO_ADOBE, NUMBERED),
                        Arguments.of(name, false, NO_ADOBE, FROM_ZERO),
                        Arguments.of(name, false, NO_ADOBE, OTHERS),
                        Arguments.of(name, true, NO_ADOBE, FROM_ZERO),
                        Arguments.of(name, true, NO_ADOBE, NAMED_RGB),
                        Arguments.of(name, false, 1, NUMBERED),
                        Arguments.of(name, false, 1, NAMED_RGB),
                        Arguments.of(name, false, 2, NUMBERED),
                        Arguments.of(name, true, 0, NUMBERED),
                        Arguments.of(name, true, 1, NUMBERED),
                        Arguments.of(name, true, 2, NAMED_RGB)));
    }

    @ParameterizedTest
    @MethodSource
    void luminanceAndDifferences(String name, boolean jfif, int adobe, int[] components) throws Exception {
        Image expected = Golden.image(name.replaceFirst("\\..*", "_decoded.png"));
        assertEquals(expected, ImageDecoder.decode(rewritten(name, jfif, adobe, components), name));
    }

    @Test
    void redGreenAndBlue() throws Exception {
        Image expected = Golden.image("jpeg_444_decoded.png");
        for (byte[] rgb : new byte[][] {
            rewritten("jpeg_444.jpg", false, 0, NUMBERED),
            rewritten("jpeg_444.jpg", false, 0, FROM_ZERO),
            rewritten("jpeg_444.jpg", false, NO_ADOBE, NAMED_RGB)
        }) {
            Image stored = ImageDecoder.decode(rgb, "rgb");
            assertNotEquals(expected, stored);
            assertEquals(expected, converted(stored));
        }
    }

    /** Whatever Adobe's transform is called, it is the only one there is for four colours. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 255})
    void everyTransformOfFourColoursIsTheSame(int transform) throws Exception {
        byte[] second = Golden.bytes("jpeg_cmyk.jpg");
        second[17] = 2;
        byte[] other = second.clone();
        other[17] = (byte) transform;
        assertEquals(ImageDecoder.decode(second, "ycck"), ImageDecoder.decode(other, "transform " + transform));
        assertNotEquals(Golden.image("jpeg_cmyk.jpg"), ImageDecoder.decode(other, "transform " + transform));
    }

    /** Luminance, blue and red difference, which were taken for red, green and blue, as libjpeg converts them. */
    private static Image converted(Image stored) {
        byte[] pixels = stored.pixels().clone();
        for (int i = 0; i < pixels.length; i += 3) {
            int luminance = pixels[i] & 0xff;
            int blue = (pixels[i + 1] & 0xff) - 128;
            int red = (pixels[i + 2] & 0xff) - 128;
            pixels[i] = clipped(luminance + (91881 * red + 32768 >> 16));
            pixels[i + 1] = clipped(luminance + (-22554 * blue - 46802 * red + 32768 >> 16));
            pixels[i + 2] = clipped(luminance + (116130 * blue + 32768 >> 16));
        }
        return new Image(stored.width(), stored.height(), pixels);
    }

    private static byte clipped(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }

    /** The same pixels with other markers and names of components. */
    private static byte[] rewritten(String name, boolean jfif, int adobe, int[] components) {
        byte[] jpeg = Golden.bytes(name);
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        result.write(jpeg, 0, jfif ? JFIF_END : 2);
        if (adobe != NO_ADOBE) {
            result.writeBytes(new byte[] {
                (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) adobe
            });
        }
        for (int at = JFIF_END; at + 4 < jpeg.length && (jpeg[at] & 0xff) == 0xff; ) {
            int marker = jpeg[at + 1] & 0xff;
            if (marker == 0xc0 || marker == 0xc2) {
                rename(jpeg, at + 10, 3, components);
            } else if (marker == 0xda) {
                rename(jpeg, at + 5, 2, components);
            }
            at = nextMarker(jpeg, at + 2);
        }
        result.write(jpeg, JFIF_END, jpeg.length - JFIF_END);
        return result.toByteArray();
    }

    /** Of a scan, those that it has. */
    private static void rename(byte[] jpeg, int first, int step, int[] components) {
        int count = jpeg[first - 1] & 0xff;
        for (int i = 0; i < count; i++) {
            int at = first + step * i;
            jpeg[at] = (byte) components[jpeg[at] - 1];
        }
    }

    /** Behind a segment and what it is followed by; an escaped byte of the pixels is no marker. */
    private static int nextMarker(byte[] jpeg, int length) {
        int at = length + ((jpeg[length] & 0xff) << 8 | jpeg[length + 1] & 0xff);
        while (at + 1 < jpeg.length && ((jpeg[at] & 0xff) != 0xff || jpeg[at + 1] == 0)) {
            at++;
        }
        return at;
    }
}
