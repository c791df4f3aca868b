package dev.jimm.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.Provider;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What plugins see of the host, of each other and of libraries that both have. */
class IsolationTest extends FolderFixture {
    /** Copied there by the build. */
    private static final Path LIBRARIES = Path.of("target/test-libraries");

    private PluginFolder plugins;

    @AfterEach
    void close() {
        if (plugins != null) {
            plugins.close();
        }
    }

    private Provider provider(String origin) {
        return plugins.providers().stream()
                .filter(one -> one.origin().contains(origin))
                .map(Provided::provider)
                .findFirst()
                .orElseThrow();
    }

    private ClassLoader loader(String origin) {
        return provider(origin).getClass().getClassLoader();
    }

    private void loadAll(String... ids) {
        plugins = PluginFolder.load(folder);
        assertEquals(List.of(), reasons(plugins.report()));
        assertEquals(List.of(ids), ids(plugins.report()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.jimm.core.error.JimmException",
                "dev.jimm.core.provider.ProviderCatalogue",
                "dev.jimm.host.PluginFolder",
                "org.pf4j.PluginManager",
                "com.google.inject.Guice",
                "com.google.common.collect.ImmutableList",
                "com.fasterxml.jackson.databind.ObjectMapper",
                "com.typesafe.config.Config",
                "jakarta.inject.Inject",
                "ai.djl.ndarray.NDArray",
                "ai.djl.pytorch.jni.JniUtils",
                "org.apache.commons.compress.archivers.zip.ZipFile",
                "org.junit.jupiter.api.Test",
            })
    void classesOfTheHostAreInvisible(String name) throws ClassNotFoundException {
        loadAll("good");
        Class.forName(name, false, getClass().getClassLoader());
        ClassLoader loader = loader("good");
        assertThrows(ClassNotFoundException.class, () -> Class.forName(name, false, loader));
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass(name));
        String file = name.replace('.', '/') + ".class";
        assertNull(loader.getResource(file));
        assertNull(loader.getResourceAsStream(file));
    }

    @Test
    void resourcesAndServicesOfTheHostAreInvisible() throws IOException {
        loadAll("good");
        ClassLoader loader = loader("good");
        String service = "META-INF/services/com.fasterxml.jackson.core.JsonFactory";
        assertTrue(getClass().getClassLoader().getResources(service).hasMoreElements());
        assertEquals(List.of(), Collections.list(loader.getResources(service)));
        for (ProviderKind<?> kind : ProviderKind.ALL) {
            IsolationTest.class.getModule().addUses(kind.type());
            List<?> found = ServiceLoader.load(kind.type(), loader).stream().toList();
            assertEquals(kind == ProviderKind.OPTIMIZER ? 1 : 0, found.size(), kind.label());
        }
        // its own manifest only
        assertEquals(
                1,
                Collections.list(loader.getResources("META-INF/MANIFEST.MF")).stream()
                        .filter(url -> !url.getProtocol().equals("jrt"))
                        .count());
    }

    @Test
    void aLoggingLibraryBelowTheLoggersNameIsThePluginsOwn() throws IOException, ClassNotFoundException {
        plugin("x").source("org.slf4j.bridge.Bridge", "public class Bridge {}").pack();
        loadAll("good", "x");
        assertSame(
                loader("x.jar"),
                loader("x.jar").loadClass("org.slf4j.bridge.Bridge").getClassLoader());
    }

    @Test
    void conflictingVersionsOfJackson() throws IOException {
        for (String version : List.of("2.9.10", "2.15.4")) {
            var jar = jars.plugin("jackson-" + version + ".jar", "jackson-" + version, "1.0.0");
            for (String part : List.of("annotations", "core", "databind")) {
                jar.bundle(LIBRARIES.resolve("jackson-" + part + "-" + version + ".jar"));
            }
            jar.service(ProviderKind.OPTIMIZER, "plugin.Json")
                    .provider(
                            ProviderKind.OPTIMIZER,
                            "plugin.Json",
                            "/* " + version + " */",
                            "try {"
                                    + " var mapper = new com.fasterxml.jackson.databind.ObjectMapper();"
                                    + " int width = mapper.readTree(\"{\\\"width\\\": 7}\").get(\"width\").asInt();"
                                    + " return java.util.Set.of(mapper.version() + \"/\" + width);"
                                    + "} catch (java.io.IOException e) { throw new IllegalStateException(e); }")
                    .pack();
        }
        loadAll("good", "jackson-2.15.4", "jackson-2.9.10");
        assertEquals(Set.of("2.9.10/7"), provider("jackson-2.9.10").names());
        assertEquals(Set.of("2.15.4/7"), provider("jackson-2.15.4").names());
        assertNotEquals("2.15.4", new ObjectMapper().version().toString());
    }

    /** Each of the two uses what only its own version has. */
    @Test
    void conflictingVersionsOfGuava() throws Exception {
        jars.plugin("old.jar", "old", "1.0.0")
                .bundle(LIBRARIES.resolve("guava-19.0.jar"))
                .provider(
                        ProviderKind.OPTIMIZER,
                        "plugin.Old",
                        "com.google.common.base.Objects.toStringHelper(\"old\").addValue(19).toString()")
                .pack();
        jars.plugin("new.jar", "new", "1.0.0")
                .bundle(LIBRARIES.resolve("guava-31.1-jre.jar"))
                .provider(
                        ProviderKind.OPTIMIZER,
                        "plugin.New",
                        "java.util.stream.Stream.of(\"new\", \"31\")"
                                + ".collect(com.google.common.collect.ImmutableList.toImmutableList()).toString()"
                                + ".replace(\" \", \"\")")
                .pack();
        loadAll("good", "new", "old");
        assertEquals(Set.of("old{19}"), provider("old.jar").names());
        assertEquals(Set.of("[new,31]"), provider("new.jar").names());
        Class<?> ours = Class.forName("com.google.common.collect.ImmutableList");
        for (String jar : List.of("old.jar", "new.jar")) {
            Class<?> its = loadFrom(jar, ours.getName());
            assertNotSame(ours, its);
            assertEquals(
                    folder.resolve(jar),
                    Path.of(its.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI()));
        }
    }

    @Test
    void aPluginSeesExactlyTheClassesOfTheOneThatItNeeds() throws Exception {
        Path base = jars.plugin("base.jar", "base", "1.0.0")
                .source("base.Layer", "public class Layer { public static Object last; }")
                .source("org.library.Version", "public class Version { public String toString() { return \"base\"; } }")
                .entry("base/table.txt", new byte[1])
                .provider(ProviderKind.OPTIMIZER, "base.Optimizers", "\"base\"")
                .pack();
        // compiled with the classes of base, and with a version of the library of its own
        jars.plugin("user.jar", "user", "1.0.0")
                .manifest("Plugin-Dependencies", "base")
                .library(base)
                .source("org.library.Version", "public class Version { public String toString() { return \"user\"; } }")
                .provider(
                        ProviderKind.OPTIMIZER,
                        "user.Optimizers",
                        "new org.library.Version().toString(), new base.Layer().getClass().getName()")
                .pack();
        jars.plugin("third.jar", "third", "1.0.0")
                .manifest("Plugin-Dependencies", "user")
                .provider(ProviderKind.OPTIMIZER, "third.Optimizers", "\"third\"")
                .pack();
        loadAll("base", "good", "third", "user");
        assertEquals(Set.of("user", "base.Layer"), provider("user.jar").names());
        assertSame(loadFrom("base.jar", "base.Layer"), loadFrom("user.jar", "base.Layer"));
        assertNotSame(loadFrom("base.jar", "org.library.Version"), loadFrom("user.jar", "org.library.Version"));
        assertTrue(loader("user.jar").getResource("base/table.txt").getPath().contains("base.jar"));
        // through the one that it needs; the others are strangers
        assertSame(loadFrom("base.jar", "base.Layer"), loadFrom("third.jar", "base.Layer"));
        assertThrows(ClassNotFoundException.class, () -> loader("base.jar").loadClass("user.Optimizers"));
        assertThrows(ClassNotFoundException.class, () -> loader("good.jar").loadClass("base.Layer"));
        assertThrows(ClassNotFoundException.class, () -> loader("user.jar").loadClass("plugin.good.Optimizers"));
        // each of them is found once, in its own plugin
        assertEquals(
                Set.of("base", "base.Layer", "good", "third", "user"),
                ProviderCatalogue.of(plugins.providers()).names(ProviderKind.OPTIMIZER));
    }

    private Class<?> loadFrom(String jar, String name) throws ClassNotFoundException {
        return loader(jar).loadClass(name);
    }
}
