package dev.jimm.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged and hostile files become an image of the claimed size or an exception of the one type, and soon. The damage
 * is the same in each run; {@code -Djimm.test.seed=NUMBER} makes another.
 */
class HostileFilesTest {
    /** A thousand times what a small image takes: the machine may be busy. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final int COUNT = 1000;
    private static final long SEED = Long.getLong("jimm.test.seed", 42);

    private static final int[] EXTREMES = {0, 1, 127, 128, 255};

    static Stream<Pattern> kinds() {
        return Stream.of(
                        "exif\\d|jpeg_restarts",
                        "jpeg_422_progressive",
                        "jpeg_cmyk",
                        "jpeg_gray",
                        "png_.*",
                        "webp_lossy.*|webp_icc",
                        "webp_lossless.*|webp_animated.*",
                        "gif.*",
                        "bmp_.*",
                        "tiff_.*")
                .map(names -> Pattern.compile("(" + names + ")\\..*"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void damageNeverGetsOut(Pattern kind) {
        List<Golden> files = Golden.all().stream()
                .filter(golden -> golden.option().equals("plain")
                        && kind.matcher(golden.name()).matches())
                .toList();
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < COUNT; i++) {
            Golden file = files.get(i % files.size());
            byte[] damaged = damaged(file.bytes(), random);
            refused += isRefused(damaged, file.name() + ", seed " + SEED + ", file " + i) ? 1 : 0;
        }
        assertTrue(refused > COUNT / 20, "only " + refused + " of " + kind + " were refused, seed " + SEED);
    }

    private static boolean isRefused(byte[] damaged, String name) {
        long start = System.nanoTime();
        try {
            Picture picture = ImageDecoder.open(damaged, name, DecodeConfig.defaults());
            Optional<Image> upper = upperHalf(picture, name);
            Image image = picture.whole();
            assertEquals(picture.width(), image.width(), name);
            assertEquals(picture.height(), image.height(), name);
            Image expected = Geometry.crop(image, 0, 0, image.width(), (image.height() + 1) / 2);
            assertEquals(Optional.of(expected), upper, name + ": the part differs from the whole");
            return false;
        } catch (UnreadableImageException e) {
            return true;
        } catch (RuntimeException | Error e) {
            return fail(name, e);
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(LONGEST) < 0, name + " took " + took);
        }
    }

    /** Empty if it is unreadable. */
    private static Optional<Image> upperHalf(Picture picture, String name) {
        try {
            return Optional.of(picture.part(0, 0, picture.width(), (picture.height() + 1) / 2));
        } catch (UnreadableImageException e) {
            assertEquals(name, e.source());
            return Optional.empty();
        }
    }

    private static byte[] damaged(byte[] file, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(file, random.nextInt(file.length));
            case 1 -> without(file, random.nextInt(file.length), 1 + random.nextInt(50));
            case 2 -> withBytes(file, random.nextInt(file.length), random);
            case 3 -> withBytes(file, random.nextInt(Math.min(200, file.length)), random);
            default -> withBytes(file, file.length - 1 - random.nextInt(Math.min(200, file.length)), random);
        };
    }

    private static byte[] without(byte[] file, int from, int count) {
        int to = Math.min(file.length, from + count);
        byte[] shorter = Arrays.copyOf(file, file.length - (to - from));
        System.arraycopy(file, to, shorter, from, file.length - to);
        return shorter;
    }

    /** Up to four bytes, which may be a number, become another or an extreme one. */
    private static byte[] withBytes(byte[] file, int from, Random random) {
        byte[] damaged = file.clone();
        boolean extreme = random.nextBoolean();
        int extremeByte = EXTREMES[random.nextInt(EXTREMES.length)];
        for (int i = from; i < Math.min(file.length, from + 1 + random.nextInt(4)); i++) {
            damaged[i] = (byte) (extreme ? extremeByte : random.nextInt(256));
        }
        return damaged;
    }
}
