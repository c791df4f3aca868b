package dev.jimm.core.file;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What the content of a file is recognised by.
 *
 * @param bytes the file's size
 * @param sha256 the digest of its bytes, in hexadecimal
 */
public record Fingerprint(long bytes, String sha256) {
    private static final int PIECE = 1 << 16;

    /** Reads a file once. */
    public static Fingerprint of(Path file) throws IOException {
        return of(List.of(file));
    }

    /** Reads files once, as if each went on where the one before it ends. */
    public static Fingerprint of(List<Path> files) throws IOException {
        MessageDigest digest = newDigest();
        long size = 0;
        for (Path file : files) {
            size += update(digest, file);
        }
        return of(size, digest);
    }

    /**
     * Adds the bytes of a file to a digest.
     *
     * @return how many they are
     */
    public static long update(MessageDigest digest, Path file) throws IOException {
        byte[] piece = new byte[PIECE];
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                digest.update(piece, 0, read);
                size += read;
            }
        }
        return size;
    }

    private static Fingerprint of(long size, MessageDigest digest) {
        return new Fingerprint(size, HexFormat.of().formatHex(digest.digest()));
    }

    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Takes the fingerprint of what passes through on its way to a file. */
    static final class Taker extends FilterOutputStream {
        private final MessageDigest digest = newDigest();
        private long size;

        Taker(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            digest.update(bytes, offset, length);
            size += length;
        }

        /** Of all that was written; to be asked for once. */
        Fingerprint fingerprint() {
            return of(size, digest);
        }
    }
}
