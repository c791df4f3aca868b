package dev.jimm.host.trust;

import com.typesafe.config.Config;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads a {@link TrustPolicy} from a file in HOCON, with the lists and certificates that it names. */
public final class TrustFile {
    private final Path file;
    private final Config config;
    private final Problems problems = new Problems();

    private TrustFile(Path file) {
        this.file = file;
        this.config = ConfigFile.load(file, List.of());
    }

    /**
     * What the file holds.
     *
     * @param mode what becomes of plugins that are neither allowed nor signed
     * @param allowed files of digests as {@code sha256sum} prints them: 64 hexadecimal digits, then the jar's name, which
     *     is a comment; lines that begin with {@code #} are, too. Relative to the file; a user adds to the last one
     * @param signers files of certificates in PEM, of those whose signature is trusted. Relative to the file
     */
    public record Settings(TrustMode mode, List<Path> allowed, List<Path> signers) {
        public Settings {
            allowed = List.copyOf(allowed);
            signers = List.copyOf(signers);
        }
    }

    /**
     * Reads a file. In the mode {@code open} the files that it names are not read.
     *
     * @throws JimmException CONFIGURATION with all that is wrong, by file and line
     */
    public static TrustPolicy load(Path file) {
        return new TrustFile(file).policy();
    }

    private TrustPolicy policy() {
        Settings settings = ConfigBinder.bind(config, "", new Settings(TrustMode.OPEN, List.of(), List.of()), problems);
        problems.throwIfAny();
        if (settings.mode() == TrustMode.OPEN) {
            return TrustPolicy.open();
        }
        Set<String> digests = new HashSet<>();
        settings.allowed().forEach(list -> read(list, "allowed", path -> addDigests(path, digests)));
        List<X509Certificate> certificates = new ArrayList<>();
        settings.signers().forEach(pem -> read(pem, "signers", path -> addCertificates(path, certificates)));
        problems.throwIfAny();
        List<Path> lists = settings.allowed();
        Path last = lists.isEmpty() ? null : beside(lists.get(lists.size() - 1));
        return TrustPolicy.of(settings.mode(), digests, certificates, last);
    }

    /** Takes what stands in a file. */
    private interface Taker {
        void take(Path path) throws IOException;
    }

    private void read(Path named, String key, Taker taker) {
        try {
            taker.take(beside(named));
        } catch (NoSuchFileException e) {
            problems.add(
                    Location.of(config, key), "'" + key + "' names " + named + ", and there is no " + beside(named));
        } catch (IOException e) {
            problems.add(Location.of(config, key), "'" + key + "' names " + named + ", which cannot be read: " + e);
        }
    }

    private Path beside(Path named) {
        return file.toAbsolutePath().resolveSibling(named).normalize();
    }

    private void addDigests(Path path, Set<String> digests) throws IOException {
        List<String> lines = Files.readAllLines(path);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            String digest = line.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
            if (TrustPolicy.isDigest(digest)) {
                digests.add(digest);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                problems.add(
                        new Location(path.toString(), i + 1),
                        "must be a line as sha256sum prints it, 64 hexadecimal digits and a name");
            }
        }
    }

    private void addCertificates(Path path, List<X509Certificate> certificates) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            Collection<? extends Certificate> read =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            read.forEach(one -> certificates.add((X509Certificate) one));
            if (read.isEmpty()) {
                problems.add(new Location(path.toString(), 0), "holds no certificate in PEM");
            }
        } catch (CertificateException e) {
            problems.add(new Location(path.toString(), 0), "holds no certificates in PEM: " + e.getMessage());
        }
    }
}
