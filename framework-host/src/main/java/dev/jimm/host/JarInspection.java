package dev.jimm.host;

import dev.jimm.api.ApiVersion;
import dev.jimm.host.PluginReport.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.pf4j.PluginDependency;

/** Looks at one jar, without loading a class of it, and tells everything that is wrong with it. */
final class JarInspection {
    /** What is longer is no name, and no range that anybody wrote. */
    private static final int LONGEST_VALUE = 1000;

    private static final String NO_PLUGIN = "it is no plugin: move it out of the folder";
    private static final String ASK_AUTHOR = "ask the plugin's author for a working build";

    private final Path file;
    private final PluginVersions versions;
    private final List<Refused> problems = new ArrayList<>();
    private List<String> remarks = List.of();
    private String id = "";
    private String version = "";
    private List<PluginDependency> dependencies = List.of();
    private String sha256 = "";
    private Path content;
    private FileState state;
    private boolean withinLimits;

    /** Where a file is read from. */
    interface Source {
        Path contentOf(Path file) throws IOException;
    }

    JarInspection(Path file, PluginVersions versions) {
        this(file, versions, same -> same);
    }

    JarInspection(Path file, PluginVersions versions, Source source) {
        this.file = file;
        this.content = file;
        this.versions = versions;
        inspect(source);
    }

    Path file() {
        return file;
    }

    List<Refused> problems() {
        return problems;
    }

    /** What is worth knowing besides. */
    List<String> remarks() {
        return remarks;
    }

    /** The declared id, also of a refused jar; empty when it has none. */
    String id() {
        return id;
    }

    /** Whether it is a jar, of a size that can be looked into. */
    boolean isWithinLimits() {
        return withinLimits;
    }

    /** What was read; of use only when there are no problems. */
    PluginJar plugin() {
        return new PluginJar(file, content, id, version, dependencies, sha256, state);
    }

    private void inspect(Source source) {
        if (!Files.exists(file)) {
            problem("is a link to a file that does not exist", "correct or remove the link");
            return;
        }
        if (!Files.isRegularFile(file)) {
            // to open a pipe would wait for its writer
            problem("is not a regular file", "put the jar itself into the folder");
            return;
        }
        try {
            if (Files.size(file) > JarLimits.LARGEST_JAR) {
                problem("has more than 4 GB", NO_PLUGIN);
                return;
            }
            content = source.contentOf(file);
            state = FileState.of(content);
            if (ZipDirectory.length(content) > JarLimits.LARGEST_DIRECTORY) {
                problem("has a table of contents of more than 64 MB", NO_PLUGIN);
                return;
            }
            sha256 = sha256();
            try (JarFile jar = new JarFile(content.toFile(), false)) {
                lookInto(jar);
            }
        } catch (ZipException e) {
            broken(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            problem("cannot be read: " + e, "check the file and its permissions");
        } catch (RuntimeException e) {
            // such as names that are no text: the JDK's reader does not expect every jar that there can be
            problem("cannot be read: " + e, ASK_AUTHOR);
        }
    }

    private void lookInto(JarFile jar) throws IOException {
        Optional<String> exceeded = new JarLimits(jar).exceeded();
        if (exceeded.isPresent()) {
            problem("has " + exceeded.get(), NO_PLUGIN);
            return;
        }
        withinLimits = true;
        checkManifest(jar);
        JarContents contents = new JarContents(jar, this::problem);
        contents.check();
        remarks = contents.remarks();
    }

    private String sha256() throws IOException {
        try (InputStream in = Files.newInputStream(content)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void broken(String message) {
        if (message.contains("encrypted")) {
            problem("is encrypted", "ask the plugin's author for a jar that is not");
        } else if (message.contains("compression method")) {
            problem("is packed in a way that Java cannot read (" + message + ")", ASK_AUTHOR);
        } else {
            problem(notAJar(), "copy or download it again");
        }
    }

    private String notAJar() {
        try (InputStream in = Files.newInputStream(content)) {
            byte[] start = in.readNBytes(2);
            if (start.length == 0) {
                return "is an empty file";
            }
            return Arrays.equals(start, new byte[] {'P', 'K'}) ? "is a damaged or cut off jar" : "is not a jar";
        } catch (IOException e) {
            return "cannot be read: " + e;
        }
    }

    private void checkManifest(JarFile jar) throws IOException {
        Attributes attributes = attributes(jar);
        if (attributes == null) {
            return;
        }
        if (attributes.getValue(Attributes.Name.CLASS_PATH) != null) {
            problem(
                    "has a Class-Path in its manifest, which would load classes from outside the jar",
                    "the author must pack the libraries into the jar");
        }
        id = required(attributes, "Plugin-Id", "a name such as models-cnn", text -> text.matches("[A-Za-z0-9._-]+"));
        version = required(attributes, "Plugin-Version", "three numbers such as 1.0.0", versions::isVersion);
        String form = "a range of API versions such as >=0.1.0 & <0.2.0";
        String range = required(attributes, "Plugin-Requires", form, versions::isRange);
        String api = ApiVersion.CURRENT;
        if (!range.isEmpty() && !versions.checkVersionConstraint(api, range)) {
            problem(
                    "needs the plugin API " + range + ", this is " + api,
                    "install the plugin's version for API " + api);
        }
        dependencies = dependencies(attributes.getValue("Plugin-Dependencies"));
    }

    /** The entries of the manifest, or {@code null} after a problem. */
    private Attributes attributes(JarFile jar) throws IOException {
        ZipEntry entry = jar.getEntry(JarFile.MANIFEST_NAME);
        if (entry == null) {
            problem("has no META-INF/MANIFEST.MF", "it is not a plugin of jimm: move it out of the folder");
            return null;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return new Manifest(in).getMainAttributes();
        } catch (ZipException e) {
            throw e;
        } catch (IOException e) {
            problem("has a broken manifest: " + e.getMessage(), ASK_AUTHOR);
            return null;
        }
    }

    /** The value of a manifest entry, or empty after a problem. */
    private String required(Attributes attributes, String key, String form, Predicate<String> valid) {
        String value = attributes.getValue(key);
        if (value == null || value.isBlank()) {
            problem("has no " + key + " in its manifest", "the author must add " + form);
            return "";
        }
        if (value.length() > LONGEST_VALUE) {
            problem(tooLong(key), "the author must write " + form);
            return "";
        }
        if (!valid.test(value.trim())) {
            problem("has " + key + " '" + value.trim() + "' in its manifest", "the author must write " + form);
            return "";
        }
        return value.trim();
    }

    private List<PluginDependency> dependencies(String list) {
        if (list == null) {
            return List.of();
        }
        if (list.length() > LONGEST_VALUE) {
            problem(tooLong("Plugin-Dependencies"), "the author must name only the plugins that it needs");
            return List.of();
        }
        List<PluginDependency> parsed = Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(text -> !text.isEmpty())
                .map(PluginDependency::new)
                .toList();
        for (PluginDependency one : parsed) {
            if (one.getPluginId().isBlank()) {
                problem(
                        "has a dependency without an id in its Plugin-Dependencies '" + list.trim() + "'",
                        "the author must write ids, with ranges if need be, such as models-cnn@>=0.1.0 & <0.2.0");
            }
            String range = one.getPluginVersionSupport();
            if (!versions.isRange(range)) {
                problem(
                        "has range '" + range + "' for " + one.getPluginId() + " in its Plugin-Dependencies",
                        "the author must write a range of versions such as models-cnn@>=0.1.0 & <0.2.0");
            }
        }
        return parsed;
    }

    private static String tooLong(String key) {
        return "has a " + key + " of more than " + LONGEST_VALUE + " characters in its manifest";
    }

    private void problem(String reason, String remedy) {
        problems.add(new Refused(file, reason, remedy));
    }
}
