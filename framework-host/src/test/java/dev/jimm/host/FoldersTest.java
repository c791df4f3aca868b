package dev.jimm.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.host.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several folders as one set, plugins that offer the same, and jars that change while they are loaded. */
class FoldersTest extends FolderFixture {
    private Path second;

    @BeforeEach
    void makeSecondFolder() throws IOException {
        second = Files.createDirectories(temporary.resolve("second"));
    }

    private PluginReport loadBoth() {
        try (PluginFolder plugins = PluginFolder.load(List.of(folder, second), TrustPolicy.open())) {
            return plugins.report();
        }
    }

    @Test
    void aPluginNeedsOneOfAnotherFolder() throws IOException {
        Path x = plugin("x").manifest("Plugin-Dependencies", "good@>=1.0.0").pack();
        Files.move(x, second.resolve("x.jar"));
        PluginReport report = loadBoth();
        assertEquals(List.of(), reasons(report));
        assertEquals(List.of("good", "x"), ids(report));
        assertEquals(List.of(folder, second), report.folders());
    }

    @Test
    void oneIdInTwoFolders() throws IOException {
        jars.plugin("x-1.jar", "x", "1.0.0").pack();
        Path two = jars.plugin("x-2.jar", "x", "2.0.0").pack();
        Path moved = Files.move(two, second.resolve("x-2.jar"));
        PluginReport report = loadBoth();
        assertEquals(
                List.of(
                        "x-1.jar: has the Plugin-Id 'x', as " + moved + " has",
                        "x-2.jar: has the Plugin-Id 'x', as " + folder.resolve("x-1.jar") + " has"),
                reasons(report));
        assertEquals(List.of("good"), ids(report));
    }

    @Test
    void copiesOfOneJar() throws IOException {
        Path here = folder.resolve("good (copy).jar");
        Path there = second.resolve("good.jar");
        Files.copy(folder.resolve("good.jar"), here);
        Files.copy(here, there);
        PluginReport report = loadBoth();
        assertEquals(List.of(), reasons(report));
        assertEquals(List.of("good"), ids(report));
        assertEquals(
                List.of(
                        folder.resolve("good.jar") + " is a copy of " + here + " and was ignored",
                        there + " is a copy of " + here + " and was ignored"),
                report.remarks());
    }

    @Test
    void oneFolderNamedTwiceAndThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
        try (PluginFolder plugins = PluginFolder.load(List.of(folder, folder, link), TrustPolicy.open())) {
            assertEquals(List.of("good"), ids(plugins.report()));
            assertEquals(List.of(folder, link), plugins.report().folders());
            assertEquals(
                    List.of(link + " is the same folder as " + folder),
                    plugins.report().remarks());
        }
    }

    @Test
    void aNameThatTwoPluginsOffer() throws IOException {
        jars.plugin("a.jar", "a", "1.0.0")
                .provider(ProviderKind.MODEL, "a.Models", "\"resnet\", \"a\"")
                .pack();
        jars.plugin("b.jar", "b", "1.0.0")
                .provider(ProviderKind.MODEL, "b.Models", "\"b\", \"resnet\"")
                .pack();
        plugin("c").manifest("Plugin-Dependencies", "b").pack();
        // another kind has names of its own
        jars.plugin("d.jar", "d", "1.0.0")
                .provider(ProviderKind.OPTIMIZER, "d.Optimizers", "\"resnet\"")
                .pack();
        PluginReport report = load();
        assertEquals(
                List.of(
                        "a.jar: provides model 'resnet', as b.jar does",
                        "b.jar: provides model 'resnet', as a.jar does",
                        "c.jar: needs plugin 'b', which was refused"),
                reasons(report));
        assertEquals("keep only one of the two", report.refused().get(0).remedy());
        assertEquals(List.of("d", "good"), ids(report));
    }

    @Test
    void manyNamesThatTwoPluginsOffer() throws IOException {
        for (String id : List.of("a", "b")) {
            jars.plugin(id + ".jar", id, "1.0.0")
                    .provider(
                            ProviderKind.SCHEDULER,
                            id + ".Schedules",
                            "\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"" + id + "\"")
                    .pack();
        }
        assertRefused(
                "a.jar: provides scheduler '1', '2', '3', '4', '5' and 2 more, as b.jar does",
                "b.jar: provides scheduler '1', '2', '3', '4', '5' and 2 more, as a.jar does");
    }

    @Test
    void aNameThatJimmItselfOffers() throws IOException {
        String builtIn =
                ProviderCatalogue.of(List.of()).names(ProviderKind.LISTENER).first();
        plugin("x")
                .provider(ProviderKind.LISTENER, "x.Listeners", "\"" + builtIn + "\"")
                .pack();
        assertRefused("x.jar: provides listener '" + builtIn + "', as jimm itself does");
    }

    @Test
    void aPluginWithoutAnOptionalOne() throws IOException {
        plugin("x").manifest("Plugin-Dependencies", "absent?@>=1.0.0, broken?").pack();
        jars.plugin("broken.jar", "broken", "1").pack();
        PluginReport report = load();
        assertEquals(List.of("broken.jar: has Plugin-Version '1' in its manifest"), reasons(report));
        assertEquals(List.of("good", "x"), ids(report));
    }

    @Test
    void anOptionalPluginOfAVersionThatDoesNotFit() throws IOException {
        plugin("x").manifest("Plugin-Dependencies", "good?@>=2.0.0").pack();
        assertRefused("x.jar: needs plugin 'good' >=2.0.0, the folder has 1.0.0");
    }

    @Test
    void aJarThatIsRemovedWhileTheFolderIsLoaded() throws IOException {
        Path jar = plugin("x").pack();
        plugin("y").manifest("Plugin-Dependencies", "x").pack();
        assertChanged(() -> Files.delete(jar));
    }

    @Test
    void aJarThatIsReplacedByAnotherPlugin() throws IOException {
        Path jar = plugin("x").pack();
        plugin("y").manifest("Plugin-Dependencies", "x").pack();
        Path other = jars.plugin("other.jar", "other", "1.0.0").pack();
        Path aside = Files.move(other, temporary.resolve("other.jar"));
        assertChanged(() -> Files.move(aside, jar, StandardCopyOption.REPLACE_EXISTING));
    }

    @Test
    void aJarThatIsOverwrittenWithOneOfTheSameId() throws IOException {
        Path jar = plugin("x").pack();
        plugin("y").manifest("Plugin-Dependencies", "x").pack();
        assertChanged(() -> {
            plugin("x").entry("more.txt", new byte[9]).pack();
            Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        });
    }

    /** Something happens between the checks and the loading. */
    private interface Happening {
        void happen() throws IOException;
    }

    private void assertChanged(Happening happening) throws IOException {
        try (PluginFolder plugins = new PluginFolder(List.of(folder), TrustPolicy.open())) {
            FolderScan scan = plugins.scan();
            happening.happen();
            plugins.use(scan);
            assertEquals(
                    List.of(
                            "x.jar: was replaced or removed while it was being loaded",
                            "y.jar: needs plugin 'x', which was refused"),
                    reasons(plugins.report()));
            assertEquals(List.of("good"), ids(plugins.report()));
            assertTrue(Set.of("good")
                    .containsAll(ProviderCatalogue.of(plugins.providers()).names(ProviderKind.OPTIMIZER)));
        }
    }
}
