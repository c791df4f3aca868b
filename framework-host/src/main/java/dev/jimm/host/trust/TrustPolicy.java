package dev.jimm.host.trust;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which jars may be plugins: those whose digest is on a list, and those signed by a trusted signer. Immutable.
 *
 * <p>{@link TrustFile} reads one from a file.
 */
public final class TrustPolicy {
    private static final TrustPolicy OPEN = new TrustPolicy(TrustMode.OPEN, Set.of(), List.of(), null);
    private static final String DIGEST = "[0-9a-f]{64}";

    private final TrustMode mode;
    private final Set<String> allowed;
    private final List<X509Certificate> signers;
    private final Path list;

    private TrustPolicy(TrustMode mode, Set<String> allowed, List<X509Certificate> signers, Path list) {
        this.mode = mode;
        this.allowed = allowed;
        this.signers = signers;
        this.list = list;
    }

    /** Every jar may be a plugin. */
    public static TrustPolicy open() {
        return OPEN;
    }

    /**
     * A policy.
     *
     * @param allowed SHA-256 digests of whole jars, 64 hexadecimal digits each
     * @param signers certificates of those whose jars may be plugins, or of authorities that issue such certificates
     * @throws IllegalArgumentException when a digest is none
     */
    public static TrustPolicy of(TrustMode mode, Collection<String> allowed, Collection<X509Certificate> signers) {
        return of(mode, allowed, signers, null);
    }

    /** @param list the file to which users add further digests; {@code null} when there is none */
    static TrustPolicy of(TrustMode mode, Collection<String> allowed, Collection<X509Certificate> signers, Path list) {
        Objects.requireNonNull(mode, "mode");
        Set<String> digests =
                allowed.stream().map(digest -> digest.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        digests.stream().filter(digest -> !isDigest(digest)).findFirst().ifPresent(digest -> {
            throw new IllegalArgumentException("'" + digest + "' is no SHA-256 digest of 64 hexadecimal digits");
        });
        return new TrustPolicy(mode, digests, List.copyOf(signers), list);
    }

    static boolean isDigest(String text) {
        return text.matches(DIGEST);
    }

    public TrustMode mode() {
        return mode;
    }

    /**
     * Judges a jar, without running any of it. A jar with a digest on the list is not opened.
     *
     * @param jar a file that nobody else changes meanwhile
     * @param sha256 the digest of its bytes, in small hexadecimal digits
     */
    public Trust judge(Path jar, String sha256) {
        if (mode == TrustMode.OPEN) {
            return Trust.by("not checked");
        }
        return allowed.contains(sha256) ? Trust.by("allowed by its digest") : new SignedJar(jar, signers).trust();
    }

    /**
     * What a user does who trusts a jar, in one line.
     *
     * @param sha256 of the jar
     * @param name of the jar's file
     */
    public String howToAllow(String sha256, String name) {
        String place = list == null ? "allow its digest: " : "add this line to " + list + ": ";
        return "if you trust it, " + place + sha256 + "  " + name;
    }
}
