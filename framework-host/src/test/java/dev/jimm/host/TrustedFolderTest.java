package dev.jimm.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.provider.ProviderKind;
import dev.jimm.host.PluginReport.Loaded;
import dev.jimm.host.PluginReport.Refused;
import dev.jimm.host.trust.Trust;
import dev.jimm.host.trust.TrustMode;
import dev.jimm.host.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each mode does with plugins that are allowed, signed, or neither. */
class TrustedFolderTest extends FolderFixture {
    /** Set by the code of the plugin x when it runs. */
    private static final String RAN = "jimm.test.ran";

    private Path x;

    @BeforeEach
    void packAPluginThatTellsWhenItRuns() throws IOException {
        x = packX("static { System.setProperty(\"" + RAN + "\", \"yes\"); }", "return java.util.Set.of(\"x\");");
    }

    @AfterEach
    void forget() {
        System.clearProperty(RAN);
    }

    private static String digest(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private TrustPolicy onlyTheGood(TrustMode mode) throws IOException {
        return TrustPolicy.of(mode, Set.of(digest(folder.resolve("good.jar"))), List.of());
    }

    private PluginReport load(TrustPolicy policy) {
        try (PluginFolder plugins = PluginFolder.load(folder, policy)) {
            return plugins.report();
        }
    }

    @Test
    void openUsesAll() {
        PluginReport report = load(TrustPolicy.open());
        assertEquals(List.of("good", "x"), ids(report));
        assertEquals(List.of(), report.remarks());
        assertEquals(TrustMode.OPEN, report.mode());
        assertEquals("yes", System.getProperty(RAN));
    }

    @Test
    void warnUsesAllWithARemark() throws IOException {
        PluginReport report = load(onlyTheGood(TrustMode.WARN));
        assertEquals(List.of("good", "x"), ids(report));
        assertEquals(
                List.of(new Trust(true, "allowed by its digest"), new Trust(false, "not signed")),
                report.loaded().stream().map(Loaded::trust).toList());
        assertEquals(
                List.of(x + " is used, though not trusted (not signed); if you trust it, allow its digest: " + digest(x)
                        + "  x.jar"),
                report.remarks());
        assertEquals(TrustMode.WARN, report.mode());
    }

    @Test
    void strictRefusesAndRunsNothing() throws IOException {
        PluginReport report = load(onlyTheGood(TrustMode.STRICT));
        assertEquals(List.of("good"), ids(report));
        assertEquals(
                List.of(new Refused(
                        x,
                        "is not trusted: not signed",
                        "if you trust it, allow its digest: " + digest(x) + "  x.jar")),
                report.refused());
        assertNull(System.getProperty(RAN));
    }

    @Test
    void whatNeedsARefusedPluginIsRefused() throws IOException {
        Path y = plugin("y").manifest("Plugin-Dependencies", "x").pack();
        PluginReport report = load(TrustPolicy.of(TrustMode.STRICT, Set.of(digest(y)), List.of()));
        assertEquals(
                List.of(
                        "good.jar: is not trusted: not signed",
                        "x.jar: is not trusted: not signed",
                        "y.jar: needs plugin 'x', which was refused"),
                reasons(report));
        assertNull(System.getProperty(RAN));
    }

    @Test
    void strictUsesWhatIsAllowed() throws IOException {
        PluginReport report = load(TrustPolicy.of(
                TrustMode.STRICT,
                Set.of(digest(x).toUpperCase(Locale.ROOT), digest(folder.resolve("good.jar"))),
                List.of()));
        assertEquals(List.of(), reasons(report));
        assertEquals(x, report.loaded().get(1).jar());
        assertEquals("yes", System.getProperty(RAN));
    }

    @Test
    void signedPluginsWorkUntilTheyAreChanged() throws IOException {
        Signing signing = new Signing(temporary);
        signing.key("alice");
        signing.sign(x, "alice");
        TrustPolicy policy = TrustPolicy.of(TrustMode.STRICT, Set.of(), List.of(signing.certificate("alice")));
        PluginReport report = load(policy);
        assertEquals(List.of("x"), ids(report));
        assertEquals(
                new Trust(true, "signed by CN=alice"), report.loaded().get(0).trust());

        System.clearProperty(RAN);
        byte[] signed = Files.readAllBytes(x);
        patchProvider(x);
        assertEquals(
                List.of(
                        "good.jar: is not trusted: not signed",
                        "x.jar: is not trusted: its signature is broken: SHA-256 digest error for x/Provider.class"),
                reasons(load(policy)));
        // Java itself looks at signatures, whatever the mode
        assertRefused("x.jar: cannot load a provider of the kind optimizer: java.lang.SecurityException: SHA-256 digest"
                + " error for x/Provider.class");
        assertNull(System.getProperty(RAN));
        Files.write(x, signed);
        assertEquals(List.of("good", "x"), ids(load()));
    }

    private void patchProvider(Path jar) throws IOException {
        try (FileSystem entries = FileSystems.newFileSystem(jar)) {
            Path type = entries.getPath("x/Provider.class");
            byte[] bytes = Files.readAllBytes(type);
            bytes[7]--; // for an earlier Java
            Files.write(type, bytes);
        }
    }

    @Test
    void whatWasCheckedIsWhatRuns() throws IOException {
        TrustPolicy policy =
                TrustPolicy.of(TrustMode.STRICT, Set.of(digest(x), digest(folder.resolve("good.jar"))), List.of());
        try (PluginFolder plugins = new PluginFolder(List.of(folder), policy)) {
            FolderScan scan = plugins.scan();
            packX("static { System.setProperty(\"" + RAN + "\", \"evil\"); }", "return java.util.Set.of(\"evil\");");
            plugins.use(scan);
            assertEquals(List.of(), reasons(plugins.report()));
            assertEquals(Set.of("x"), plugins.report().loaded().get(1).names().get(ProviderKind.OPTIMIZER));
            assertEquals("yes", System.getProperty(RAN));
        }
    }

    @Test
    void theCopiesGo() throws Exception {
        TrustPolicy policy = TrustPolicy.of(TrustMode.STRICT, Set.of(digest(x)), List.of());
        Path copy;
        try (PluginFolder plugins = PluginFolder.load(folder, policy)) {
            copy = Path.of(plugins.providers()
                    .get(0)
                    .provider()
                    .getClass()
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            assertTrue(Files.exists(copy));
            assertEquals(digest(x), digest(copy));
        }
        assertFalse(Files.exists(copy));
        assertFalse(Files.exists(copy.getParent()));
    }
}
