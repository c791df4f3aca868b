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

/**
 * A folder with a good plugin, which has to go on working whatever else lies in the folder; everything else is reported with
 * a remedy. The situations that are tested:
 *
 * <ol>
 *   <li>{@link RefusalTest}, the jar: garbage, an empty file, cut off, a zip without entries, a damaged class, our API
 *       bundled, a class for a later Java, module-info without service file, a broken module-info
 *   <li>{@link RefusalTest}, the manifest: missing; without id, version or API range; an id with blanks; a version that is
 *       none (two ways); a range that is none; an API that is too old, too new; several of these at once
 *   <li>{@link RefusalTest}, dependencies: missing, of a wrong version, with a range that is none (three ways), on itself,
 *       in a circle, on a refused plugin, in a chain; one id in two jars
 *   <li>{@link FoldersTest}: an optional dependency that is missing, was refused, or is of a wrong version; a dependency in
 *       another folder; one id in two folders; copies of one jar; a folder named twice, or through a link; names that two
 *       plugins offer, many of them, or jimm itself; a jar that is removed, replaced or overwritten while it is loaded
 *   <li>{@link PluginCodeTest}: a constructor that throws, recurses or takes all memory; a static initialiser that
 *       throws; a native library that is missing; messages with control characters; names that are null, empty, blank,
 *       throw; a table of weights that is none; a provider of another type, abstract, without public constructor, not in
 *       the jar; a missing class; service files with comments, duplicates, a byte order mark, syntax errors; a bundled
 *       logger; an error of the virtual machine itself, which is not held against a plugin
 *   <li>{@link OddFilesTest}, files: a link to a jar, to nowhere, in a circle; a pipe; a folder; a zip; a text; a hidden
 *       file; names in capitals, with blanks, percent signs, other signs of URLs, other alphabets; one that may not be
 *       read; an empty folder
 *   <li>{@link OddFilesTest}, contents: encrypted; an unknown compression; a manifest that is none, or huge; a file that is
 *       huge; entries that lead out of the jar (five ways); classes and licences twice; libraries as jars within; several
 *       Javas; a class path, an index
 *   <li>{@link PluginFolderTest}: no folder, a file in its place, a plugin that provides nothing, snapshots
 *   <li>{@link SignatureTest}, {@link TrustedFolderTest}: signatures, digests, the three modes
 * </ol>
 */
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
