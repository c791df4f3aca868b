package dev.jimm.core.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PluginTest {
    @Test
    void aClassOfAModuleTellsItsVersion() {
        assertEquals(
                new Plugin("java.base", System.getProperty("java.version"), null, null),
                Plugin.of(String.class, "not said of modules"));
    }

    @Test
    void aClassOfAJarTellsTheJar() {
        Plugin junit = Plugin.of(Test.class, "junit");
        assertTrue(junit.jar().toString().endsWith(".jar"), junit.toString());
        assertNull(junit.sha256(), "it is taken when somebody asks for provenance");
    }

    @Test
    void aFolderOfClassesIsNoJar() {
        assertNull(Plugin.of(PluginTest.class, "classes").jar());
    }

    @Test
    void theCatalogueKnowsThePluginBehindAnOrigin() {
        Plugin build = new Plugin("steps", "1.0.0", Path.of("steps.jar"), "ab");
        ProviderCatalogue catalogue = ProviderCatalogue.of(
                List.of(Samples.scheduler("steps.jar (steps 1.0.0)", "step").of(build)));
        assertEquals(build, catalogue.plugin("steps.jar (steps 1.0.0)"));
        assertEquals(Plugin.named("jimm itself"), catalogue.plugin("jimm itself"));
        assertEquals(Plugin.named("elsewhere"), catalogue.plugin("elsewhere"));
    }
}
