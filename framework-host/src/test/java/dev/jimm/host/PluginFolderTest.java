package dev.jimm.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.Plugin;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.host.PluginReport.Loaded;
import dev.jimm.host.trust.Trust;
import dev.jimm.host.trust.TrustMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pf4j.PluginClassLoader;

/** What loads, what the plugins see of each other and of the host, and how they end. */
class PluginFolderTest {
    @TempDir
    private Path temporary;

    private Path folder;
    private TestJars jars;
    private PluginFolder plugins;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = temporary.resolve("plugins");
        jars = new TestJars(temporary, folder);
    }

    @AfterEach
    void close() {
        if (plugins != null) {
            plugins.close();
        }
    }

    @Test
    void aPluginIsLoadedWithItsNamesAndDigest() throws Exception {
        Path jar = jars.plugin("optim-1.2.3.jar", "optim", "1.2.3")
                .provider(ProviderKind.OPTIMIZER, "optim.Adam", "\"adamw\", \"adam\"")
                .provider(ProviderKind.SCHEDULER, "optim.Cosine", "\"cosine\"")
                .pack();
        PluginReport report = load();

        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
        Loaded expected = new Loaded(
                "optim",
                "1.2.3",
                jar,
                digest,
                new Trust(true, "not checked"),
                Map.of(
                        ProviderKind.OPTIMIZER, new TreeSet<>(Set.of("adam", "adamw")),
                        ProviderKind.SCHEDULER, new TreeSet<>(Set.of("cosine"))));
        assertEquals(
                new PluginReport(List.of(folder), TrustMode.OPEN, List.of(expected), List.of(), List.of()), report);
        ProviderCatalogue catalogue = ProviderCatalogue.of(plugins.providers());
        assertEquals(
                jar + " (optim 1.2.3)",
                catalogue.find(ProviderKind.OPTIMIZER, "adam").origin());
        assertEquals(new Plugin("optim", "1.2.3", jar, digest), catalogue.plugin(jar + " (optim 1.2.3)"));
    }

    @Test
    void pluginsComeByFileName() throws IOException {
        jars.plugin("b.jar", "one", "1.0.0")
                .provider(ProviderKind.MODEL, "one.Models", "\"alpha\"")
                .pack();
        jars.plugin("a.jar", "two", "1.0.0")
                .provider(ProviderKind.MODEL, "two.Models", "\"beta\"")
                .pack();
        assertEquals(
                List.of("two", "one"), load().loaded().stream().map(Loaded::id).toList());
        assertEquals(
                List.of(folder.resolve("a.jar") + " (two 1.0.0)", folder.resolve("b.jar") + " (one 1.0.0)"),
                plugins.providers().stream().map(Provided::origin).toList());
    }

    @Test
    void aSnapshotFitsTheRangeOfItsRelease() throws IOException {
        jars.plugin("a.jar", "base", "1.0.0-SNAPSHOT").pack();
        jars.plugin("b.jar", "user", "1.0.0")
                .manifest("Plugin-Dependencies", "base@>=1.0.0 & <2.0.0")
                .pack();
        PluginReport report = load();
        assertEquals(List.of(), report.refused());
        assertEquals(
                List.of("base", "user"),
                report.loaded().stream().map(Loaded::id).toList());
    }

    @Test
    void aPluginUsesClassesOfThePluginThatItDependsOn() throws IOException {
        Path base = jars.plugin("z-base.jar", "base", "1.0.0")
                .source("base.Layers", "public class Layers { public static String name() { return \"from-base\"; } }")
                .provider(ProviderKind.MODEL, "base.Models", "\"base\"")
                .pack();
        jars.plugin("user.jar", "user", "1.0.0")
                .manifest("Plugin-Dependencies", "base@>=1.0.0 & <2.0.0, absent?")
                .library(base)
                .provider(ProviderKind.MODEL, "user.Models", "base.Layers.name()")
                .pack();
        assertEquals(List.of(), load().refused());
        ProviderCatalogue catalogue = ProviderCatalogue.of(plugins.providers());
        assertEquals(Set.of("base", "from-base"), catalogue.names(ProviderKind.MODEL));
        assertTrue(catalogue.find(ProviderKind.MODEL, "base").origin().endsWith("z-base.jar (base 1.0.0)"));
    }

    @Test
    void twoPluginsBringDifferentVersionsOfOneLibrary() throws IOException {
        for (String version : List.of("one", "two")) {
            jars.plugin(version + ".jar", version, "1.0.0")
                    .source(
                            "org.library.Version",
                            "public class Version { public String toString() { return \"" + version + "\"; } }")
                    .provider(ProviderKind.MODEL, "plugin.Models", "new org.library.Version().toString()")
                    .pack();
        }
        assertEquals(List.of(), load().refused());
        assertEquals(
                Set.of("one", "two"), ProviderCatalogue.of(plugins.providers()).names(ProviderKind.MODEL));
    }

    @Test
    void aPluginsOwnCopyOfAHostLibraryWins() throws Exception {
        jars.plugin("a.jar", "a", "1.0.0")
                .source("org.pf4j.Plugin", "public class Plugin {}")
                .provider(ProviderKind.MODEL, "plugin.Models", "new org.pf4j.Plugin().getClass().getSimpleName()")
                .pack();
        load();
        ClassLoader loader = plugins.providers().get(0).provider().getClass().getClassLoader();
        assertNotSame(org.pf4j.Plugin.class, loader.loadClass("org.pf4j.Plugin"));
        assertSame(loader, loader.loadClass("org.pf4j.Plugin").getClassLoader());
    }

    @Test
    void ofTheHostAPluginSeesTheApiAndTheLoggerOnly() throws Exception {
        jars.plugin("a.jar", "a", "1.0.0")
                .provider(ProviderKind.MODEL, "plugin.Models", "\"x\"")
                .pack();
        load();
        ClassLoader loader = plugins.providers().get(0).provider().getClass().getClassLoader();
        for (Class<?> shared : List.of(dev.jimm.api.Provider.class, org.slf4j.Logger.class)) {
            assertSame(shared, loader.loadClass(shared.getName()));
        }
        assertSame(
                ClassLoader.getPlatformClassLoader(),
                loader.loadClass("java.sql.Driver").getClassLoader());
        for (Class<?> hidden : List.of(
                JimmException.class,
                PluginFolder.class,
                org.pf4j.PluginManager.class,
                com.google.inject.Guice.class,
                Test.class)) {
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass(hidden.getName()), hidden.getName());
            assertEquals(null, loader.getResource(hidden.getName().replace('.', '/') + ".class"), hidden.getName());
        }
    }

    @Test
    void providersAreConstructedWithTheirOwnContextClassLoader() throws IOException {
        jars.plugin("a.jar", "a", "1.0.0")
                .service(ProviderKind.MODEL, "plugin.Models")
                .provider(
                        ProviderKind.MODEL,
                        "plugin.Models",
                        "private final ClassLoader context = Thread.currentThread().getContextClassLoader();",
                        "return java.util.Set.of(\"own-\" + (context == getClass().getClassLoader()));")
                .pack();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        load();
        assertEquals(
                Set.of("own-true"), ProviderCatalogue.of(plugins.providers()).names(ProviderKind.MODEL));
        assertSame(before, Thread.currentThread().getContextClassLoader());
    }

    @Test
    void aPluginWithoutProvidersIsRemarked() throws IOException {
        Path jar = jars.plugin("a.jar", "a", "1.0.0").pack();
        PluginReport report = load();
        assertEquals(Map.of(), report.loaded().get(0).names());
        assertEquals(List.of(jar + " provides nothing by itself"), report.remarks());
    }

    @Test
    void pf4jsListOfSwitchedOffPluginsCountsForNothing() throws IOException {
        jars.plugin("a.jar", "a", "1.0.0")
                .provider(ProviderKind.MODEL, "a.Models", "\"x\"")
                .pack();
        Files.writeString(folder.resolve("disabled.txt"), "a\n");
        assertEquals(1, load().loaded().size());
    }

    @Test
    void aMissingFolderIsEmptyWithARemark() {
        Path missing = temporary.resolve("nowhere");
        plugins = PluginFolder.load(missing);
        assertEquals(
                new PluginReport(
                        List.of(missing),
                        TrustMode.OPEN,
                        List.of(),
                        List.of(),
                        List.of("there is no plugins folder " + missing)),
                plugins.report());
        assertEquals(List.of(), plugins.providers());
    }

    @Test
    void aFileInPlaceOfTheFolderIsAnError() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        JimmException problem = assertThrows(JimmException.class, () -> PluginFolder.load(file));
        assertEquals(Category.PLUGIN, problem.category());
        assertEquals(
                "cannot load the plugins of " + file + ": java.nio.file.NotDirectoryException: " + file,
                problem.getMessage());
    }

    @Test
    void closingUnloadsAndTheFolderCanBeLoadedAgain() throws IOException {
        jars.plugin("a.jar", "a", "1.0.0")
                .provider(ProviderKind.MODEL, "a.Models", "\"x\"")
                .pack();
        jars.plugin("b.jar", "b", "1.0.0")
                .manifest("Plugin-Dependencies", "a@>=1.0.0")
                .provider(ProviderKind.MODEL, "b.Models", "\"y\"")
                .pack();
        load();
        List<PluginClassLoader> loaders = plugins.providers().stream()
                .map(one -> (PluginClassLoader) one.provider().getClass().getClassLoader())
                .toList();
        assertEquals(2, loaders.size());
        loaders.forEach(loader -> assertFalse(loader.isClosed()));
        plugins.close();
        plugins.close();
        loaders.forEach(loader -> assertTrue(loader.isClosed()));
        assertEquals(2, load().loaded().size());
    }

    private PluginReport load() {
        plugins = PluginFolder.load(folder);
        return plugins.report();
    }
}
