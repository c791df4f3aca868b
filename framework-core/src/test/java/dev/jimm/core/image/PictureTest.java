package dev.jimm.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
    @ParameterizedTest
    @MethodSource("dev.jimm.core.image.Golden#all")
    void equalsPillow(Golden golden) throws Exception {
        Picture picture = golden.open();
        assertEquals(golden.width(), picture.width());
        assertEquals(golden.height(), picture.height());
        Image whole = picture.whole();
        assertEquals(golden.width(), whole.width());
        assertTrue(golden.is(whole), "pixels differ");
    }

    @ParameterizedTest
    @MethodSource("dev.jimm.core.image.Golden#all")
    void aPartIsCutFromTheWhole(Golden golden) throws Exception {
        Picture picture = golden.open();
        assertPartsOfWhole(picture, picture.whole(), golden.name().hashCode());
    }

    /** Larger than a row of blocks, and than what is sampled for the colours of several pixels. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jpeg_444.jpg",
                "jpeg_422.jpg",
                "jpeg_420.jpg",
                "jpeg_420_progressive.jpg",
                "jpeg_gray.jpg",
                "jpeg_cmyk.jpg"
            })
    void jpegPartsAreExact(String name) throws Exception {
        Picture picture = ImageDecoder.open(Golden.bytes(name), name, DecodeConfig.defaults());
        assertPartsOfWhole(picture, Golden.image(name.replaceFirst("\\..*", "_decoded.png")), 3);
    }

    private static void assertPartsOfWhole(Picture picture, Image whole, long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            int left = random.nextInt(picture.width());
            int top = random.nextInt(picture.height());
            int width = 1 + random.nextInt(picture.width() - left);
            int height = 1 + random.nextInt(picture.height() - top);
            assertEquals(
                    Geometry.crop(whole, left, top, width, height),
                    picture.part(left, top, width, height),
                    () -> width + " x " + height + " at " + left + ", " + top + ", seed " + seed);
        }
    }

    /** Also where the part lies far in front of the place. */
    @Test
    void truncationIsNoticedInEveryPart() throws Exception {
        for (String name : new String[] {"jpeg_444.jpg", "jpeg_420_progressive.jpg", "jpeg_cmyk.jpg"}) {
            byte[] whole = Golden.bytes(name);
            byte[] cut = Arrays.copyOf(whole, whole.length - 200);
            Picture picture = ImageDecoder.open(cut, name, DecodeConfig.defaults());
            UnreadableImageException e =
                    assertThrows(UnreadableImageException.class, () -> picture.part(0, 0, 1, 1), name);
            assertEquals("cannot be decoded as JPEG: the file is truncated", e.reason());
        }
    }

    @Test
    void bytesBehindTheEndDoNotMatter() throws Exception {
        byte[] jpeg = Golden.bytes("jpeg_420.jpg");
        Picture picture = ImageDecoder.open(Arrays.copyOf(jpeg, jpeg.length + 3), "padded", DecodeConfig.defaults());
        assertEquals(Geometry.crop(Golden.image("jpeg_420_decoded.png"), 5, 6, 30, 20), picture.part(5, 6, 30, 20));
    }

    @Test
    void theCamerasOrientationIsToldWhetherItIsFollowedOrNot() throws Exception {
        for (boolean followed : new boolean[] {true, false}) {
            DecodeConfig config = new DecodeConfig(followed, false);
            assertEquals(
                    6,
                    ImageDecoder.open(Golden.bytes("pillow/exif6.jpg"), "x", config)
                            .orientation());
            assertEquals(
                    1,
                    ImageDecoder.open(Golden.bytes("png_rgba.png"), "x", config).orientation());
        }
    }

    @Test
    void partsThatAreNoneAreRefused() throws Exception {
        Picture picture = ImageDecoder.open(Golden.bytes("pillow/exif6.jpg"), "x", new DecodeConfig(true, false));
        assertEquals(13, picture.width());
        int[][] parts = {{0, 0, 14, 1}, {0, 0, 1, 20}, {-1, 0, 2, 2}, {0, 19, 1, 1}, {3, 3, 0, 1}};
        for (int[] part : parts) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> picture.part(part[0], part[1], part[2], part[3]),
                    () -> Arrays.toString(part));
        }
    }
}
