package dev.jimm.core.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The image formats that are read, known by the first bytes of the file and not by its name. */
enum ImageFormat {
    JPEG(List.of("jpg", "jpeg"), 0xff, 0xd8, 0xff),
    PNG(List.of("png"), 0x89, 'P', 'N', 'G'),
    GIF(List.of("gif"), 'G', 'I', 'F', '8'),
    BMP(List.of("bmp"), 'B', 'M');

    private final List<String> endings;
    private final int[] signature;

    ImageFormat(List<String> endings, int... signature) {
        this.endings = endings;
        this.signature = signature;
    }

    /** The format of an encoded image, or null if it is none of these. */
    static ImageFormat of(byte[] encoded) {
        for (ImageFormat format : values()) {
            if (format.signs(encoded)) {
                return format;
            }
        }
        return null;
    }

    private boolean signs(byte[] encoded) {
        if (encoded.length < signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            if ((encoded[i] & 0xff) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a file is an image by its name. */
    static boolean named(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .flatMap(format -> format.endings.stream())
                .anyMatch(ending -> name.endsWith("." + ending));
    }
}
