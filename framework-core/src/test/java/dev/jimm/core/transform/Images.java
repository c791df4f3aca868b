package dev.jimm.core.transform;

import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.core.image.ImageDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/** Images and draws that the tests of this package share. */
final class Images {
    private Images() {}

    static Image random(int width, int height, long seed) {
        byte[] pixels = new byte[width * height * Image.CHANNELS];
        new Random(seed).nextBytes(pixels);
        return new Image(width, height, pixels);
    }

    /** A photo-like picture, 160 x 120. */
    static Image wide() {
        try (InputStream stream =
                Images.class.getResourceAsStream("/dev/jimm/core/verify/images/jpeg_444_decoded.png")) {
            return ImageDecoder.decode(stream.readAllBytes(), "jpeg_444_decoded.png");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with rows and columns exchanged, 120 x 160. */
    static Image tall() {
        return Geometry.flipVertical(Geometry.rotate90(wide()));
    }

    /** "160x120" is the wide picture, "120x160" the tall one. */
    static Image named(String size) {
        return size.equals("160x120") ? wide() : tall();
    }

    /** Of the bytes height x width x 3, as eight hexadecimal digits. */
    static String checksum(Image image) {
        CRC32 checksum = new CRC32();
        checksum.update(image.pixels());
        return String.format("%08x", checksum.getValue());
    }

    /**
     * Numbers that a few lines of Python make as well, in place of Python's module {@code random}: the k-th, from 1, is
     * (0.618033988749895 k + 0.1 seed) modulo 1; whole numbers below a bound are its product with the bound, rounded
     * down.
     */
    static RandomGenerator draws(int seed) {
        return new RandomGenerator() {
            private int drawn;

            @Override
            public double nextDouble() {
                drawn++;
                return (drawn * 0.618033988749895 + seed * 0.1) % 1.0;
            }

            @Override
            public int nextInt(int bound) {
                return (int) (nextDouble() * bound);
            }

            @Override
            public long nextLong(long bound) {
                return (long) (nextDouble() * bound);
            }

            @Override
            public long nextLong() {
                throw new UnsupportedOperationException("not drawn by any transform");
            }
        };
    }
}
