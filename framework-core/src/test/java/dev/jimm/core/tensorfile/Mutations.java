package dev.jimm.core.tensorfile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Damages files in the ways in which disks, networks and malice do. */
final class Mutations {
    private static final long[] EXTREMES = {
        0, 1, -1, Byte.MAX_VALUE, Short.MAX_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final String[] NUMBERS = {
        "0", "-1", "1e9", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", ""
    };

    private Mutations() {}

    static byte[] mutated(byte[] sound, Random random) {
        byte[] bytes = sound;
        for (int change = random.nextInt(3); change >= 0; change--) {
            bytes = changed(bytes, random);
        }
        return bytes;
    }

    private static byte[] changed(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        byte[] changed = bytes.clone();
        switch (random.nextInt(8)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt(256);
            case 2 -> changed = Arrays.copyOf(bytes, at);
            case 3 -> changed = spliced(bytes, at, at, random(random, 1 + random.nextInt(9)));
            case 4 -> changed = spliced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(9)), new byte[0]);
            case 5 -> swap(changed, at, random.nextInt(bytes.length), 1 + random.nextInt(16));
            case 6 -> overwrite(changed, at, EXTREMES[random.nextInt(EXTREMES.length)], 1 << random.nextInt(4));
            default -> changed = otherNumber(bytes, at, NUMBERS[random.nextInt(NUMBERS.length)]);
        }
        return changed;
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] other) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(other);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    private static void swap(byte[] bytes, int first, int second, int length) {
        int run = Math.min(length, bytes.length - Math.max(first, second));
        byte[] kept = Arrays.copyOfRange(bytes, first, first + run);
        System.arraycopy(bytes, second, bytes, first, run);
        System.arraycopy(kept, 0, bytes, second, run);
    }

    private static void overwrite(byte[] bytes, int at, long value, int width) {
        byte[] number = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        System.arraycopy(number, 0, bytes, at, Math.min(width, bytes.length - at));
    }

    /** Replaces the next number that is written in digits. */
    private static byte[] otherNumber(byte[] bytes, int at, String number) {
        int begin = at;
        while (begin < bytes.length && !isDigit(bytes[begin])) {
            begin++;
        }
        int end = begin;
        while (end < bytes.length && isDigit(bytes[end])) {
            end++;
        }
        return spliced(bytes, begin, end, number.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isDigit(byte letter) {
        return letter >= '0' && letter <= '9';
    }
}
