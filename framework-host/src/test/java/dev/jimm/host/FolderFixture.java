package dev.jimm.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.jimm.core.provider.ProviderKind;
import dev.jimm.host.PluginReport.Loaded;
import dev.jimm.host.PluginReport.Refused;
import dev.jimm.host.TestJars.Builder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a good plugin, which has to go on working whatever else lies in the folder. */
abstract class FolderFixture {
    @TempDir
    Path temporary;

    Path folder;
    TestJars jars;

    @BeforeEach
    void makeFolderWithAGoodPlugin() throws IOException {
        folder = temporary.resolve("plugins");
        jars = new TestJars(temporary, folder);
        plugin("good").pack();
    }

    /** A plugin with one provider, named as itself. */
    Builder plugin(String id) {
        return jars.plugin(id + ".jar", id, "1.0.0")
                .provider(ProviderKind.OPTIMIZER, "plugin." + id + ".Optimizers", "\"" + id + "\"");
    }

    /** Packs x.jar with one provider, an optimizer whose class has these members and this body of names(). */
    Path packX(String members, String names) throws IOException {
        return jars.plugin("x.jar", "x", "1.0.0")
                .service(ProviderKind.OPTIMIZER, "x.Provider")
                .provider(ProviderKind.OPTIMIZER, "x.Provider", members, names)
                .pack();
    }

    /** Changes the bytes of a jar, such as names in it; of the same length, so that it stays a jar. */
    static void patch(Path jar, String text, String other) throws IOException {
        String bytes = Files.readString(jar, StandardCharsets.ISO_8859_1);
        assertEquals(text.length(), other.length());
        assertFalse(!bytes.contains(text), "the jar holds no " + text);
        Files.writeString(jar, bytes.replace(text, other), StandardCharsets.ISO_8859_1);
    }

    PluginReport load() {
        try (PluginFolder plugins = PluginFolder.load(folder)) {
            assertEquals(
                    plugins.report().loaded().size(),
                    plugins.providers().size(),
                    "the loaded plugins have a provider each");
            return plugins.report();
        }
    }

    static List<String> ids(PluginReport report) {
        return report.loaded().stream().map(Loaded::id).toList();
    }

    static List<String> reasons(PluginReport report) {
        return report.refused().stream()
                .map(refused -> refused.file().getFileName() + ": " + refused.reason())
                .toList();
    }

    /** The good plugin works, and exactly these files are refused, with remedies. */
    PluginReport assertRefused(String... fileAndReason) {
        PluginReport report = load();
        assertEquals(List.of(fileAndReason), reasons(report));
        assertEquals(List.of("good"), ids(report));
        for (Refused refused : report.refused()) {
            assertFalse(refused.remedy().isBlank());
        }
        return report;
    }

    /** Nothing is refused, and these plugins work. */
    PluginReport assertLoaded(String... ids) {
        PluginReport report = load();
        assertEquals(List.of(), reasons(report));
        assertEquals(List.of(ids), ids(report));
        return report;
    }
}
