package dev.jimm.api.image;

/** Turns colours in the HSV space of 8 bits a value, with Pillow's arithmetic in single and double precision. */
final class Hue {
    private Hue() {}

    /** Adds to the hue of all pixels, where 255 is nearly a full turn and 256 is one. */
    static Image shifted(Image image, int shift) {
        byte[] source = image.pixels();
        byte[] result = new byte[source.length];
        for (int i = 0; i < source.length; i += Image.CHANNELS) {
            int red = source[i] & 0xff;
            int green = source[i + 1] & 0xff;
            int blue = source[i + 2] & 0xff;
            int value = Math.max(red, Math.max(green, blue));
            int range = value - Math.min(red, Math.min(green, blue));
            if (range == 0) {
                Geometry.copyPixel(source, i, result, i);
            } else {
                int saturation = (int) ((float) range / value * 255.0);
                int hue = hue(red, green, blue, value, range) + shift & 0xff;
                setPixel(hue, saturation, value, result, i);
            }
        }
        return new Image(image.width(), image.height(), result);
    }

    private static int hue(int red, int green, int blue, int greatest, float range) {
        float r = (greatest - red) / range;
        float g = (greatest - green) / range;
        float b = (greatest - blue) / range;
        float sixths;
        if (red == greatest) {
            sixths = b - g;
        } else if (green == greatest) {
            sixths = (float) (2.0 + r - b);
        } else {
            sixths = (float) (4.0 + g - r);
        }
        float turns = (float) ((sixths / 6.0 + 1.0) % 1.0);
        return (int) (turns * 255.0);
    }

    private static void setPixel(int hue, int saturation, int value, byte[] result, int to) {
        if (saturation == 0) {
            set(result, to, value, value, value);
            return;
        }
        int sixth = (int) (hue * 6.0 / 255.0);
        float part = (float) (hue * 6.0 / 255.0 - sixth);
        float pure = (float) (saturation / 255.0);
        int least = rounded(value * (1.0 - pure));
        int falling = rounded(value * (1.0 - pure * part));
        int rising = rounded(value * (1.0 - pure * (1.0 - part)));
        switch (sixth % 6) {
            case 0 -> set(result, to, value, rising, least);
            case 1 -> set(result, to, falling, value, least);
            case 2 -> set(result, to, least, value, rising);
            case 3 -> set(result, to, least, falling, value);
            case 4 -> set(result, to, rising, least, value);
            default -> set(result, to, value, least, falling);
        }
    }

    private static int rounded(double value) {
        return (int) (value + 0.5);
    }

    private static void set(byte[] result, int to, int red, int green, int blue) {
        result[to] = (byte) red;
        result[to + 1] = (byte) green;
        result[to + 2] = (byte) blue;
    }
}
