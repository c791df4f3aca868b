package dev.jimm.core.image;

import dev.jimm.api.image.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;

/**
 * The first page of a TIFF, turned as its orientation says, which Pillow does too.
 *
 * @param clipped whether 16-bit samples are cut off at 255
 */
record Tiff(byte[] encoded, Tags tags, int width, int height, boolean clipped) implements Whole {
    private static final int WIDTH = 0x100;
    private static final int HEIGHT = 0x101;
    private static final int BITS = 0x102;
    private static final int PHOTOMETRIC = 0x106;
    private static final int STRIP_OFFSETS = 0x111;
    private static final int SAMPLES = 0x115;
    private static final int STRIP_BYTES = 0x117;
    private static final int COLOUR_MAP = 0x140;
    private static final int TILE_WIDTH = 0x142;
    private static final int TILE_HEIGHT = 0x143;
    private static final int TILE_OFFSETS = 0x144;
    private static final int TILE_BYTES = 0x145;
    private static final int EXTRA_SAMPLES = 0x152;
    private static final int SAMPLE_FORMAT = 0x153;

    private static final int GRAY = 1;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int CMYK = 5;
    private static final int MOST_PHOTOMETRIC = 6;
    private static final int MOST_SAMPLES = 5;
    private static final int MULTIPLIED_ALPHA = 1;

    /** Tiles are decoded one by one; the usual ones have 256 x 256 pixels. */
    private static final long MOST_TILE_PIXELS = 2048 * 2048;

    static Tiff open(byte[] encoded, DecodeConfig config) throws IOException {
        Tags tags = new Tags(encoded, 0, encoded.length);
        Tiff tiff = new Tiff(
                encoded, tags, dimension(tags, WIDTH), dimension(tags, HEIGHT), config.clipGray16() && isGray16(tags));
        tiff.requireKnownSamples();
        tiff.requireInside(STRIP_OFFSETS, STRIP_BYTES);
        tiff.requireInside(TILE_OFFSETS, TILE_BYTES);
        long tile = tags.value(TILE_WIDTH, 0) * tags.value(TILE_HEIGHT, 0);
        if (tile < 0 || tile > Math.max(MOST_TILE_PIXELS, (long) tiff.width * tiff.height)) {
            throw new IOException("its tiles claim " + tile + " pixels");
        }
        return tiff;
    }

    private static int dimension(Tags tags, int tag) {
        return (int) Math.min(Integer.MAX_VALUE, tags.value(tag, 0));
    }

    private static boolean isGray16(Tags tags) {
        return tags.value(PHOTOMETRIC, GRAY) <= GRAY && tags.value(SAMPLES, 1) == 1 && tags.value(BITS, 1) == 16;
    }

    private void requireKnownSamples() throws IOException {
        long photometric = tags.value(PHOTOMETRIC, GRAY);
        long samples = tags.value(SAMPLES, 1);
        long bits = tags.value(BITS, 1);
        long format = tags.value(SAMPLE_FORMAT, 1);
        if (photometric > MOST_PHOTOMETRIC || samples > MOST_SAMPLES || bits > 16 || format != 1) {
            throw new IOException("it has " + samples + " samples a pixel of " + bits + " bits, format " + format
                    + ", photometric interpretation " + photometric + "; unsigned gray, RGB, palette, CMYK and YCbCr of"
                    + " up to 16 bits are read");
        }
    }

    /** The decoder would allocate what a strip or a tile claims. */
    private void requireInside(int offsetsTag, int bytesTag) throws IOException {
        long[] offsets = tags.values(offsetsTag);
        long[] bytes = tags.values(bytesTag);
        for (int i = 0; i < Math.min(offsets.length, bytes.length); i++) {
            if (offsets[i] + bytes[i] > encoded.length) {
                throw new IOException("the file is truncated");
            }
        }
    }

    @Override
    public int bytesPerPixel() {
        long decoded = tags.value(SAMPLES, 1) * (tags.value(BITS, 1) > 8 ? 2 : 1);
        return 2 * Image.CHANNELS + (int) Math.max(4, decoded);
    }

    @Override
    public int orientation() {
        return tags.orientation();
    }

    @Override
    public Image whole() throws IOException {
        return Readers.use(ImageFormat.TIFF, encoded, reader -> {
            Rasters.requireSize(reader, width, height);
            return converted(reader.read(0));
        });
    }

    private Image converted(BufferedImage decoded) {
        long photometric = tags.value(PHOTOMETRIC, GRAY);
        if (photometric == PALETTE) {
            return Rasters.lookedUp(decoded.getRaster(), colours());
        }
        if (photometric == CMYK) {
            return Rasters.withFourth(decoded.getRaster(), (ink, black) -> Rasters.overBlack(255 - ink, 255 - black));
        }
        if (photometric == RGB && tags.value(EXTRA_SAMPLES, 0) == MULTIPLIED_ALPHA) {
            return Rasters.withFourth(
                    decoded.getRaster(), (colour, alpha) -> alpha == 0 ? 0 : Math.min(255, colour * 255 / alpha));
        }
        return Rasters.toImage(decoded, clipped);
    }

    /** The high bytes of the colour map, which has all reds, then all greens, then all blues. */
    private byte[] colours() {
        long[] map = tags.values(COLOUR_MAP);
        int size = map.length / Image.CHANNELS;
        byte[] colours = new byte[size * Image.CHANNELS];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = (byte) (map[i % Image.CHANNELS * size + i / Image.CHANNELS] >> 8);
        }
        return colours;
    }
}
