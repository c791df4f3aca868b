package dev.jimm.app.create;

import dev.jimm.api.ApiVersion;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files of a new plugin: templates in which <code>${...}</code> stands for its names. */
final class PluginProject {
    /** The version that a new plugin has. */
    static final String VERSION = "0.1.0";

    /** Where the build of a plugin puts its jar. */
    static final Path JARS = Path.of("target", "plugin");

    private static final String SOURCES = "src/main/java/${path}/${class}";
    private static final String TESTS = "src/test/java/${path}/${class}";
    private static final String SERVICES = "src/main/resources/META-INF/services/dev.jimm.api.";
    private static final String WRAPPER = "mvnw";
    private static final String WRAPPER_SETTINGS = ".mvn/wrapper/maven-wrapper.properties";

    /** Templates by the files that they become. */
    private static final Map<String, String> FILES = files();

    private final Map<String, String> values;

    PluginProject(PluginNames names, AuthorRepository repository) {
        values = Map.ofEntries(
                Map.entry("id", names.id()),
                Map.entry("version", VERSION),
                Map.entry("name", names.providedName()),
                Map.entry("class", names.className()),
                Map.entry("package", names.packageName()),
                Map.entry("path", names.path()),
                Map.entry("requires", escaped(ApiRange.of(ApiVersion.CURRENT))),
                Map.entry("jimmVersion", repository.version()),
                Map.entry("repository", repository.folder().toString()));
    }

    private static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        for (String own : List.of("README.md", "pom.xml", "example.conf")) {
            files.put(own, own);
        }
        files.put("src/main/java/module-info.java", "module-info.java");
        for (String part : List.of("Net", "Optimizer", "Policy")) {
            files.put(SOURCES + part + ".java", part + ".java");
            files.put(TESTS + part + "Test.java", part + "Test.java");
        }
        files.put(TESTS + "PluginIT.java", "PluginIT.java");
        files.put(SERVICES + "model.ModelProvider", "Net.service");
        files.put(SERVICES + "optimizer.OptimizerProvider", "Optimizer.service");
        files.put(SERVICES + "augment.AugmentPolicyProvider", "Policy.service");
        files.put(WRAPPER, WRAPPER);
        files.put(WRAPPER_SETTINGS, WRAPPER_SETTINGS);
        files.put(".mvn/maven.config", "maven.config");
        files.put(".gitignore", "gitignore");
        return files;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /**
     * Writes the project.
     *
     * @param folder a new one, or an empty one
     * @return the files, relative to it
     * @throws JimmException CONFIGURATION when there is something in the folder; DATA when it cannot be written
     */
    List<Path> write(Path folder) {
        requireEmpty(folder);
        List<Path> written = new ArrayList<>();
        try {
            for (Map.Entry<String, String> file : FILES.entrySet()) {
                Path relative = Path.of(filled(file.getKey()));
                Path target = folder.resolve(relative);
                Files.createDirectories(target.getParent());
                Files.writeString(target, filled(template(file.getValue())));
                written.add(relative);
            }
            makeExecutable(folder.resolve(WRAPPER));
        } catch (IOException e) {
            throw new JimmException(Category.DATA, "cannot write the project into " + folder + ": " + e, e);
        }
        return written;
    }

    private static void requireEmpty(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isEmpty()) {
                return;
            }
        } catch (IOException e) {
            throw new JimmException(Category.CONFIGURATION, folder + " is no folder that can be read: " + e, e);
        }
        throw new JimmException(
                Category.CONFIGURATION, folder + " is there already and not empty; name another folder by --directory");
    }

    /** Other placeholders, Maven's and the shell's, stay. */
    private String filled(String template) {
        String text = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue());
        }
        return text;
    }

    private static String template(String name) {
        try (InputStream file = PluginProject.class.getResourceAsStream("template/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void makeExecutable(Path file) throws IOException {
        if (!file.toFile().setExecutable(true, false)) {
            throw new IOException(file + " cannot be made executable");
        }
    }
}
