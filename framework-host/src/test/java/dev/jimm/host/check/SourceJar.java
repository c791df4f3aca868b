package dev.jimm.host.check;

import dev.jimm.api.ApiVersion;
import dev.jimm.core.provider.ProviderKind;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compiles and packs a plugin against the real API; its source files stand in one line, so a place has line 1. */
final class SourceJar {
    /** A listener is the provider with the fewest methods. */
    static final String LISTENER =
            "public class %s implements dev.jimm.api.event.TrainingListenerProvider<%1$s.Options> {"
                    + " public record Options() {}"
                    + " public java.util.Set<String> names() { return java.util.Set.of(\"%2$s\"); }"
                    + " public Options defaults(String name) { return new Options(); }"
                    + " public dev.jimm.api.event.TrainingListener create(String name, Options options, java.nio.file.Path folder)"
                    + " { return null; } %3$s }";

    private final Path work;
    private final Manifest manifest = new Manifest();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new TreeMap<>();
    private final List<Path> libraries = new ArrayList<>();
    private final List<String> options = new ArrayList<>(List.of("-g", "-proc:none", "-Xlint:none"));
    private List<String> release = List.of("--release", "17");

    /** A plugin whose manifest is as it should be. */
    SourceJar(Path work, String id) {
        this.work = work;
        manifest("Manifest-Version", "1.0");
        manifest("Plugin-Id", id);
        manifest("Plugin-Version", "1.0.0");
        manifest("Plugin-Requires", ">=0.1.0 & <0.2.0");
        libraries.add(locationOf(ApiVersion.class));
    }

    static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    SourceJar manifest(String key, String value) {
        manifest.getMainAttributes().put(new Attributes.Name(key), value);
        return this;
    }

    SourceJar without(String key) {
        manifest.getMainAttributes().remove(new Attributes.Name(key));
        return this;
    }

    /** @param body the type without its package */
    SourceJar source(String className, String body) {
        sources.put(className, body);
        return this;
    }

    SourceJar entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    SourceJar entry(String name, String content) {
        return entry(name, content.getBytes(StandardCharsets.UTF_8));
    }

    SourceJar service(ProviderKind<?> kind, String className) {
        return entry("META-INF/services/" + kind.type().getName(), className + "\n");
    }

    /** A listener provider with its service file and further members. */
    SourceJar listener(String className, String name, String members) {
        String simple = className.substring(className.lastIndexOf('.') + 1);
        return service(ProviderKind.LISTENER, className).source(className, LISTENER.formatted(simple, name, members));
    }

    /** What to compile against before everything else: jars, or folders of classes. */
    SourceJar library(Path library) {
        libraries.add(0, library);
        return this;
    }

    /** Compiles against what the JDK keeps to itself. */
    SourceJar internals(String modulePackage) {
        release = List.of("--add-exports", modulePackage + "=ALL-UNNAMED");
        return this;
    }

    /** The classes without a jar, as something to compile against. */
    Path compile() {
        try {
            Path classes = Files.createTempDirectory(work, "classes");
            List<String> arguments = new ArrayList<>(options);
            arguments.addAll(release);
            arguments.addAll(List.of(
                    "-d",
                    classes.toString(),
                    "-cp",
                    libraries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
            for (Map.Entry<String, String> source : sources.entrySet()) {
                arguments.add(write(source.getKey(), source.getValue()).toString());
            }
            StringWriter messages = new StringWriter();
            PrintWriter out = new PrintWriter(messages);
            int status = ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments.toArray(String[]::new));
            if (status != 0) {
                throw new IllegalStateException("the fixture does not compile:\n" + messages);
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String className, String body) throws IOException {
        int dot = className.lastIndexOf('.');
        String header = dot < 0 ? "" : "package " + className.substring(0, dot) + "; ";
        Path file = Files.createTempDirectory(work, "source").resolve(className.substring(dot + 1) + ".java");
        return Files.writeString(file, header + body);
    }

    Path pack(Path file) {
        try {
            if (!sources.isEmpty()) {
                Path classes = compile();
                try (Stream<Path> files = Files.walk(classes)) {
                    for (Path one : files.filter(Files::isRegularFile).toList()) {
                        entries.putIfAbsent(
                                classes.relativize(one).toString().replace('\\', '/'), Files.readAllBytes(one));
                    }
                }
            }
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    jar.putNextEntry(new JarEntry(entry.getKey()));
                    jar.write(entry.getValue());
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
