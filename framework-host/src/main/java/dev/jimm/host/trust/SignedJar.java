package dev.jimm.host.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * Finds out who signed a jar. It counts as signed when every entry is, by one and the same trusted signer; an entry that
 * was added later, or changed, is not. Signatures and digests that Java holds to be weak count for nothing
 * ({@code jdk.jar.disabledAlgorithms}).
 */
final class SignedJar {
    /** The signature itself, which cannot be signed. */
    private static final Pattern SIGNATURE =
            Pattern.compile("META-INF/(MANIFEST\\.MF|SIG-[^/]*|[^/]*\\.(SF|DSA|RSA|EC))", Pattern.CASE_INSENSITIVE);
    /** A few kilobytes can unpack to any size. */
    private static final long MOST_BYTES = 2L << 30;

    private final Path file;
    private final Signers trusted;
    private final Map<CodeSigner, Trust> judged = new HashMap<>();
    private final Set<String> doubts = new TreeSet<>();
    private final byte[] buffer = new byte[1 << 16];
    private long read;

    SignedJar(Path file, List<X509Certificate> trusted) {
        this.file = file;
        this.trusted = new Signers(trusted, TimeStamps.OF_JAVA);
    }

    Trust trust() {
        try (JarFile jar = new JarFile(file.toFile(), true)) {
            return verify(jar);
        } catch (SecurityException e) {
            return Trust.none("its signature is broken: " + e.getMessage());
        } catch (IOException e) {
            return Trust.none("its signature cannot be read: " + e.getMessage());
        }
    }

    private Trust verify(JarFile jar) throws IOException {
        List<JarEntry> entries = jar.stream()
                .filter(entry -> !SIGNATURE.matcher(entry.getName()).matches())
                .toList();
        Set<Trust> ofAll = null;
        for (JarEntry entry : entries) {
            long before = read;
            if (!readAll(jar, entry)) {
                return Trust.none("its signature was not checked, as it unpacks to more than 2 GB");
            }
            if (entry.isDirectory() && read == before) {
                continue; // one with content is a file: Java finds x/Some.class/ when it looks for x/Some.class
            }
            CodeSigner[] signers = entry.getCodeSigners(); // known once an entry has been read to its end
            if (signers == null) {
                return Trust.none(ofAll == null ? "not signed" : "signed, but not " + entry.getName());
            }
            Set<Trust> its = judge(signers);
            if (ofAll == null) {
                ofAll = its;
            } else {
                ofAll.retainAll(its);
            }
        }
        if (ofAll == null) {
            return Trust.none("not signed");
        }
        return ofAll.isEmpty()
                ? Trust.none(String.join("; ", doubts))
                : ofAll.iterator().next();
    }

    private boolean readAll(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                read += count;
                if (read > MOST_BYTES) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The trust that comes from the trusted ones among the signers; what is against the others is noted. */
    private Set<Trust> judge(CodeSigner[] signers) {
        Set<Trust> given = new HashSet<>();
        for (CodeSigner signer : signers) {
            Trust trust = judged.computeIfAbsent(signer, trusted::judge);
            if (trust.given()) {
                given.add(trust);
            } else {
                doubts.add(trust.reason());
            }
        }
        return given;
    }
}
