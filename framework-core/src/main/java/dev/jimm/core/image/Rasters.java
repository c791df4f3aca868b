package dev.jimm.core.image;

import dev.jimm.api.image.Image;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.SinglePixelPackedSampleModel;
import java.io.IOException;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageReader;

/**
 * From AWT's images to ours. Samples are taken from the raster as they are: {@link BufferedImage#getRGB} would convert
 * them between colour spaces, which changes gray and 16-bit values.
 */
final class Rasters {
    private static final int[] RED_GREEN_BLUE = {0, 1, 2};
    private static final ColorModel RGB = new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);

    private Rasters() {}

    /** An image of AWT's that is written through to the pixels of one of ours. */
    static BufferedImage over(byte[] pixels, int width, int height) {
        DataBufferByte buffer = new DataBufferByte(pixels, pixels.length);
        return new BufferedImage(
                RGB,
                Raster.createInterleavedRaster(
                        buffer, width, height, width * Image.CHANNELS, Image.CHANNELS, RED_GREEN_BLUE, null),
                false,
                null);
    }

    /** @throws IOException if the reader sees another size than was checked before */
    static void requireSize(ImageReader reader, int width, int height) throws IOException {
        if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
            throw new IOException("its header contradicts itself about the size");
        }
    }

    /** @param clipped whether 16-bit samples are cut off at 255; otherwise their high byte counts */
    static Image toImage(BufferedImage decoded, boolean clipped) {
        Raster raster = decoded.getRaster();
        if (decoded.getColorModel() instanceof IndexColorModel palette) {
            return lookedUp(raster, colours(palette));
        }
        if (raster.getDataBuffer() instanceof DataBufferByte
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel) {
            return interleaved(raster);
        }
        if (raster.getDataBuffer() instanceof DataBufferInt
                && raster.getSampleModel() instanceof SinglePixelPackedSampleModel model
                && model.getSampleSize(0) == 8) {
            return packed(raster);
        }
        return anyLayout(raster, clipped);
    }

    private static byte[] colours(IndexColorModel palette) {
        byte[] colours = new byte[palette.getMapSize() * Image.CHANNELS];
        for (int i = 0; i < palette.getMapSize(); i++) {
            colours[3 * i] = (byte) palette.getRed(i);
            colours[3 * i + 1] = (byte) palette.getGreen(i);
            colours[3 * i + 2] = (byte) palette.getBlue(i);
        }
        return colours;
    }

    /** @param colours red, green and blue of each index; what lies beyond is black */
    static Image lookedUp(Raster raster, byte[] colours) {
        int width = raster.getWidth();
        byte[] result = new byte[width * raster.getHeight() * Image.CHANNELS];
        int[] indices = new int[width];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, indices);
            for (int x = 0; x < width; x++, to += Image.CHANNELS) {
                int from = indices[x] * Image.CHANNELS;
                if (from < colours.length) {
                    result[to] = colours[from];
                    result[to + 1] = colours[from + 1];
                    result[to + 2] = colours[from + 2];
                }
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

    /** One int a pixel, of 8-bit samples. */
    private static Image packed(Raster raster) {
        SinglePixelPackedSampleModel model = (SinglePixelPackedSampleModel) raster.getSampleModel();
        int[] data = ((DataBufferInt) raster.getDataBuffer()).getData();
        int width = raster.getWidth();
        int[] shifts = model.getBitOffsets();
        byte[] result = new byte[width * raster.getHeight() * Image.CHANNELS];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            int from = y * model.getScanlineStride();
            for (int x = 0; x < width; x++) {
                int pixel = data[from + x];
                result[to++] = (byte) (pixel >> shifts[0]);
                result[to++] = (byte) (pixel >> shifts[1]);
                result[to++] = (byte) (pixel >> shifts[2]);
            }
        }
        return new Image(width, raster.getHeight(), result);
    }

    private static Image anyLayout(Raster raster, boolean clipped) {
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
                    int sample = row[x * bands + band];
                    result[to++] =
                            clipped ? (byte) Math.min(255, sample) : eightBits(sample, model.getSampleSize(band));
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

    /** @param rule what becomes of each of the first three samples beside the fourth, all in eight bits */
    static Image withFourth(Raster raster, IntBinaryOperator rule) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int bits = raster.getSampleModel().getSampleSize(0);
        byte[] result = new byte[width * raster.getHeight() * Image.CHANNELS];
        int[] row = new int[width * bands];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < row.length; x += bands) {
                int fourth = eightBits(row[x + 3], bits) & 0xff;
                for (int channel = 0; channel < Image.CHANNELS; channel++) {
                    result[to++] = (byte) rule.applyAsInt(eightBits(row[x + channel], bits) & 0xff, fourth);
                }
            }
        }
        return new Image(width, raster.getHeight(), result);
    }

    /** Red, green or blue of what is left of the white paper under an ink and black; both are inverted, 255 is none. */
    static int overBlack(int ink, int black) {
        int product = (255 - ink) * black + 128;
        return black - ((product >> 8) + product >> 8);
    }
}
