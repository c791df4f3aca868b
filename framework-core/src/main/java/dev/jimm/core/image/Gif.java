package dev.jimm.core.image;

import dev.jimm.api.image.Image;
import java.io.IOException;
import java.util.Arrays;

/**
 * The first frame of a GIF, on its logical screen.
 *
 * @param colours red, green and blue of 256 indices
 * @param around the index of the colour that fills the screen outside of the frame
 */
record Gif(byte[] encoded, Screen screen, byte[] colours, int around) implements Whole {
    static Gif open(byte[] encoded) throws IOException {
        return new GifHeader(encoded).read();
    }

    @Override
    public int width() {
        return screen.width();
    }

    @Override
    public int height() {
        return screen.height();
    }

    @Override
    public Image whole() throws IOException {
        Image image = Readers.use(ImageFormat.GIF, encoded, reader -> {
            Rasters.requireSize(reader, screen.frame().width, screen.frame().height);
            return Rasters.lookedUp(reader.read(0).getRaster(), colours);
        });
        return screen.with(image, Arrays.copyOfRange(colours, around * Image.CHANNELS, (around + 1) * Image.CHANNELS));
    }
}
