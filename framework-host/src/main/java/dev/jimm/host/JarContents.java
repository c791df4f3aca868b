package dev.jimm.host;

import dev.jimm.core.provider.ProviderKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/** Checks what a plugin's jar contains, apart from the manifest. */
final class JarContents {
    private static final String API_FOLDER = "dev/jimm/api/";
    /** What lies behind that is not looked at; a few kilobytes can unpack to any size. */
    private static final int LARGEST_SERVICES = 1 << 20;

    private static final int CLASS_FILE = 0xCAFEBABE;
    /** Class files of Java 1 have major version 45; each release since adds one. */
    private static final int MAJOR_VERSION_BEFORE_JAVA_1 = 44;
    /** Ten years of releases: nobody writes for a Java that is further away. */
    private static final int JAVAS_AHEAD = 20;

    private final JarFile jar;
    /** Takes a reason and a remedy. */
    private final BiConsumer<String, String> problems;

    JarContents(JarFile jar, BiConsumer<String, String> problems) {
        this.jar = jar;
        this.problems = problems;
    }

    void check() throws IOException {
        new EntryNames(jar, problems).check();
        List<JarEntry> classes = jar.stream()
                .filter(entry ->
                        entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/"))
                .toList();
        checkNoApi(classes);
        if (isForThisJava(classes)) {
            checkServices();
        }
    }

    /** What is worth knowing of a jar without problems. */
    List<String> remarks() {
        return new EntryNames(jar, problems)
                .nestedJar().stream()
                        .map(name -> "holds " + name + "; classes in it are not found: the author must unpack libraries"
                                + " into the plugin's jar")
                        .toList();
    }

    private void checkNoApi(List<JarEntry> classes) {
        classes.stream()
                .map(JarEntry::getName)
                .filter(name -> name.startsWith(API_FOLDER))
                .findFirst()
                .ifPresent(name -> problems.accept(
                        "contains jimm's own API, such as " + name,
                        "the author must build it with framework-api as a provided dependency"));
    }

    private boolean isForThisJava(List<JarEntry> classes) throws IOException {
        int current = Runtime.version().feature();
        for (JarEntry entry : classes) {
            int needed = javaOf(entry);
            if (needed > current + JAVAS_AHEAD) {
                problems.accept("holds a damaged class, " + entry.getName(), "copy or download it again");
                return false;
            }
            if (needed > current) {
                problems.accept("needs Java " + needed + ", this is Java " + current, "run jimm with Java " + needed);
                return false;
            }
        }
        return true;
    }

    /** The Java release that a class needs, or 0 when the entry is no class; that shows when it is loaded. */
    private int javaOf(JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            ByteBuffer start = ByteBuffer.wrap(in.readNBytes(8)); // magic number, minor version, major version
            boolean isClass = start.limit() == 8 && start.getInt(0) == CLASS_FILE;
            return isClass ? Short.toUnsignedInt(start.getShort(6)) - MAJOR_VERSION_BEFORE_JAVA_1 : 0;
        }
    }

    /**
     * Plugins are found by their service files; javac does not write those from module-info, so they are easily
     * forgotten.
     */
    private void checkServices() throws IOException {
        Map<String, List<String>> provides = moduleProvides();
        for (ProviderKind<?> kind : ProviderKind.ALL) {
            String service = kind.type().getName();
            Set<String> listed = serviceFile(service);
            for (String provider : provides.getOrDefault(service, List.of())) {
                if (!listed.contains(provider)) {
                    problems.accept(
                            "provides " + provider + " by its module-info but not in META-INF/services/" + service,
                            "the author must add the service file to the jar");
                }
            }
        }
    }

    private Map<String, List<String>> moduleProvides() throws IOException {
        JarEntry entry = jar.getJarEntry("module-info.class");
        if (entry == null) {
            return Map.of();
        }
        try (InputStream in = jar.getInputStream(entry)) {
            InputStream start = new ByteArrayInputStream(in.readNBytes(LARGEST_SERVICES));
            return ModuleDescriptor.read(start).provides().stream()
                    .collect(
                            Collectors.toMap(ModuleDescriptor.Provides::service, ModuleDescriptor.Provides::providers));
        } catch (InvalidModuleDescriptorException e) {
            problems.accept(
                    "has a broken module-info: " + e.getMessage(), "ask the plugin's author for a correct build");
            return Map.of();
        }
    }

    private Set<String> serviceFile(String service) throws IOException {
        JarEntry entry = jar.getJarEntry("META-INF/services/" + service);
        if (entry == null) {
            return Set.of();
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return new String(in.readNBytes(LARGEST_SERVICES), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").trim())
                    .collect(Collectors.toSet());
        }
    }
}
