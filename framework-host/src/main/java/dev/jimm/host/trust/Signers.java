package dev.jimm.host.trust;

import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * The signers that a user trusts: their own certificates, or those of authorities that issued them. Nothing is asked over
 * the network, so a certificate that was revoked is not noticed.
 */
final class Signers {
    /** The extended key usage of those who sign code. */
    private static final String FOR_CODE = "1.3.6.1.5.5.7.3.3";

    private final List<X509Certificate> trusted;
    private final TimeStamps timeStamps;

    Signers(List<X509Certificate> trusted, TimeStamps timeStamps) {
        this.trusted = trusted;
        this.timeStamps = timeStamps;
    }

    Trust judge(CodeSigner signer) {
        CertificatePath path = CertificatePath.of(signer.getSignerCertPath());
        String signed = "signed by " + CertificatePath.name(path.own());
        Date when = timeStamps.dateOf(signer.getTimestamp());
        Optional<String> outOfDate = CertificatePath.outOfDate(path.own(), when);
        if (outOfDate.isPresent()) {
            return Trust.none(signed + ", whose certificate " + outOfDate.get());
        }
        try {
            if (!trusted.contains(path.own())) {
                check(path, when);
            }
            return Trust.by(signed);
        } catch (CertificateException e) {
            return Trust.none(signed + ", whose certificate does not count: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            return Trust.none(signed + ", who is no trusted signer");
        }
    }

    private void check(CertificatePath path, Date when) throws GeneralSecurityException {
        GeneralSecurityException reason = new GeneralSecurityException("nobody is trusted");
        for (X509Certificate authority : trusted) {
            try {
                path.check(authority, FOR_CODE, when);
                return;
            } catch (CertificateException e) {
                reason = e; // the authority is the one, which tells more than that another is not
            } catch (GeneralSecurityException e) {
                reason = reason instanceof CertificateException ? reason : e;
            }
        }
        throw reason;
    }
}
