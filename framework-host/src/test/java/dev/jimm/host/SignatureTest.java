package dev.jimm.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.core.provider.ProviderKind;
import dev.jimm.host.TestJars.Builder;
import dev.jimm.host.trust.Trust;
import dev.jimm.host.trust.TrustMode;
import dev.jimm.host.trust.TrustPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who signed a jar, and whether that counts. */
class SignatureTest {
    @TempDir
    private static Path keys;

    private static Signing signing;
    private static X509Certificate alice;
    private static X509Certificate authority;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void makeKeys() {
        signing = new Signing(keys);
        signing.key("alice");
        signing.key("authority", "-ext", "bc:c=ca:true");
        signing.keyIssuedBy("authority", "carol", "-ext", "eku=codeSigning");
        signing.keyIssuedBy("authority", "server", "-ext", "eku=serverAuth");
        signing.key("late", "-startdate", "2020/01/01 00:00:00", "-validity", "30");
        signing.key("gone", "-startdate", "2020/01/01 00:00:00", "-validity", "30", "-ext", "bc:c=ca:true");
        signing.keyIssuedBy("gone", "orphan", "-ext", "eku=codeSigning");
        signing.key("early", "-startdate", "2090/01/01 00:00:00");
        signing.keyIssuedBy("authority", "middle", "-ext", "bc:c=ca:true,pathlen:0");
        signing.keyIssuedBy("middle", "dave", "-ext", "eku=codeSigning");
        signing.keyIssuedBy("middle", "deeper", "-ext", "bc:c=ca:true");
        signing.keyIssuedBy("deeper", "erin", "-ext", "eku=codeSigning");
        signing.keyIssuedBy("authority", "servers", "-ext", "bc:c=ca:true", "-ext", "eku=serverAuth");
        signing.keyIssuedBy("servers", "frank", "-ext", "eku=codeSigning");
        signing.keyIssuedBy("carol", "grace", "-ext", "eku=codeSigning");
        alice = signing.certificate("alice");
        authority = signing.certificate("authority");
    }

    private Builder plugin() throws IOException {
        return new TestJars(temporary, temporary.resolve("plugins"))
                .plugin("x.jar", "x", "1.0.0")
                .provider(ProviderKind.OPTIMIZER, "x.Provider", "\"x\"");
    }

    private Path signed(String name, String... options) throws IOException {
        Path jar = plugin().pack();
        signing.sign(jar, name, options);
        return jar;
    }

    private static Trust judge(Path jar, X509Certificate... signers) {
        return TrustPolicy.of(TrustMode.STRICT, Set.of(), List.of(signers)).judge(jar, "0".repeat(64));
    }

    private static FileSystem open(Path jar) throws IOException {
        return FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of());
    }

    @Test
    void byATrustedSigner() throws IOException {
        Path jar = signed("alice");
        assertEquals(new Trust(true, "signed by CN=alice"), judge(jar, authority, alice));
        assertEquals(new Trust(false, "signed by CN=alice, who is no trusted signer"), judge(jar, authority));
        assertEquals(new Trust(false, "signed by CN=alice, who is no trusted signer"), judge(jar));
    }

    @Test
    void bySomebodyWithACertificateOfATrustedAuthority() throws IOException {
        Path jar = signed("carol");
        assertEquals(new Trust(true, "signed by CN=carol"), judge(jar, authority));
        assertEquals(new Trust(false, "signed by CN=carol, who is no trusted signer"), judge(jar, alice));
    }

    @Test
    void withACertificateForAServer() throws IOException {
        assertEquals(
                new Trust(
                        false, "signed by CN=server, whose certificate does not count: it was not issued to sign code"),
                judge(signed("server"), authority));
    }

    @Test
    void withACertificateThatExpired() throws IOException {
        assertEquals(
                new Trust(false, "signed by CN=late, whose certificate expired on 2020-01-31"),
                judge(signed("late"), signing.certificate("late")));
    }

    @Test
    void withACertificateThatIsNotYetValid() throws IOException {
        assertEquals(
                new Trust(false, "signed by CN=early, whose certificate is valid from 2090-01-01 on"),
                judge(signed("early"), signing.certificate("early")));
    }

    @Test
    void withACertificateOfAnAuthorityWhoseOwnExpired() throws IOException {
        assertEquals(
                new Trust(
                        false,
                        "signed by CN=orphan, whose certificate does not count: the certificate of CN=gone expired on"
                                + " 2020-01-31"),
                judge(signed("orphan"), signing.certificate("gone")));
    }

    @Test
    void belowAnAuthorityInBetween() throws IOException {
        Path jar = signed("dave");
        assertEquals(new Trust(true, "signed by CN=dave"), judge(jar, authority));
        assertEquals(new Trust(true, "signed by CN=dave"), judge(jar, signing.certificate("middle")));
    }

    @Test
    void belowMoreAuthoritiesThanTheOneInBetweenMayHave() throws IOException {
        Path jar = signed("erin");
        assertEquals(new Trust(false, "signed by CN=erin, who is no trusted signer"), judge(jar, authority));
        assertEquals(
                new Trust(false, "signed by CN=erin, who is no trusted signer"),
                judge(jar, signing.certificate("middle")),
                "what a trusted certificate may issue counts, too");
        assertEquals(new Trust(true, "signed by CN=erin"), judge(jar, signing.certificate("deeper")));
    }

    @Test
    void belowAnAuthorityForServersOnly() throws IOException {
        Trust refused = new Trust(
                false,
                "signed by CN=frank, whose certificate does not count: that of CN=servers was not issued to sign code");
        Path jar = signed("frank");
        assertEquals(refused, judge(jar, authority));
        assertEquals(refused, judge(jar, signing.certificate("servers")));
    }

    @Test
    void belowSomebodyWhoIsNoAuthority() throws IOException {
        Path jar = signed("grace");
        assertEquals(new Trust(false, "signed by CN=grace, who is no trusted signer"), judge(jar, authority));
        assertEquals(
                new Trust(false, "signed by CN=grace, who is no trusted signer"),
                judge(jar, signing.certificate("carol")),
                "the certificate of a signer lets nobody else sign");
    }

    @Test
    void byTwo() throws IOException {
        Path jar = signed("carol");
        signing.sign(jar, "alice");
        assertEquals(new Trust(true, "signed by CN=alice"), judge(jar, alice));
        assertEquals(new Trust(true, "signed by CN=carol"), judge(jar, authority));
    }

    @Test
    void byNobody() throws IOException {
        assertEquals(new Trust(false, "not signed"), judge(plugin().pack(), alice));
    }

    @Test
    void withAnAlgorithmThatJavaHoldsToBeWeak() throws IOException {
        assertEquals(new Trust(false, "not signed"), judge(signed("alice", "-digestalg", "MD5"), alice));
    }

    @Test
    void withAnEntryThatWasAdded() throws IOException {
        Path jar = signed("alice");
        try (FileSystem entries = open(jar)) {
            Files.writeString(entries.getPath("x/more.txt"), "more");
        }
        assertEquals(new Trust(false, "signed, but not x/more.txt"), judge(jar, alice));
    }

    @Test
    void withAServiceFileThatWasAdded() throws IOException {
        Path jar = signed("alice");
        try (FileSystem entries = open(jar)) {
            Files.writeString(entries.getPath("META-INF/services/java.nio.file.spi.FileSystemProvider"), "x.Evil");
        }
        assertEquals(
                new Trust(false, "signed, but not META-INF/services/java.nio.file.spi.FileSystemProvider"),
                judge(jar, alice));
    }

    /** Java finds {@code x/Evil.class/} when it looks for {@code x/Evil.class}, and signs no folders. */
    @Test
    void withAFolderThatHoldsAClass() throws IOException {
        Path jar = plugin().entry("x/Evil.class/", new byte[] {1}).pack();
        signing.sign(jar, "alice");
        assertEquals(new Trust(false, "signed, but not x/Evil.class/"), judge(jar, alice));
    }

    @Test
    void withAnEmptyFolder() throws IOException {
        Path jar = plugin().entry("x/", new byte[0]).pack();
        signing.sign(jar, "alice");
        assertEquals(new Trust(true, "signed by CN=alice"), judge(jar, alice));
    }

    @Test
    void withAnEntryThatWasChanged() throws IOException {
        Path jar = signed("alice");
        try (FileSystem entries = open(jar)) {
            Files.writeString(entries.getPath("x/Provider.class"), "other");
        }
        assertEquals(
                new Trust(false, "its signature is broken: SHA-256 digest error for x/Provider.class"),
                judge(jar, alice));
    }

    @Test
    void withoutTheSignatureItself() throws IOException {
        Path jar = signed("alice");
        try (FileSystem entries = open(jar);
                Stream<Path> files = Files.list(entries.getPath("META-INF"))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".EC")).toList()) {
                Files.delete(file);
            }
        }
        assertEquals(new Trust(false, "not signed"), judge(jar, alice));
    }

    @Test
    void withPartsOfTwoSigners() throws IOException {
        Path jar = signed("alice");
        try (FileSystem entries = open(jar)) {
            Files.writeString(entries.getPath("x/more.txt"), "more");
        }
        signing.sign(jar, "carol");
        // carol signed all, alice all but one
        assertEquals(new Trust(true, "signed by CN=carol"), judge(jar, authority));
        Trust ofAlice = judge(jar, alice);
        assertEquals(new Trust(false, "signed by CN=carol, who is no trusted signer"), ofAlice);
    }
}
