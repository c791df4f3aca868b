package dev.jimm.core.image;

import dev.jimm.api.image.Image;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A file in pillow/ and what Pillow makes of it.
 *
 * @param option plain, exif (turned as EXIF says) or clip (16-bit gray is cut off at 255)
 * @param digest SHA-256 of the RGB bytes
 */
record Golden(String name, String option, int width, int height, String digest) {
    static List<Golden> all() {
        return new String(bytes("pillow/pillow.txt"), StandardCharsets.US_ASCII)
                .lines()
                .map(line -> line.split(" "))
                .map(words -> new Golden(
                        words[0], words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]), words[4]))
                .toList();
    }

    Picture open() throws UnreadableImageException {
        return ImageDecoder.open(bytes(), name, new DecodeConfig(option.equals("exif"), option.equals("clip")));
    }

    byte[] bytes() {
        return bytes("pillow/" + name);
    }

    boolean is(Image image) throws NoSuchAlgorithmException {
        byte[] found = MessageDigest.getInstance("SHA-256").digest(image.pixels());
        return digest.equals(HexFormat.of().formatHex(found));
    }

    /** A resource beside this class. */
    static byte[] bytes(String resource) {
        try (InputStream input = Golden.class.getResourceAsStream(resource)) {
            return input.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Image image(String resource) throws UnreadableImageException {
        return ImageDecoder.decode(bytes(resource), resource);
    }
}
