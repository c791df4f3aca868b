package dev.jimm.core.image;

import dev.jimm.api.image.Image;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.Arrays;

/** Walks through a GIF up to its first frame. */
final class GifHeader {
    private static final int SCREEN_END = 13;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int IMAGE = 0x2c;

    private final byte[] encoded;
    private int at = SCREEN_END;
    private int transparent = -1;

    GifHeader(byte[] encoded) {
        this.encoded = encoded;
    }

    /** @throws IOException if there is no frame, or the file ends within it */
    Gif read() throws IOException {
        byte[] screenColours = colours(10);
        while (unsigned(at) == EXTENSION) {
            if (unsigned(at + 1) == GRAPHIC_CONTROL && (unsigned(at + 3) & 1) != 0) {
                transparent = unsigned(at + 6);
            }
            at += 2;
            skipBlocks();
        }
        if (unsigned(at) != IMAGE) {
            throw new IOException("it has no frame");
        }
        Rectangle frame = new Rectangle(twoBytes(at + 1), twoBytes(at + 3), twoBytes(at + 5), twoBytes(at + 7));
        at += 10;
        byte[] frameColours = colours(at - 1);
        at++;
        skipBlocks();
        byte[] colours = frameColours.length > 0 ? frameColours : screenColours.length > 0 ? screenColours : grays();
        // A frame that does not fit makes the screen larger, as in Pillow.
        int width = Math.max(twoBytes(6), frame.x + frame.width);
        int height = Math.max(twoBytes(8), frame.y + frame.height);
        byte[] all = Arrays.copyOf(colours, 256 * Image.CHANNELS);
        return new Gif(encoded, new Screen(width, height, frame), all, Math.max(0, transparent));
    }

    /** The colour table that follows, if the flags say that there is one. */
    private byte[] colours(int flagsAt) throws IOException {
        int flags = unsigned(flagsAt);
        if ((flags & 0x80) == 0) {
            return new byte[0];
        }
        int size = Image.CHANNELS << (flags & 7) + 1;
        unsigned(at + size - 1);
        at += size;
        return Arrays.copyOfRange(encoded, at - size, at);
    }

    private static byte[] grays() {
        byte[] grays = new byte[256 * Image.CHANNELS];
        for (int i = 0; i < grays.length; i++) {
            grays[i] = (byte) (i / Image.CHANNELS);
        }
        return grays;
    }

    private void skipBlocks() throws IOException {
        int size;
        do {
            size = unsigned(at);
            at += 1 + size;
        } while (size > 0);
    }

    private int twoBytes(int index) throws IOException {
        return unsigned(index) | unsigned(index + 1) << 8;
    }

    private int unsigned(int index) throws IOException {
        if (index >= encoded.length) {
            throw new IOException("the file is truncated");
        }
        return encoded[index] & 0xff;
    }
}
