package dev.jimm.host;

import dev.jimm.core.provider.ProviderKind;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Compiles and packs small plugins. They are compiled against service interfaces without methods, so that the fixtures
 * need only names and do not change with the interfaces.
 */
final class TestJars {
    private static final String JAVA = "17";
    /** A family is asked for more than its names when it is loaded. */
    private static final String ASKED_OF_FAMILIES = " public String family() { return \"some\"; }"
            + " public java.util.List<?> architectures() { return java.util.List.of(); }";
    /** Most tests use the same few classes; compiling takes nearly all of their time. */
    private static final Map<Map<String, String>, Map<String, byte[]>> COMPILED = new HashMap<>();

    private final Path work;
    private final Path folder;
    private final Path api;

    /** Packs jars into the folder; the work folder must be another one. */
    TestJars(Path work, Path folder) throws IOException {
        this.work = work;
        this.folder = folder;
        this.api = work.resolve("api");
        Files.createDirectories(folder);
        compileApi();
    }

    private void compileApi() throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("dev.jimm.api.Provider", "public interface Provider { java.util.Set<String> names(); }");
        StringBuilder module = new StringBuilder("module dev.jimm.api { exports dev.jimm.api;");
        for (ProviderKind<?> kind : ProviderKind.ALL) {
            Class<?> type = kind.type();
            sources.put(
                    type.getName(), "public interface " + type.getSimpleName() + " extends dev.jimm.api.Provider {}");
            module.append(" exports ").append(type.getPackageName()).append(';');
        }
        sources.put("module-info", module + " }");
        for (Map.Entry<String, byte[]> compiled : compile(sources, List.of()).entrySet()) {
            Path file = api.resolve(compiled.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, compiled.getValue());
        }
    }

    Builder jar(String fileName) {
        return new Builder(folder.resolve(fileName));
    }

    /** A jar with one entry, whatever it is, and without the manifest of a usual one. */
    Path rawJar(String fileName, String entry, byte[] content) throws IOException {
        Path file = folder.resolve(fileName);
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(file))) {
            jar.putNextEntry(new ZipEntry(entry));
            jar.write(content);
        }
        return file;
    }

    /** A jar with the manifest of a plugin that fits the API. */
    Builder plugin(String fileName, String id, String version) {
        return jar(fileName)
                .manifest("Plugin-Id", id)
                .manifest("Plugin-Version", version)
                .manifest("Plugin-Requires", ">=0.1.0 & <0.2.0");
    }

    /** The class files by their names in a jar. */
    private Map<String, byte[]> compile(Map<String, String> sources, List<String> options) throws IOException {
        Map<String, byte[]> known = COMPILED.get(sources);
        if (known != null) {
            return known;
        }
        Path classes = Files.createTempDirectory(work, "classes");
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("--release", JAVA, "-proc:none", "-d", classes.toString()));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            arguments.add(write(source.getKey(), source.getValue()).toString());
        }
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages);
        int status = ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException("the fixture does not compile:\n" + messages);
        }
        Map<String, byte[]> compiled = readAll(classes);
        COMPILED.put(Map.copyOf(sources), compiled);
        return compiled;
    }

    private Path write(String className, String body) throws IOException {
        int dot = className.lastIndexOf('.');
        String header = dot < 0 ? "" : "package " + className.substring(0, dot) + "; ";
        Path file = Files.createTempDirectory(work, "source").resolve(className.substring(dot + 1) + ".java");
        return Files.writeString(file, header + body);
    }

    private static Map<String, byte[]> readAll(Path classes) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return contents;
    }

    final class Builder {
        private final Path file;
        private final Manifest manifest = new Manifest();
        private final Map<String, String> sources = new LinkedHashMap<>();
        private final Map<String, byte[]> entries = new TreeMap<>();
        private final List<String> left = new ArrayList<>();
        private final List<Path> libraries = new ArrayList<>(List.of(api));

        private Builder(Path file) {
            this.file = file;
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        }

        Builder manifest(String key, String value) {
            manifest.getMainAttributes().putValue(key, value);
            return this;
        }

        Builder withoutManifest(String key) {
            manifest.getMainAttributes().remove(new Attributes.Name(key));
            return this;
        }

        Builder entry(String name, byte[] content) {
            entries.put(name, content);
            return this;
        }

        /** Another jar or class folder to compile against. */
        Builder library(Path library) {
            libraries.add(library);
            return this;
        }

        /** Packs what a library holds into the plugin, as plugins of one jar do. */
        Builder bundle(Path library) throws IOException {
            try (JarFile jar = new JarFile(library.toFile())) {
                for (JarEntry entry : jar.stream().toList()) {
                    if (entry.getName().endsWith(".class") && !entry.getName().equals("module-info.class")) {
                        try (InputStream in = jar.getInputStream(entry)) {
                            entries.put(entry.getName(), in.readAllBytes());
                        }
                    }
                }
            }
            return library(library);
        }

        Builder source(String className, String body) {
            sources.put(className, body);
            return this;
        }

        /** Compiles against a class that is not packed. */
        Builder without(String className) {
            left.add(className.replace('.', '/') + ".class");
            return this;
        }

        Builder service(ProviderKind<?> kind, String className) {
            return entry(
                    "META-INF/services/" + kind.type().getName(), (className + "\n").getBytes(StandardCharsets.UTF_8));
        }

        /** A provider with a service file; the expression gives the names as Strings, separated by commas. */
        Builder provider(ProviderKind<?> kind, String className, String names) {
            return service(kind, className).provider(kind, className, "", "return java.util.Set.of(" + names + ");");
        }

        Builder provider(ProviderKind<?> kind, String className, String members, String namesBody) {
            String simpleName = className.substring(className.lastIndexOf('.') + 1);
            String asked = kind == ProviderKind.MODEL ? ASKED_OF_FAMILIES : "";
            return source(
                    className,
                    "public class " + simpleName + " implements " + kind.type().getName() + " { " + members + asked
                            + " public java.util.Set<String> names() { " + namesBody + " } }");
        }

        Path pack() throws IOException {
            if (!sources.isEmpty()) {
                String path = libraries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
                entries.putAll(compile(sources, List.of(sources.containsKey("module-info") ? "-p" : "-cp", path)));
            }
            left.forEach(entries::remove);
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    jar.putNextEntry(new JarEntry(entry.getKey()));
                    jar.write(entry.getValue());
                }
            }
            return file;
        }
    }
}
