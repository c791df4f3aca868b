package dev.jimm.host.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A certificate, and those of the authorities above it. Java checks such a path, but holds the certificate that it ends at
 * to be good whatever stands in it; so that one is checked here.
 *
 * @param certificates first that of whoever signed
 */
record CertificatePath(List<X509Certificate> certificates) {
    private static final String ANY_USAGE = "2.5.29.37.0";
    /** Places in {@link X509Certificate#getKeyUsage()}. */
    private static final int DIGITAL_SIGNATURE = 0;

    private static final int SIGN_CERTIFICATES = 5;

    static CertificatePath of(CertPath path) {
        return new CertificatePath(
                path.getCertificates().stream().map(X509Certificate.class::cast).toList());
    }

    X509Certificate own() {
        return certificates.get(0);
    }

    /**
     * Checks that an authority issued the certificate, perhaps through others.
     *
     * @param usage what all of the certificates must be issued for, an extended key usage
     * @param when all of them must be valid
     * @throws CertificateException when it did, but one of them does not count
     * @throws GeneralSecurityException when it did not, or was not entitled to
     */
    void check(X509Certificate authority, String usage, Date when) throws GeneralSecurityException {
        List<X509Certificate> below =
                certificates.stream().takeWhile(one -> !one.equals(authority)).toList();
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(when);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(below), parameters);
        int between = below.size() - 1;
        if (authority.getBasicConstraints() < between || !mayBeUsed(authority, SIGN_CERTIFICATES)) {
            throw new GeneralSecurityException(name(authority) + " may not issue it");
        }
        Optional<String> outOfDate = outOfDate(authority, when);
        if (outOfDate.isPresent()) {
            throw new CertificateException("the certificate of " + name(authority) + " " + outOfDate.get());
        }
        List<X509Certificate> all = new ArrayList<>(below);
        all.add(authority);
        checkUsage(all, usage);
    }

    /** An authority also issues certificates for other ends, such as servers. */
    private void checkUsage(List<X509Certificate> all, String usage) throws CertificateParsingException {
        if (!mayBeUsed(own(), DIGITAL_SIGNATURE)) {
            throw new CertificateParsingException("it was not issued to sign");
        }
        for (X509Certificate one : all) {
            List<String> extended = one.getExtendedKeyUsage();
            if (extended != null && !extended.contains(usage) && !extended.contains(ANY_USAGE)) {
                String which = one.equals(own()) ? "it" : "that of " + name(one);
                throw new CertificateParsingException(which + " was not issued to sign code");
            }
        }
    }

    private static boolean mayBeUsed(X509Certificate certificate, int place) {
        boolean[] usage = certificate.getKeyUsage();
        return usage == null || usage[place];
    }

    /** What is to be said of a certificate that is not valid at a time: {@code expired on 2020-01-31}. */
    static Optional<String> outOfDate(X509Certificate certificate, Date when) {
        if (when.after(certificate.getNotAfter())) {
            return Optional.of("expired on " + day(certificate.getNotAfter()));
        }
        if (when.before(certificate.getNotBefore())) {
            return Optional.of("is valid from " + day(certificate.getNotBefore()) + " on");
        }
        return Optional.empty();
    }

    private static String day(Date date) {
        return date.toInstant().atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
