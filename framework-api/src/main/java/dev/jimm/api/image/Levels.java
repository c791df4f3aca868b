package dev.jimm.api.image;

import dev.jimm.api.API;
import java.util.function.IntUnaryOperator;

/** Operations that change each value by itself, without regard to pixel and channel. */
@API(status = API.Status.STABLE, since = "0.1")
public final class Levels {
    private Levels() {}

    /** Keeps the given number of high bits, 0 to 8. */
    public static Image posterize(Image image, int bits) {
        if (bits < 0 || bits > 8) {
            throw new IllegalArgumentException("bits must be 0 to 8, not " + bits);
        }
        int mask = 0xff << 8 - bits;
        return map(image, value -> value & mask);
    }

    /** Inverts the values from a threshold on; 0 inverts all, 256 none. */
    public static Image solarize(Image image, int threshold) {
        return map(image, value -> value < threshold ? value : 255 - value);
    }

    /** Adds to the values below 128, up to white. */
    public static Image solarizeAdd(Image image, int added) {
        return map(image, value -> value < 128 ? Math.min(255, value + added) : value);
    }

    /** Black becomes white. */
    public static Image invert(Image image) {
        return map(image, value -> 255 - value);
    }

    /** Replaces each value by that of a function, which is asked 256 times. */
    static Image map(Image image, IntUnaryOperator function) {
        byte[] table = new byte[256];
        for (int value = 0; value < 256; value++) {
            table[value] = (byte) function.applyAsInt(value);
        }
        byte[] source = image.pixels();
        byte[] result = new byte[source.length];
        for (int i = 0; i < source.length; i++) {
            result[i] = table[source[i] & 0xff];
        }
        return new Image(image.width(), image.height(), result);
    }
}
