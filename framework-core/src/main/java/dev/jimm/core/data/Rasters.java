package dev.jimm.core.data;

import dev.jimm.api.image.Image;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;

/**
 * From AWT's images to ours. Samples are taken from the raster as they are: {@link BufferedImage#getRGB} would convert
 * them between colour spaces, which changes gray and 16-bit values.
 */
final class Rasters {
    private Rasters() {}

    static Image toImage(BufferedImage decoded) {
        Raster raster = decoded.getRaster();
        if (decoded.getColorModel() instanceof IndexColorModel palette) {
            return lookedUp(raster, palette);
        }
        if (raster.getDataBuffer() instanceof DataBufferByte
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel) {
            return interleaved(raster);
        }
        return anyLayout(raster);
    }

    private static Image lookedUp(Raster raster, IndexColorModel palette) {
        int width = raster.getWidth();
        byte[] result = new byte[width * raster.getHeight() * Image.CHANNELS];
        int[] indices = new int[width];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, indices);
            for (int x = 0; x < width; x++) {
                result[to++] = (byte) palette.getRed(indices[x]);
                result[to++] = (byte) palette.getGreen(indices[x]);
                result[to++] = (byte) palette.getBlue(indices[x]);
            }
        }
        return new Image(width, raster.getHeight(), result);
    }

    /** The layout of nearly all photographs, read without the generic accessors, which are ten times slower. */
    private static Image interleaved(Raster raster) {
        PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) raster.getSampleModel();
        byte[] data = ((DataBufferByte) raster.getDataBuffer()).getData();
        int width = raster.getWidth();
        int[] offsets = model.getBandOffsets();
        int red = offsets[0];
        int green = offsets[isGray(model) ? 0 : 1];
        int blue = offsets[isGray(model) ? 0 : 2];
        byte[] result = new byte[width * raster.getHeight() * Image.CHANNELS];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            int from = raster.getDataBuffer().getOffset() + y * model.getScanlineStride();
            for (int x = 0; x < width; x++, from += model.getPixelStride()) {
                result[to++] = data[from + red];
                result[to++] = data[from + green];
                result[to++] = data[from + blue];
            }
        }
        return new Image(width, raster.getHeight(), result);
    }

    private static Image anyLayout(Raster raster) {
        SampleModel model = raster.getSampleModel();
        int width = raster.getWidth();
        int bands = model.getNumBands();
        byte[] result = new byte[width * raster.getHeight() * Image.CHANNELS];
        int[] row = new int[width * bands];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < Image.CHANNELS; channel++) {
                    int band = isGray(model) ? 0 : channel;
                    result[to++] = eightBits(row[x * bands + band], model.getSampleSize(band));
                }
            }
        }
        return new Image(width, raster.getHeight(), result);
    }

    /** One band is gray, two are gray and alpha. */
    private static boolean isGray(SampleModel model) {
        return model.getNumBands() < Image.CHANNELS;
    }

    private static byte eightBits(int sample, int bits) {
        return (byte) (bits >= 8 ? sample >> bits - 8 : sample * 255 / ((1 << bits) - 1));
    }
}
