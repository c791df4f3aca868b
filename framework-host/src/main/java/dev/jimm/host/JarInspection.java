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
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import org.pf4j.PluginDependency;

/** Looks at one jar, without loading a class of it, and tells everything that is wrong with it. */
final class JarInspection {
    private final Path file;
    private final PluginVersions versions;
    private final List<Refused> problems = new ArrayList<>();
    private String id = "";
    private String version = "";
    private List<PluginDependency> dependencies = List.of();
    private String sha256 = "";

    JarInspection(Path file, PluginVersions versions) {
        this.file = file;
        this.versions = versions;
        inspect();
    }

    List<Refused> problems() {
        return problems;
    }

    /** The declared id, also of a refused jar; empty when it has none. */
    String id() {
        return id;
    }

    /** What was read; of use only when there are no problems. */
    PluginJar plugin() {
        return new PluginJar(file, id, version, dependencies, sha256);
    }

    private void inspect() {
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
            sha256 = sha256();
            try (JarFile jar = new JarFile(file.toFile())) {
                checkManifest(jar);
                new JarContents(jar, this::problem).check();
            }
        } catch (ZipException e) {
            problem(notAJar(), "copy or download it again");
        } catch (IOException e) {
            problem("cannot be read: " + e, "check the file and its permissions");
        }
    }

    private String sha256() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private String notAJar() {
        try (InputStream in = Files.newInputStream(file)) {
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
        Manifest manifest = jar.getManifest();
        if (manifest == null) {
            problem("has no META-INF/MANIFEST.MF", "it is not a plugin of jimm: move it out of the folder");
            return;
        }
        Attributes attributes = manifest.getMainAttributes();
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

    /** The value of a manifest entry, or empty after a problem. */
    private String required(Attributes attributes, String key, String form, Predicate<String> valid) {
        String value = attributes.getValue(key);
        if (value == null || value.isBlank()) {
            problem("has no " + key + " in its manifest", "the author must add " + form);
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

    private void problem(String reason, String remedy) {
        problems.add(new Refused(file, reason, remedy));
    }
}
