package dev.jimm.host.trust;

import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The signers that a user trusts: their own certificates, or those of authorities that issued them. Nothing is asked over
 * the network, so a certificate that was revoked is not noticed. Time stamps count for nothing either: a certificate must
 * be valid today.
 */
final class Signers {
    /** Extended key usages: to sign code, and anything. */
    private static final Set<String> FOR_CODE = Set.of("1.3.6.1.5.5.7.3.3", "2.5.29.37.0");

    private final List<X509Certificate> trusted;

    Signers(List<X509Certificate> trusted) {
        this.trusted = trusted;
    }

    Trust judge(CodeSigner signer) {
        List<X509Certificate> chain = signer.getSignerCertPath().getCertificates().stream()
                .map(X509Certificate.class::cast)
                .toList();
        X509Certificate own = chain.get(0);
        String name = own.getSubjectX500Principal().getName();
        try {
            own.checkValidity();
            if (!trusted.contains(own)) {
                validate(chain);
                checkUsage(own);
            }
            return Trust.by("signed by " + name);
        } catch (CertificateExpiredException e) {
            return Trust.none("signed by " + name + ", whose certificate expired on "
                    + own.getNotAfter().toInstant().atZone(ZoneOffset.UTC).toLocalDate());
        } catch (CertificateException e) {
            return Trust.none("signed by " + name + ", whose certificate does not count: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            return Trust.none("signed by " + name + ", who is no trusted signer");
        }
    }

    private void validate(List<X509Certificate> chain) throws GeneralSecurityException {
        if (trusted.isEmpty()) {
            throw new GeneralSecurityException("nobody is trusted");
        }
        // a path ends below the certificate that is trusted
        List<X509Certificate> path =
                chain.stream().takeWhile(one -> !trusted.contains(one)).toList();
        CertPath below = CertificateFactory.getInstance("X.509").generateCertPath(path);
        PKIXParameters parameters = new PKIXParameters(trusted.stream()
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toSet()));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX").validate(below, parameters);
    }

    /** An authority also issues certificates for other ends, such as servers; those sign no code. */
    private static void checkUsage(X509Certificate certificate) throws CertificateParsingException {
        List<String> extended = certificate.getExtendedKeyUsage();
        boolean[] usage = certificate.getKeyUsage(); // the first is digitalSignature
        if (extended != null && extended.stream().noneMatch(FOR_CODE::contains) || usage != null && !usage[0]) {
            throw new CertificateParsingException("it was not issued to sign code");
        }
    }
}
