package dev.jimm.core.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The image formats that are read, known by the first bytes of the file and not by its name. */
public enum ImageFormat {
    JPEG(List.of("jpg", "jpeg"), "\u00ff\u00d8\u00ff") {
        @Override
        Encoded open(byte[] encoded, DecodeConfig config) throws IOException {
            return Jpeg.open(encoded, config);
        }
    },
    PNG(List.of("png"), "\u0089PNG\r\n\u001a\n") {
        @Override
        Encoded open(byte[] encoded, DecodeConfig config) throws IOException {
            return Png.open(encoded, config);
        }
    },
    GIF(List.of("gif"), "GIF8") {
        @Override
        Encoded open(byte[] encoded, DecodeConfig config) throws IOException {
            return Gif.open(encoded);
        }
    },
    BMP(List.of("bmp"), "BM") {
        @Override
        Encoded open(byte[] encoded, DecodeConfig config) throws IOException {
            return Bmp.open(encoded);
        }
    },
    TIFF(List.of("tif", "tiff"), "II*\0", "MM\0*") {
        @Override
        Encoded open(byte[] encoded, DecodeConfig config) throws IOException {
            return Tiff.open(encoded, config);
        }
    },
    WEBP(List.of("webp"), "RIFF????WEBP") {
        @Override
        Encoded open(byte[] encoded, DecodeConfig config) throws IOException {
            return WebP.open(encoded);
        }
    };

    private final List<String> endings;
    private final String[] signatures;

    /** A character of a signature is a byte, a question mark any byte. */
    ImageFormat(List<String> endings, String... signatures) {
        this.endings = endings;
        this.signatures = signatures;
    }

    /** Reads the header. */
    abstract Encoded open(byte[] encoded, DecodeConfig config) throws IOException;

    /** The format of an encoded image, or null if it is none of these. */
    static ImageFormat of(byte[] encoded) {
        for (ImageFormat format : values()) {
            for (String signature : format.signatures) {
                if (begins(encoded, signature)) {
                    return format;
                }
            }
        }
        return null;
    }

    private static boolean begins(byte[] encoded, String signature) {
        if (encoded.length < signature.length()) {
            return false;
        }
        for (int i = 0; i < signature.length(); i++) {
            if (signature.charAt(i) != '?' && signature.charAt(i) != (encoded[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a file is an image by its name. */
    public static boolean named(Path file) {
        return named(file.getFileName().toString());
    }

    /** Whether a file is an image by its name, which need not be one that this machine could give to a file. */
    public static boolean named(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .flatMap(format -> format.endings.stream())
                .anyMatch(ending -> name.endsWith("." + ending));
    }
}
