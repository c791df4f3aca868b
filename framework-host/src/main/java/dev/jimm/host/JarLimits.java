package dev.jimm.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a jar may have at most, looked at before anything else is done with it: a small file can hold more entries than
 * anybody waits for, and unpack to more than any memory takes. No plugin comes near to it; weights are not limited.
 */
final class JarLimits {
    /** Larger ones would only fill memory and disks. Models with weights are large, though. */
    static final long LARGEST_JAR = 4L << 30;
    /** Several times what the entries below need; Java takes it into memory when it opens a jar. */
    static final long LARGEST_DIRECTORY = 64 << 20;

    private static final int MOST_ENTRIES = 100_000;
    /** Names that Java's table of entries must compare one by one; by chance there are two or three. */
    private static final int MOST_COLLISIONS = 100;

    private static final int MEGABYTE = 1 << 20;
    /** Manifest and signatures of a signed jar have some lines for each entry. */
    private static final int LARGEST_LISTS = 16 * MEGABYTE;
    /** Java's reader of manifests copies what it has of a value with each further line of it. */
    private static final int MOST_LINES_OF_A_VALUE = 1000;

    /** Each signer takes some kilobytes, and a while to be verified. */
    private static final int LARGEST_SIGNATURES = MEGABYTE;

    private static final Pattern LISTS =
            Pattern.compile("(?s)META-INF/(MANIFEST\\.MF|.*\\.SF)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIGNATURES =
            Pattern.compile("(?s)META-INF/.*\\.(DSA|RSA|EC)", Pattern.CASE_INSENSITIVE);

    private final JarFile jar;

    /** @param jar opened without verifying it: that alone unpacks its manifest and signatures */
    JarLimits(JarFile jar) {
        this.jar = jar;
    }

    /** What it has too much of, {@code more than 100,000 entries}. */
    Optional<String> exceeded() throws IOException {
        if (jar.size() > MOST_ENTRIES) {
            return Optional.of("more than 100,000 entries");
        }
        if (collide()) {
            return Optional.of("more than " + MOST_COLLISIONS + " entries with names of one hash code");
        }
        int ahead = LARGEST_LISTS;
        for (JarEntry entry : entries(LISTS)) {
            byte[] list = read(entry, ahead + 1);
            ahead -= list.length;
            if (ahead < 0) {
                return Optional.of("a manifest of more than 16 MB, its signatures included");
            }
            if (hasEndlessValue(list)) {
                return Optional.of("a value of more than " + MOST_LINES_OF_A_VALUE + " lines in " + entry.getName());
            }
        }
        ahead = LARGEST_SIGNATURES;
        for (JarEntry entry : entries(SIGNATURES)) {
            ahead -= read(entry, ahead + 1).length;
            if (ahead < 0) {
                return Optional.of("signatures of more than 1 MB");
            }
        }
        return Optional.empty();
    }

    private boolean collide() {
        Map<Integer, Long> byHash = jar.stream()
                .map(entry -> entry.getName().hashCode())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return byHash.values().stream().anyMatch(count -> count > MOST_COLLISIONS);
    }

    private List<JarEntry> entries(Pattern names) {
        return jar.stream()
                .filter(entry -> names.matcher(entry.getName()).matches())
                .toList();
    }

    /** The start of an entry; the size that it declares need not be the one that it has. */
    private byte[] read(JarEntry entry, int most) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readNBytes(most);
        }
    }

    private static boolean hasEndlessValue(byte[] list) {
        int lines = 0;
        for (String line : (Iterable<String>) new String(list, StandardCharsets.ISO_8859_1).lines()::iterator) {
            lines = line.startsWith(" ") ? lines + 1 : 0;
            if (lines > MOST_LINES_OF_A_VALUE) {
                return true;
            }
        }
        return false;
    }
}
