package dev.jimm.core.image;

import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import java.awt.Rectangle;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * What JPEG needs beyond the other formats: parts decoded alone, truncation noticed, and images of four colours
 * converted as Pillow does.
 */
record Jpeg(JpegSegments segments, byte[] encoded, int width, int height, int orientation) implements Encoded {
    /** How the JDK's warning begins; it is not translated. */
    private static final String TRUNCATED = "Truncated File";

    /** Every 8 x 8 block of every component takes at least one bit. */
    private static final int MOST_PIXELS_A_BYTE = 8 * 64;

    /** Each takes a pass over the image. Real progressive files have about ten. */
    private static final int MOST_SCANS = 500;

    static Jpeg open(byte[] encoded, DecodeConfig config) throws IOException {
        JpegSegments segments = new JpegSegments(encoded);
        int width = segments.width();
        int height = segments.height();
        if (width == 0 || height == 0) {
            throw new IOException("it has no frame header with a size");
        }
        if (segments.scans() > MOST_SCANS) {
            throw new IOException("it has more than " + MOST_SCANS + " scans");
        }
        int orientation = config.exifOrientation() ? segments.orientation() : 1;
        return new Jpeg(segments, segments.forDecoder(), width, height, orientation);
    }

    @Override
    public int cameraOrientation() {
        return segments.orientation();
    }

    @Override
    public long mostPixels() {
        return (long) encoded.length * MOST_PIXELS_A_BYTE;
    }

    /** Three colours are decoded in place, four are converted; nothing is cut from a larger image. */
    @Override
    public int bytesPerPixel() {
        return 8;
    }

    @Override
    public long bytes(Rectangle part) {
        long pixels = segments.isComplete() ? (long) part.width * part.height : (long) width * height;
        return pixels * bytesPerPixel();
    }

    /** A file without its end is decoded as a whole, because only then the decoder says where it stops. */
    @Override
    public Image part(Rectangle part) throws IOException {
        if (segments.isComplete()) {
            return decode(part);
        }
        Image whole = decode(new Rectangle(width, height));
        return Geometry.crop(whole, part.x, part.y, part.width, part.height);
    }

    private Image decode(Rectangle part) throws IOException {
        return Readers.use(ImageFormat.JPEG, encoded, reader -> {
            Rasters.requireSize(reader, width, height);
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            Image image = decode(reader, part);
            if (warnings.stream().anyMatch(warning -> warning.startsWith(TRUNCATED))) {
                throw new IOException("the file is truncated");
            }
            return image;
        });
    }

    private Image decode(ImageReader reader, Rectangle part) throws IOException {
        ImageReadParam how = reader.getDefaultReadParam();
        how.setSourceRegion(part);
        if (segments.components() == 4) {
            return fourColours(reader.readRaster(0, how), segments.isYcck());
        }
        if (segments.components() == Image.CHANNELS) {
            byte[] pixels = new byte[part.width * part.height * Image.CHANNELS];
            how.setDestination(Rasters.over(pixels, part.width, part.height));
            reader.read(0, how);
            return new Image(part.width, part.height, pixels);
        }
        return Rasters.toImage(reader.read(0, how), false);
    }

    /** Cyan, magenta, yellow and black are stored inverted, as Adobe does and Pillow supposes. */
    private static Image fourColours(Raster raster, boolean ycck) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int[] row = new int[width * 4];
        byte[] result = new byte[width * height * Image.CHANNELS];
        int to = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < row.length; x += 4) {
                if (ycck) {
                    toCmyk(row, x);
                }
                for (int channel = 0; channel < Image.CHANNELS; channel++) {
                    result[to++] = (byte) Rasters.overBlack(row[x + channel], row[x + 3]);
                }
            }
        }
        return new Image(width, height, result);
    }

    /** The conversion of libjpeg, in 16-bit fixed point. */
    private static void toCmyk(int[] row, int x) {
        int luminance = row[x];
        int blue = row[x + 1] - 128;
        int red = row[x + 2] - 128;
        row[x] = 255 - clipped(luminance + (91881 * red + 32768 >> 16));
        row[x + 1] = 255 - clipped(luminance + (-22554 * blue - 46802 * red + 32768 >> 16));
        row[x + 2] = 255 - clipped(luminance + (116130 * blue + 32768 >> 16));
    }

    private static int clipped(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
