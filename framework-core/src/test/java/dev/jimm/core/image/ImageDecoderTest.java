package dev.jimm.core.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.image.Image;
import dev.jimm.core.data.Fixtures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    /** SOI and the JFIF segment. */
    private static final int JFIF_END = 20;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jpeg_444.jpg",
                "jpeg_422.jpg",
                "jpeg_420.jpg",
                "jpeg_420_progressive.jpg",
                "jpeg_gray.jpg",
                "jpeg_cmyk.jpg",
                "jpeg_exif6.jpg",
                "png_palette.png",
                "png_rgba.png",
                "webp_lossy.webp"
            })
    void equalsPillow(String name) throws Exception {
        Image expected = Golden.image(name.replaceFirst("\\..*", "_decoded.png"));
        assertEquals(expected, Golden.image(name));
    }

    @Test
    void colourProfilesAreIgnored() throws Exception {
        Image expected = Golden.image("jpeg_444.jpg");
        byte[] plain = Golden.bytes("jpeg_444.jpg");
        for (int space : new int[] {ColorSpace.CS_LINEAR_RGB, ColorSpace.CS_GRAY, ColorSpace.CS_sRGB}) {
            byte[] withProfile = withSegment(plain, 0xe2, profileSegment(space));
            assertTrue(withProfile.length > plain.length);
            assertEquals(expected, ImageDecoder.decode(withProfile, "profile"));
        }
    }

    @Test
    void jpegNeedsNoJfifSegment() throws Exception {
        for (String name : new String[] {"jpeg_444.jpg", "jpeg_420.jpg", "jpeg_gray.jpg"}) {
            byte[] plain = Golden.bytes(name);
            ByteArrayOutputStream bare = new ByteArrayOutputStream();
            bare.write(plain, 0, 2);
            bare.write(plain, JFIF_END, plain.length - JFIF_END);
            assertEquals(Golden.image(name), ImageDecoder.decode(bare.toByteArray(), name));
        }
    }

    /** The fixture's samples are read as luminance, blue and red difference, once the Adobe segment says so. */
    @Test
    void ycckIsConvertedToCmyk() throws Exception {
        byte[] encoded = Golden.bytes("jpeg_cmyk.jpg");
        assertEquals("Adobe", new String(encoded, 6, 5, StandardCharsets.US_ASCII));
        encoded[17] = 2;
        Image image = ImageDecoder.decode(encoded, "ycck");
        // At (10, 10) is 203, 201, 99, 255. As RGB: 203 - 41, 203 - 25 + 21, 203 + 129, clipped; libjpeg's CMY is what
        // remains to 255.
        assertArrayEquals(new int[] {255 - 162, 255 - 199, 0}, pixel(image, 10, 10));
    }

    @Test
    void sixteenBitsKeepTheHighByte() throws Exception {
        BufferedImage gray = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        gray.getRaster().setSample(0, 0, 0, 0x12ff);
        gray.getRaster().setSample(1, 0, 0, 0xfe00);
        Image image = ImageDecoder.decode(Fixtures.encoded(gray, "png"), "gray");
        assertArrayEquals(new int[] {0x12, 0x12, 0x12}, pixel(image, 0, 0));
        assertArrayEquals(new int[] {0xfe, 0xfe, 0xfe}, pixel(image, 1, 0));
    }

    @Test
    void bilevelImagesAreBlackAndWhite() throws Exception {
        BufferedImage bilevel = new BufferedImage(9, 1, BufferedImage.TYPE_BYTE_BINARY);
        bilevel.getRaster().setSample(8, 0, 0, 1);
        for (String format : new String[] {"png", "bmp", "gif"}) {
            Image image = ImageDecoder.decode(Fixtures.encoded(bilevel, format), format);
            assertArrayEquals(new int[] {0, 0, 0}, pixel(image, 7, 0), format);
            assertArrayEquals(new int[] {255, 255, 255}, pixel(image, 8, 0), format);
        }
    }

    @Test
    void bmpInTrueAndHighColour() throws Exception {
        Color colour = new Color(0x184a94);
        BufferedImage rgb = new BufferedImage(3, 2, BufferedImage.TYPE_3BYTE_BGR);
        fill(rgb, colour);
        assertArrayEquals(
                new int[] {0x18, 0x4a, 0x94}, pixel(ImageDecoder.decode(Fixtures.encoded(rgb, "bmp"), "24 bit"), 2, 1));
        BufferedImage high = new BufferedImage(3, 2, BufferedImage.TYPE_USHORT_565_RGB);
        fill(high, colour);
        // 3 of 31, 18 of 63 and 18 of 31.
        assertArrayEquals(
                new int[] {24, 72, 148}, pixel(ImageDecoder.decode(Fixtures.encoded(high, "bmp"), "16 bit"), 2, 1));
    }

    @Test
    void alphaIsDropped() throws Exception {
        BufferedImage transparent = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        transparent.setRGB(0, 0, 0x01c86432);
        Image image = ImageDecoder.decode(Fixtures.encoded(transparent, "png"), "alpha");
        assertArrayEquals(new int[] {0xc8, 0x64, 0x32}, pixel(image, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jpeg_444.jpg",
                "jpeg_420_progressive.jpg",
                "jpeg_gray.jpg",
                "jpeg_cmyk.jpg",
                "png_rgba.png",
                "pillow/gif.gif",
                "pillow/bmp_rgb.bmp",
                "pillow/tiff_lzw_rgb.tif",
                "pillow/webp_lossy.webp",
                "pillow/webp_lossless.webp",
                "pillow/webp_animated.webp"
            })
    void truncatedFilesAreUnreadable(String name) {
        byte[] whole = Golden.bytes(name);
        for (int length : new int[] {0, 1, 3, 10, 100, whole.length / 2, whole.length - 60}) {
            UnreadableImageException e = assertThrows(
                    UnreadableImageException.class,
                    () -> ImageDecoder.decode(Arrays.copyOf(whole, length), name),
                    () -> "cut to " + length);
            assertEquals(name, e.source());
        }
    }

    @Test
    void messagesSayWhatIsWrong(@TempDir Path folder) {
        assertReason("the file is empty", new byte[0]);
        assertReason("not a JPEG, PNG, GIF, BMP, TIFF or WebP file", "<html>".getBytes(StandardCharsets.UTF_8));
        byte[] jpeg = Golden.bytes("jpeg_444.jpg");
        assertReason("cannot be decoded as JPEG: the file is truncated", Arrays.copyOf(jpeg, jpeg.length - 2));
        Path missing = folder.resolve("missing.jpg");
        UnreadableImageException e = assertThrows(UnreadableImageException.class, () -> ImageDecoder.read(missing));
        assertEquals(missing + ": there is no such file", e.getMessage());
    }

    @Test
    void hugeHeadersAreRefusedBeforeDecoding() {
        assertReason("claims 16384 x 16384 pixels, more than the limit of 178956970", pngWithSize(16384, 16384));
        byte[] webp = Golden.bytes("pillow/webp_icc.webp");
        Arrays.fill(webp, 24, 30, (byte) 0xff);
        assertReason("claims 16777216 x 16777216 pixels, more than the limit of 178956970", webp);
    }

    @Test
    void moreThanTheBytesCanHoldIsRefused() {
        // At best, deflate makes 1032 bytes of one, and a block of 8 x 8 pixels takes a bit.
        assertReason(
                "claims 4000 x 3000 pixels, more than its 44040 bytes can hold; it is damaged or cut off",
                pngWithSize(4000, 3000));
        byte[] jpeg = Golden.bytes("pillow/exif1.jpg");
        int frame = indexOf(jpeg, 0xff, 0xc0);
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 1000).putShort(frame + 7, (short) 1000);
        assertReason(
                "claims 1000 x 1000 pixels, more than its " + jpeg.length + " bytes can hold; it is damaged or cut off",
                jpeg);
    }

    /** What stands in for a table depends on Java's libjpeg: the standard's or nothing, but not the one used last. */
    @Test
    void tablesOfAnotherImageAreNotUsed() throws Exception {
        byte[] jpeg = Golden.bytes("pillow/exif1.jpg");
        Image expected = ImageDecoder.decode(jpeg, "with tables");
        int tables = indexOf(jpeg, 0xff, 0xc4);
        int length = 2 + ByteBuffer.wrap(jpeg).getShort(tables + 2);
        byte[] abbreviated = Arrays.copyOf(jpeg, jpeg.length - length);
        System.arraycopy(jpeg, tables + length, abbreviated, tables, abbreviated.length - tables);
        Golden.image("jpeg_420_progressive.jpg");
        try {
            assertEquals(expected, ImageDecoder.decode(abbreviated, "without"));
        } catch (UnreadableImageException e) {
            assertEquals("cannot be decoded as JPEG: Huffman table 0x00 was not defined", e.reason());
        }
    }

    @Test
    void endlessScansAreRefused() {
        byte[] jpeg = Golden.bytes("jpeg_420_progressive.jpg");
        byte[] scans = Arrays.copyOf(jpeg, jpeg.length + 1000);
        for (int i = jpeg.length; i < scans.length; i += 2) {
            scans[i] = (byte) 0xff;
            scans[i + 1] = (byte) 0xda;
        }
        assertReason("cannot be decoded as JPEG: it has more than 500 scans", scans);
    }

    @Test
    void whatDoesNotFitIntoHalfOfTheHeapIsRefused() throws Exception {
        long heap = 512 << 20;
        // 8 bytes a pixel: 32 Mi pixels are 256 MB.
        ImageDecoder.requireDecodable("x", 8192, 4096, 8, heap);
        UnreadableImageException e = assertThrows(
                UnreadableImageException.class, () -> ImageDecoder.requireDecodable("x", 8193, 4096, 8, heap));
        assertEquals(
                "claims 8193 x 4096 pixels, which take 256 MB, more than the 256 MB that there is room for (half of"
                        + " the heap, at most 2 GB); make the image smaller, or give Java more memory (-Xmx)",
                e.reason());
        ImageDecoder.requireDecodable("x", 13_377, 13_377, 8, 4L << 30);
        assertThrows(
                UnreadableImageException.class, () -> ImageDecoder.requireDecodable("x", 13_378, 13_378, 8, 4L << 30));
    }

    @Test
    void threadsOfImagesAreRefused() throws Exception {
        ImageDecoder.requireDecodable("x", 1, 100_000, 8, 4L << 30);
        UnreadableImageException e = assertThrows(
                UnreadableImageException.class, () -> ImageDecoder.requireDecodable("x", 1, 100_001, 8, 4L << 30));
        assertEquals("claims 1 x 100001 pixels, a side longer than the limit of 100000", e.reason());
    }

    @Test
    void sixteenBitsTakeMoreMemory() throws Exception {
        byte[] deep = Golden.bytes("pillow/png_rgba16.png");
        assertEquals(
                8 + 3 + 3, ImageFormat.PNG.open(deep, DecodeConfig.defaults()).bytesPerPixel());
        byte[] plain = Golden.bytes("png_rgba.png");
        assertEquals(
                4 + 3 + 3, ImageFormat.PNG.open(plain, DecodeConfig.defaults()).bytesPerPixel());
    }

    @Test
    void aLackOfMemoryIsNotTheFilesFault() {
        OutOfMemoryError lack = new OutOfMemoryError("Java heap space");
        IOException wrapped = new IOException("Error reading PNG image data", new IOException(lack));
        OutOfMemoryError found = assertThrows(
                OutOfMemoryError.class,
                () -> ImageDecoder.guarded("x", ImageFormat.PNG, () -> {
                    throw wrapped;
                }));
        assertSame(lack, found);
    }

    /** Reading it would be an error of memory in any heap, because no array is so long. */
    @Test
    void filesLongerThanAnArrayAreUnreadable(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("long.jpg");
        Fixtures.writeSparse(file, 3L << 30);
        UnreadableImageException e = assertThrows(UnreadableImageException.class, () -> ImageDecoder.read(file));
        assertTrue(e.reason().startsWith("has 3072 MB, more than the "), e.reason());
    }

    private static void assertReason(String reason, byte[] encoded) {
        UnreadableImageException e =
                assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(encoded, "x"));
        assertEquals(reason, e.reason());
        assertEquals("x: " + reason, e.getMessage());
    }

    private static int indexOf(byte[] bytes, int first, int second) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == (byte) first && bytes[i + 1] == (byte) second) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    private static int[] pixel(Image image, int x, int y) {
        return new int[] {image.at(x, y, 0), image.at(x, y, 1), image.at(x, y, 2)};
    }

    private static void fill(BufferedImage image, Color colour) {
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.dispose();
    }

    private static byte[] profileSegment(int space) throws IOException {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        segment.write("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII));
        segment.write(1);
        segment.write(1);
        segment.write(ICC_Profile.getInstance(space).getData());
        return segment.toByteArray();
    }

    private static byte[] withSegment(byte[] jpeg, int marker, byte[] data) throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        result.write(jpeg, 0, JFIF_END);
        result.write(0xff);
        result.write(marker);
        result.write(data.length + 2 >> 8);
        result.write(data.length + 2);
        result.write(data);
        result.write(jpeg, JFIF_END, jpeg.length - JFIF_END);
        return result.toByteArray();
    }

    private static byte[] pngWithSize(int width, int height) {
        byte[] png = Golden.bytes("png_rgba.png");
        ByteBuffer header = ByteBuffer.wrap(png);
        header.putInt(16, width).putInt(20, height);
        CRC32 checksum = new CRC32();
        checksum.update(png, 12, 17);
        header.putInt(29, (int) checksum.getValue());
        return png;
    }
}
