package dev.jimm.testkit;

import static dev.jimm.testkit.KitFailures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.augment.AugmentPolicyProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit finds every fault of a jar, and says what is wrong. */
class PluginJarKitTest {
    private static final String SERVICE_FILE = "META-INF/services/" + AugmentPolicyProvider.class.getName();
    private static final List<Class<?>> CLASSES =
            List.of(TinyPolicy.class, TinyPolicy.Options.class, TinyPolicy.Fault.class);

    @TempDir
    private Path folder;

    private final Map<String, String> manifest = new LinkedHashMap<>(Map.of(
            "Plugin-Id", "tiny",
            "Plugin-Version", "1.0.0",
            "Plugin-Requires", ">=0.1.0 & <0.2.0",
            "Plugin-Description", "a tiny plugin"));
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    @BeforeEach
    void soundJar() throws IOException {
        for (Class<?> type : CLASSES) {
            String path = type.getName().replace('.', '/') + ".class";
            try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
                files.put(path, in.readAllBytes());
            }
        }
        // the switch on the fault has a class of its own
        String helper = TinyPolicy.class.getName().replace('.', '/') + "$1.class";
        try (InputStream in = TinyPolicy.class.getClassLoader().getResourceAsStream(helper)) {
            if (in != null) {
                files.put(helper, in.readAllBytes());
            }
        }
        service(SERVICE_FILE, TinyPolicy.class.getName());
    }

    private void service(String file, String text) {
        files.put(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private final class Kit extends PluginJarKit {
        @Override
        protected Class<?> pluginClass() {
            return TinyPolicy.class;
        }

        @Override
        protected Path jar() {
            try {
                Path file = folder.resolve("tiny-1.0.0.jar");
                write(file);
                return file;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void write(Path file) throws IOException {
        Manifest written = new Manifest();
        written.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.forEach(written.getMainAttributes()::putValue);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, written)) {
            for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        }
    }

    @Test
    void soundJarPasses() throws Exception {
        Kit kit = new Kit();
        kit.theManifestIsComplete();
        kit.theRangeOfVersionsHasAnEnd();
        kit.serviceFilesEqualTheModuleDescriptor();
        kit.jimmLoadsTheJar();
    }

    @Test
    void manifestEntries() {
        manifest.remove("Plugin-Requires");
        manifest.put("Plugin-Description", " ");
        assertFails("<[]> but was: <[Plugin-Requires, Plugin-Description]>", () -> new Kit().theManifestIsComplete());
        manifest.put("Plugin-Requires", ">=0.1.0 & <0.2.0");
        manifest.put("Plugin-Description", "${project.description}");
        assertFails(
                "that the build did not fill in ==> expected: <[]> but was: <[Plugin-Description]>",
                () -> new Kit().theManifestIsComplete());
    }

    @Test
    void rangeWithoutAnEnd() throws Exception {
        for (String range : List.of(">=0.1.0", "> 0.0.9", ">=0.1.0 & !=0.1.5", "*")) {
            manifest.put("Plugin-Requires", range);
            assertFails(
                    "write a range with an end, such as >=0.1.0 & <0.2.0",
                    () -> new Kit().theRangeOfVersionsHasAnEnd());
        }
        for (String range : List.of("~0.1.0", "^0.1.0", "=0.1.0", "0.1.0", "0.1.x", ">0.0.1 & <=0.2.0")) {
            manifest.put("Plugin-Requires", range);
            new Kit().theRangeOfVersionsHasAnEnd();
        }
    }

    @Test
    void serviceFiles() {
        service("META-INF/services/dev.jimm.api.augment.PolicyProvider", "x.Y");
        assertFails(
                "<[]> but was: <[dev.jimm.api.augment.PolicyProvider]>",
                () -> new Kit().serviceFilesEqualTheModuleDescriptor());
        files.keySet().removeIf(file -> file.startsWith("META-INF"));
        assertFails(
                "has no service file of jimm's, so jimm finds no provider in it",
                () -> new Kit().serviceFilesEqualTheModuleDescriptor());
    }

    @Test
    void moduleDescriptor() throws Exception {
        files.put("module-info.class", compiledDescriptor());
        assertFails(
                "AugmentPolicyProvider: tiny.Other> but was: <dev.jimm.api.augment.AugmentPolicyProvider:"
                        + " dev.jimm.testkit.TinyPolicy>",
                () -> new Kit().serviceFilesEqualTheModuleDescriptor());
        service(SERVICE_FILE, "# ours\ntiny.Other # the only one\n");
        new Kit().serviceFilesEqualTheModuleDescriptor();
    }

    /** The descriptor of a module that provides a policy. */
    private byte[] compiledDescriptor() throws IOException {
        source("dev.jimm.api/module-info.java", "module dev.jimm.api { exports dev.jimm.api.augment; }");
        source(
                "dev.jimm.api/dev/jimm/api/augment/AugmentPolicyProvider.java",
                "package dev.jimm.api.augment; public interface AugmentPolicyProvider {}");
        source("tiny/module-info.java", """
                module tiny {
                    requires dev.jimm.api;
                    provides dev.jimm.api.augment.AugmentPolicyProvider with tiny.Other;
                }
                """);
        source(
                "tiny/tiny/Other.java",
                "package tiny; public class Other implements dev.jimm.api.augment.AugmentPolicyProvider {}");
        Path sources = folder.resolve("sources");
        String[] arguments = {"-proc:none", "--module-source-path", "" + sources, "-d", "" + folder, "--module", "tiny"
        };
        assertEquals(0, ToolProvider.findFirst("javac").orElseThrow().run(System.err, System.err, arguments));
        return Files.readAllBytes(folder.resolve("tiny/module-info.class"));
    }

    private void source(String path, String text) throws IOException {
        Path file = folder.resolve("sources").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void jarThatJimmRefuses() {
        service(SERVICE_FILE, "tiny.Missing");
        assertFails("why jimm does not load the jar", () -> new Kit().jimmLoadsTheJar());
        manifest.put("Plugin-Requires", ">=7.0.0 & <8.0.0");
        assertFails("tiny-1.0.0.jar needs the plugin API >=7.0.0 & <8.0.0", () -> new Kit().jimmLoadsTheJar());
    }

    @Test
    void dependencyThatIsNotThere() {
        manifest.put("Plugin-Dependencies", "other@>=1.0.0");
        assertFails("why jimm does not load the jar", () -> new Kit().jimmLoadsTheJar());
    }

    @Test
    void classesThatAreInNoJar() {
        PluginJarKit kit = new PluginJarKit() {
            @Override
            protected Class<?> pluginClass() {
                return PluginJarKitTest.class;
            }
        };
        assertFails("which is no jar. Let the name of this test end in IT", kit::jimmLoadsTheJar);
    }
}
