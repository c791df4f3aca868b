package dev.jimm.host.trust;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Timestamp;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Time stamps of signatures. One that an authority vouches for proves that a certificate had not expired yet when it was
 * used; whoever gets hold of the key later cannot make it.
 */
final class TimeStamps {
    private static final String USAGE = "1.3.6.1.5.5.7.3.8";

    /** Those that Java itself trusts; to read them takes a while. */
    static final TimeStamps OF_JAVA = new TimeStamps(TimeStamps::authoritiesOfJava);

    private final Supplier<List<X509Certificate>> authorities;

    TimeStamps(Supplier<List<X509Certificate>> authorities) {
        this.authorities = authorities;
    }

    /** When a signature was made, as far as that is proved; else now. */
    Date dateOf(Timestamp stamp) {
        return stamp != null && isTrusted(CertificatePath.of(stamp.getSignerCertPath()))
                ? stamp.getTimestamp()
                : new Date();
    }

    /** As {@code jarsigner} does, a time stamp is judged by what is valid today. */
    private boolean isTrusted(CertificatePath path) {
        return authorities.get().stream().anyMatch(authority -> isIssued(path, authority));
    }

    private static boolean isIssued(CertificatePath path, X509Certificate authority) {
        try {
            List<String> usage = path.own().getExtendedKeyUsage();
            path.check(authority, USAGE, new Date());
            return usage != null && usage.contains(USAGE);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static List<X509Certificate> authoritiesOfJava() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return Stream.of(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .flatMap(manager -> Stream.of(manager.getAcceptedIssuers()))
                    .toList();
        } catch (GeneralSecurityException e) {
            return List.of(); // a Java without authorities vouches for nobody
        }
    }
}
