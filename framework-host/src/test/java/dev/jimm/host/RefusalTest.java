package dev.jimm.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.core.provider.ProviderKind;
import dev.jimm.host.PluginReport.Refused;
import dev.jimm.host.TestJars.Builder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jars that are damaged, declare the wrong things or lack what they need. {@link FolderFixture} lists all situations. */
class RefusalTest extends FolderFixture {
    @Test
    void aFileThatIsNoJar() throws IOException {
        Files.writeString(folder.resolve("x.jar"), "this is no jar");
        assertRefused("x.jar: is not a jar");
    }

    @Test
    void anEmptyFile() throws IOException {
        Files.createFile(folder.resolve("x.jar"));
        assertRefused("x.jar: is an empty file");
    }

    @Test
    void aJarThatIsCutOff() throws IOException {
        Path jar = plugin("x").pack();
        byte[] bytes = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused("x.jar: is a damaged or cut off jar");
    }

    @Test
    void aJarWithoutAnything() throws IOException {
        byte[] endOfCentralDirectory = Arrays.copyOf(new byte[] {'P', 'K', 5, 6}, 22);
        Files.write(folder.resolve("x.jar"), endOfCentralDirectory);
        assertRefused("x.jar: has no META-INF/MANIFEST.MF");
    }

    @Test
    void aJarWithADamagedClass() throws IOException {
        Path jar = jars.plugin("y.jar", "y", "1.0.0")
                .service(ProviderKind.MODEL, "y.Models")
                .entry("y/Models.class", new byte[] {1, 2, 3})
                .pack();
        PluginReport report = load();
        assertEquals(List.of(jar), report.refused().stream().map(Refused::file).toList());
        assertEquals(
                "cannot load a provider of the kind model: java.lang.ClassFormatError: Truncated class file",
                report.refused().get(0).reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Plugin-Id       |        | has no Plugin-Id in its manifest",
                "Plugin-Id       | a b    | has Plugin-Id 'a b' in its manifest",
                "Plugin-Version  |        | has no Plugin-Version in its manifest",
                "Plugin-Version  | 1.0    | has Plugin-Version '1.0' in its manifest",
                "Plugin-Requires |        | has no Plugin-Requires in its manifest",
                "Plugin-Requires | later  | has Plugin-Requires 'later' in its manifest",
                "Plugin-Requires | >=0.2.0 & <0.3.0 | needs the plugin API >=0.2.0 & <0.3.0, this is 0.1.0",
                "Plugin-Requires | >=0.0.1 & <0.1.0 | needs the plugin API >=0.0.1 & <0.1.0, this is 0.1.0",
                "Plugin-Version  | 1.0.0 beta | has Plugin-Version '1.0.0 beta' in its manifest",
                "Plugin-Dependencies | good@new | has range 'new' for good in its Plugin-Dependencies",
                "Plugin-Dependencies | @      | has a dependency without an id in its Plugin-Dependencies '@'",
                "Plugin-Dependencies | a,?    | has a dependency without an id in its Plugin-Dependencies 'a,?'",
            })
    void anEntryOfTheManifest(String key, String value, String reason) throws IOException {
        Builder jar = plugin("x");
        (value == null ? jar.withoutManifest(key) : jar.manifest(key, value)).pack();
        assertRefused("x.jar: " + reason);
    }

    @Test
    void allProblemsOfAManifestAtOnce() throws IOException {
        jars.jar("x.jar").manifest("Plugin-Version", "1").pack();
        assertRefused(
                "x.jar: has no Plugin-Id in its manifest",
                "x.jar: has Plugin-Version '1' in its manifest",
                "x.jar: has no Plugin-Requires in its manifest");
    }

    @Test
    void twoJarsWithOneId() throws IOException {
        jars.plugin("x-1.jar", "x", "1.0.0").pack();
        jars.plugin("x-2.jar", "x", "2.0.0").pack();
        plugin("y").manifest("Plugin-Dependencies", "x").pack();
        assertRefused(
                "x-1.jar: has the Plugin-Id 'x', as x-2.jar has",
                "x-2.jar: has the Plugin-Id 'x', as x-1.jar has",
                "y.jar: needs plugin 'x', which was refused");
    }

    @Test
    void missingDependenciesAndWhatNeedsTheirUsers() throws IOException {
        plugin("x")
                .manifest("Plugin-Dependencies", "absent@>=1.0.0, good@>=1.0.0")
                .pack();
        plugin("w").manifest("Plugin-Dependencies", "x@>=1.0.0").pack();
        assertRefused(
                "w.jar: needs plugin 'x', which was refused",
                "x.jar: needs plugin 'absent', which is not in the folder");
    }

    @Test
    void aDependencyOfAnotherVersion() throws IOException {
        plugin("x").manifest("Plugin-Dependencies", "good@>=1.1.0 & <2.0.0").pack();
        assertRefused("x.jar: needs plugin 'good' >=1.1.0 & <2.0.0, the folder has 1.0.0");
    }

    @Test
    void aCircleOfDependenciesAndWhatNeedsIt() throws IOException {
        plugin("a").manifest("Plugin-Dependencies", "b").pack();
        plugin("b").manifest("Plugin-Dependencies", "c?").pack();
        plugin("c").manifest("Plugin-Dependencies", "a").pack();
        plugin("d").manifest("Plugin-Dependencies", "a").pack();
        plugin("e").manifest("Plugin-Dependencies", "e").pack();
        assertRefused(
                "a.jar: needs itself: a -> b -> c -> a",
                "b.jar: needs itself: b -> c -> a -> b",
                "c.jar: needs itself: c -> a -> b -> c",
                "d.jar: needs plugin 'a', which was refused",
                "e.jar: needs itself: e -> e");
    }

    @Test
    void aJarThatBundlesTheApi() throws IOException {
        plugin("x").entry("dev/jimm/api/Provider.class", new byte[8]).pack();
        assertRefused("x.jar: contains jimm's own API, such as dev/jimm/api/Provider.class");
    }

    @Test
    void aClassForALaterJava() throws IOException {
        int java = Runtime.version().feature();
        plugin("x").entry("x/Later.class", classFor(java + 1)).pack();
        assertRefused("x.jar: needs Java " + (java + 1) + ", this is Java " + java);
    }

    @Test
    void aClassForAJavaThatThereWillNotBe() throws IOException {
        plugin("x").entry("x/Later.class", classFor(32595)).pack();
        assertRefused("x.jar: holds a damaged class, x/Later.class");
    }

    private static byte[] classFor(int java) {
        return ByteBuffer.allocate(8)
                .putInt(0xCAFEBABE)
                .putShort((short) 0)
                .putShort((short) (44 + java))
                .array();
    }

    @Test
    void aModuleThatForgotItsServiceFile() throws IOException {
        String service = ProviderKind.SCHEDULER.type().getName();
        jars.plugin("x.jar", "x", "1.0.0")
                .source("module-info", "module x { requires dev.jimm.api; provides " + service + " with x.Cosine; }")
                .provider(ProviderKind.SCHEDULER, "x.Cosine", "", "return java.util.Set.of(\"cosine\");")
                .pack();
        assertRefused("x.jar: provides x.Cosine by its module-info but not in META-INF/services/" + service);
    }

    @Test
    void aBrokenModuleInfo() throws IOException {
        plugin("x")
                .entry("module-info.class", "nonsense".getBytes(StandardCharsets.UTF_8))
                .pack();
        PluginReport report = load();
        assertEquals(1, report.refused().size());
        String reason = report.refused().get(0).reason();
        assertEquals("has a broken module-info: ", reason.substring(0, 26), reason);
    }
}
