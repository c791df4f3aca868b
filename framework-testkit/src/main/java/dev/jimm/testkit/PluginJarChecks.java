package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.ApiVersion;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.host.PluginFolder;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/** What the kit checks of a jar. What the plugins folder checks when it loads one is left to it. */
final class PluginJarChecks {
    private static final List<String> ENTRIES =
            List.of("Plugin-Id", "Plugin-Version", "Plugin-Requires", "Plugin-Description");

    /** Those parts of a range that leave out no version of the future. */
    private static final Pattern OPEN = Pattern.compile("(>=?|!=)\\s*[\\d.]+");

    private static final String API = "dev.jimm.api.";

    private final Path file;

    PluginJarChecks(Path file) {
        this.file = file;
    }

    void manifest() throws IOException {
        Attributes attributes = attributes();
        List<String> missing = ENTRIES.stream()
                .filter(entry -> attributes.getValue(entry) == null
                        || attributes.getValue(entry).isBlank())
                .toList();
        assertEquals(
                List.of(),
                missing,
                () -> "manifest entries that " + file + " lacks; add them as the kit's Javadoc shows");
        List<String> unfilled = ENTRIES.stream()
                .filter(entry -> attributes.getValue(entry).contains("${"))
                .toList();
        assertEquals(List.of(), unfilled, () -> "manifest entries of " + file + " that the build did not fill in");
    }

    private Attributes attributes() throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            assertNotNull(manifest, () -> file + " has no META-INF/MANIFEST.MF; let Maven's jar plugin write it");
            return manifest.getMainAttributes();
        }
    }

    void range() throws IOException {
        String range = String.valueOf(attributes().getValue("Plugin-Requires"));
        boolean ends = OPEN.matcher(range).replaceAll("").matches(".*\\d.*");
        assertTrue(
                ends,
                () -> "Plugin-Requires of " + file + " is '" + range
                        + "', which versions of jimm take that do not exist"
                        + " yet; write a range with an end, such as " + usual());
    }

    /** From this version to the next that may break plugins. */
    private static String usual() {
        String[] numbers = ApiVersion.CURRENT.split("\\.");
        int major = Integer.parseInt(numbers[0]);
        String end = major == 0 ? "0." + (Integer.parseInt(numbers[1]) + 1) + ".0" : major + 1 + ".0.0";
        return ">=" + ApiVersion.CURRENT + " & <" + end;
    }

    void services() throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            Map<String, SortedSet<String>> files = serviceFiles(jar);
            assertTrue(
                    files.keySet().stream().anyMatch(service -> service.startsWith(API)),
                    () -> file + " has no service file of jimm's, so jimm finds no provider in it; write"
                            + " src/main/resources/META-INF/services/" + API
                            + "... with the class of a provider a line");
            List<String> known =
                    ProviderKind.ALL.stream().map(kind -> kind.type().getName()).toList();
            List<String> unknown = files.keySet().stream()
                    .filter(service -> service.startsWith(API) && !known.contains(service))
                    .toList();
            assertEquals(List.of(), unknown, () -> "service files of " + file + " whose names are none of " + known);
            JarEntry descriptor = jar.getJarEntry("module-info.class");
            if (descriptor != null) {
                assertEquals(
                        text(provided(jar, descriptor)),
                        text(files),
                        () -> "what module-info.java of " + file
                                + " provides (expected), and what the service files name");
            }
        }
    }

    private static Map<String, SortedSet<String>> serviceFiles(JarFile jar) throws IOException {
        SortedMap<String, SortedSet<String>> files = new TreeMap<>();
        for (JarEntry entry : jar.stream().toList()) {
            if (entry.getName().startsWith(ProviderDeclaration.SERVICES) && !entry.isDirectory()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    files.put(
                            entry.getName().substring(ProviderDeclaration.SERVICES.length()),
                            ProviderDeclaration.classes(in));
                }
            }
        }
        return files;
    }

    private static Map<String, SortedSet<String>> provided(JarFile jar, JarEntry descriptor) throws IOException {
        SortedMap<String, SortedSet<String>> provided = new TreeMap<>();
        try (InputStream in = jar.getInputStream(descriptor)) {
            for (ModuleDescriptor.Provides provides : ModuleDescriptor.read(in).provides()) {
                provided.put(provides.service(), new TreeSet<>(provides.providers()));
            }
        }
        return provided;
    }

    private static String text(Map<String, SortedSet<String>> providers) {
        return String.join(
                "\n",
                providers.entrySet().stream()
                        .map(service -> service.getKey() + ": " + String.join(", ", service.getValue()))
                        .toList());
    }

    void loads(List<Path> dependencies) throws IOException {
        List<Path> jars = new ArrayList<>(dependencies);
        jars.add(file);
        try (TestFolder folder = new TestFolder()) {
            for (Path jar : jars) {
                Files.copy(jar, folder.path().resolve(jar.getFileName()));
            }
            try (PluginFolder plugins = PluginFolder.load(folder.path())) {
                List<String> refusals = plugins.report().refused().stream()
                        .map(refused -> refused.file().getFileName() + " " + refused.reason() + "; " + refused.remedy())
                        .toList();
                assertEquals(List.of(), refusals, "why jimm does not load the jar");
                assertEquals(List.of(), plugins.report().remarks(), "what jimm remarks when it loads the jar");
                assertDoesNotThrow(
                        () -> ProviderCatalogue.of(plugins.providers()), "the names that the jar's providers offer");
            }
        }
    }
}
