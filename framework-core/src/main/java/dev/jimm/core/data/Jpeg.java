package dev.jimm.core.data;

import dev.jimm.api.image.Image;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReader;

/**
 * What JPEG needs beyond the other formats: truncation noticed, and images of four colours converted as Pillow does.
 */
final class Jpeg {
    /** How the JDK's warning begins; it is not translated. */
    private static final String TRUNCATED = "Truncated File";

    private Jpeg() {}

    static Image decode(ImageReader reader, JpegSegments segments) throws IOException {
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        Image image = segments.components() == 4
                ? fourColours(reader.readRaster(0, null), segments.isYcck())
                : Rasters.toImage(reader.read(0));
        if (warnings.stream().anyMatch(warning -> warning.startsWith(TRUNCATED))) {
            throw new IOException("the file is truncated");
        }
        return image;
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
                int black = row[x + 3];
                for (int channel = 0; channel < Image.CHANNELS; channel++) {
                    int product = (255 - row[x + channel]) * black + 128;
                    result[to++] = (byte) (black - ((product >> 8) + product >> 8));
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
