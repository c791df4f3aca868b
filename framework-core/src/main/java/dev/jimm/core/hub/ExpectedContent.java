package dev.jimm.core.hub;

import dev.jimm.core.file.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file must be, as far as it is known before.
 *
 * @param bytes its size, or -1
 * @param digest how its bytes are summed up
 * @param beginning the first hexadecimal digits of that; empty when nothing is known
 * @param most no file of this kind has more bytes
 */
record ExpectedContent(long bytes, Digest digest, String beginning, long most) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA_1 = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern NAMED = Pattern.compile("-([0-9a-f]{8})\\.");

    enum Digest {
        SHA_256,
        /** Git's name of a file: SHA-1 of "blob", the size, and the bytes. */
        GIT
    }

    /** By the tag that the hub gives a file: its SHA-256 for large ones, its name in Git for others. */
    static ExpectedContent ofTag(String etag, long bytes) {
        String tag = etag.toLowerCase(Locale.ROOT);
        if (SHA_256.matcher(tag).matches()) {
            return new ExpectedContent(bytes, Digest.SHA_256, tag, Long.MAX_VALUE);
        }
        return new ExpectedContent(bytes, Digest.GIT, SHA_1.matcher(tag).matches() ? tag : "", Long.MAX_VALUE);
    }

    /** By the custom of torch.hub: {@code resnet34-43635321.pth} begins its SHA-256 with those 8 digits. */
    static ExpectedContent ofName(String name) {
        Matcher matcher = NAMED.matcher(name);
        return new ExpectedContent(-1, Digest.SHA_256, matcher.find() ? matcher.group(1) : "", Long.MAX_VALUE);
    }

    /** The same of a file that cannot be large. */
    ExpectedContent atMost(long limit) {
        return new ExpectedContent(bytes, digest, beginning, limit);
    }

    /** Whether wrong bytes would be noticed. */
    boolean isChecked() {
        return !beginning.isEmpty();
    }

    /** What is wrong with a file; empty when it is as expected. */
    Optional<String> problem(Path file) throws IOException {
        long size = Files.size(file);
        if (bytes >= 0 && size != bytes) {
            return Optional.of(size + " bytes came instead of " + bytes);
        }
        if (!isChecked()) {
            return Optional.empty();
        }
        String found = digest == Digest.SHA_256 ? Fingerprint.of(file).sha256() : git(file, size);
        return found.startsWith(beginning)
                ? Optional.empty()
                : Optional.of("its " + (digest == Digest.GIT ? "SHA-1 (Git)" : "SHA-256") + " is " + found + ", not "
                        + beginning + (beginning.length() < found.length() ? "..." : ""));
    }

    private static String git(Path file, long size) throws IOException {
        MessageDigest sha1 = sha1();
        sha1.update(("blob " + size + "\0").getBytes(StandardCharsets.UTF_8));
        Fingerprint.update(sha1, file);
        return HexFormat.of().formatHex(sha1.digest());
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
