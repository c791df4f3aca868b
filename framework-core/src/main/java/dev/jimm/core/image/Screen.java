package dev.jimm.core.image;

import dev.jimm.api.image.Image;
import java.awt.Rectangle;
import java.io.IOException;

/** The screen that the frames of an animation are drawn on. */
record Screen(int width, int height, Rectangle frame) {
    /**
     * The first frame on a screen of one colour.
     *
     * @param image as large as the frame
     * @param colour red, green and blue
     */
    Image with(Image image, byte... colour) {
        if (frame.width == width && frame.height == height) {
            return image;
        }
        byte[] pixels = new byte[width * height * Image.CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = colour[i % Image.CHANNELS];
        }
        int row = frame.width * Image.CHANNELS;
        for (int y = 0; y < frame.height; y++) {
            int to = ((frame.y + y) * width + frame.x) * Image.CHANNELS;
            System.arraycopy(image.pixels(), y * row, pixels, to, row);
        }
        return new Image(width, height, pixels);
    }

    void requireFrameInside() throws IOException {
        if (!new Rectangle(width, height).contains(frame)) {
            throw new IOException("its first frame does not lie inside");
        }
    }
}
