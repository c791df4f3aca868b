package dev.jimm.core.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Resize;
import dev.jimm.core.image.ImageDecoder;
import dev.jimm.core.image.UnreadableImageException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PerceptualHashTest {
    private static final Image SCENE = MadeData.scene(5, 200, 150);

    private static int distance(Image one, Image other) {
        return Long.bitCount(
                PerceptualHash.of(one).bits() ^ PerceptualHash.of(other).bits());
    }

    @Test
    void halfOfTheBitsAreSet() {
        for (long seed = 0; seed < 20; seed++) {
            Image scene = MadeData.scene(seed, 50, 50);
            assertEquals(32, Long.bitCount(PerceptualHash.of(scene).bits()), "seed " + seed);
        }
    }

    /** The transform of a wave of one frequency is that frequency alone: bit 8 v + u from the top. */
    @Test
    void bitsAreFrequencies() {
        byte[] pixels = new byte[32 * 32 * Image.CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            int x = i / Image.CHANNELS % 32;
            int y = i / Image.CHANNELS / 32;
            pixels[i] = (byte) Math.round(
                    128 + 100 * Math.cos(Math.PI * 3 * (2 * x + 1) / 64) * Math.cos(Math.PI * 2 * (2 * y + 1) / 64));
        }
        long bits = PerceptualHash.of(new Image(32, 32, pixels)).bits();
        assertEquals(1, bits >>> 63, "the mean");
        assertEquals(1, bits >>> 63 - (2 * 8 + 3) & 1, "the wave");
    }

    @Test
    void sizeAndCompressionChangeLittle() throws UnreadableImageException {
        assertTrue(distance(SCENE, Resize.resize(SCENE, 90, 80, Filter.BICUBIC)) <= NearLeaders.MOST_BITS);
        Image compressed = ImageDecoder.decode(MadeData.encoded(SCENE, "jpeg").bytes(), "test");
        assertTrue(distance(SCENE, compressed) <= NearLeaders.MOST_BITS);
    }

    @Test
    void othersDifferMuch() {
        assertTrue(distance(SCENE, Geometry.flipHorizontal(SCENE)) > 10);
        assertTrue(distance(SCENE, MadeData.scene(6, 200, 150)) > 10);
    }

    @Test
    void tonesTellBrightnessApart() {
        byte[] darker = SCENE.pixels().clone();
        for (int i = 0; i < darker.length; i++) {
            darker[i] = (byte) ((darker[i] & 0xff) / 2);
        }
        Image dark = new Image(SCENE.width(), SCENE.height(), darker);
        assertTrue(distance(SCENE, dark) <= NearLeaders.MOST_BITS);
        assertFalse(PerceptualHash.sameTones(
                PerceptualHash.of(SCENE).tones(), PerceptualHash.of(dark).tones()));
    }

    @Test
    void tonesAreTheSteps() {
        byte[] pixels = new byte[32 * 32 * Image.CHANNELS];
        Arrays.fill(pixels, 0, 8 * 32 * Image.CHANNELS, (byte) 0x57);
        assertEquals(
                0x5555_0000_0000_0000L,
                PerceptualHash.of(new Image(32, 32, pixels)).tones());
        assertTrue(PerceptualHash.sameTones(0x5555_0000_0000_0000L, 0x4655_0000_0000_0001L));
        assertFalse(PerceptualHash.sameTones(0x5555_0000_0000_0000L, 0x3555_0000_0000_0000L));
        assertFalse(PerceptualHash.sameTones(0xf000_0000_0000_0000L, 0x0000_0000_0000_0000L));
    }

    /** Resizing takes 400 bytes a row: 8 GB. */
    @Test
    void aMillionRowsTakeLittleMemory() {
        PerceptualHash hash = PerceptualHash.of(MadeData.plain(1, 20_000_000, 0x57, 0x57, 0x57));
        assertEquals(0x5555_5555_5555_5555L, hash.tones());
        assertTrue(hash.plain());
    }

    @Test
    void boundedImagesKeepTheirShape() {
        Image bounded = PerceptualHash.bounded(MadeData.scene(5, 4096, 512));
        assertEquals(1024, bounded.width());
        assertEquals(128, bounded.height());
        assertSame(SCENE, PerceptualHash.bounded(SCENE));
    }

    @Test
    void largeImagesAreNearToTheirSmallCopies() {
        Image large = MadeData.scene(5, 1600, 1200);
        assertTrue(distance(large, Resize.resize(large, 200, 150, Filter.BICUBIC)) <= NearLeaders.MOST_BITS);
    }

    @Test
    void oneColourSaysNothing() {
        assertTrue(PerceptualHash.of(MadeData.plain(20, 20, 9, 9, 9)).plain());
        assertFalse(PerceptualHash.of(SCENE).plain());
    }
}
