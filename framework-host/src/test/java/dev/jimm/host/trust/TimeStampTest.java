package dev.jimm.host.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.host.Signing;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.Timestamp;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures of somebody whose certificate has expired, with a time that somebody vouches for. */
class TimeStampTest {
    private static final Trust TRUSTED = new Trust(true, "signed by CN=late");
    private static final Trust EXPIRED = new Trust(false, "signed by CN=late, whose certificate expired on 2020-01-31");

    @TempDir
    private static Path keys;

    private static Signing signing;
    private static X509Certificate late;

    @BeforeAll
    static void makeKeys() {
        signing = new Signing(keys);
        signing.key("late", "-startdate", "2020/01/01 00:00:00", "-validity", "30");
        signing.key("authority", "-ext", "bc:c=ca:true");
        signing.keyIssuedBy("authority", "clock", "-ext", "eku:c=timeStamping");
        signing.keyIssuedBy("authority", "coder", "-ext", "eku=codeSigning");
        signing.keyIssuedBy("authority", "any");
        late = signing.certificate("late");
    }

    private static CertPath path(String... names) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertPath(
                        List.of(names).stream().map(signing::certificate).toList());
    }

    private static Trust judge(Timestamp stamp, String... authorities) throws GeneralSecurityException {
        List<X509Certificate> vouching =
                List.of(authorities).stream().map(signing::certificate).toList();
        return new Signers(List.of(late), new TimeStamps(() -> vouching)).judge(new CodeSigner(path("late"), stamp));
    }

    private static Date on(String day) {
        return Date.from(Instant.parse(day + "T12:00:00Z"));
    }

    @Test
    void fromWhenTheCertificateWasValid() throws GeneralSecurityException {
        Timestamp stamp = new Timestamp(on("2020-01-15"), path("clock", "authority"));
        assertEquals(TRUSTED, judge(stamp, "authority"));
        assertEquals(EXPIRED, judge(null, "authority"));
    }

    @Test
    void fromLater() throws GeneralSecurityException {
        assertEquals(EXPIRED, judge(new Timestamp(on("2020-02-15"), path("clock", "authority")), "authority"));
    }

    @Test
    void thatNobodyVouchesFor() throws GeneralSecurityException {
        Timestamp stamp = new Timestamp(on("2020-01-15"), path("clock", "authority"));
        assertEquals(EXPIRED, judge(stamp));
        assertEquals(EXPIRED, judge(stamp, "late"));
    }

    @Test
    void ofSomebodyWhoIsNoAuthorityOfTime() throws GeneralSecurityException {
        assertEquals(EXPIRED, judge(new Timestamp(on("2020-01-15"), path("coder", "authority")), "authority"));
        assertEquals(EXPIRED, judge(new Timestamp(on("2020-01-15"), path("any", "authority")), "authority"));
        assertEquals(EXPIRED, judge(new Timestamp(on("2020-01-15"), path("authority")), "authority"));
    }

    @Test
    void thatJavaItselfVouchesForNobodyOfUs() throws GeneralSecurityException {
        Timestamp stamp = new Timestamp(on("2020-01-15"), path("clock", "authority"));
        Signers signers = new Signers(List.of(late), TimeStamps.OF_JAVA);
        assertEquals(EXPIRED, signers.judge(new CodeSigner(path("late"), stamp)));
    }
}
