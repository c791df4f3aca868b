package dev.jimm.app;

import dev.jimm.api.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Packs test classes into a plugin's jar. */
public final class TestPlugin {
    private TestPlugin() {}

    /**
     * A plugin with one provider.
     *
     * @param classes the provider's class first, then the others that it needs
     */
    public static void write(Path jar, String id, Class<? extends Provider> kind, Class<?>... classes) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Plugin-Id", id);
        manifest.getMainAttributes().putValue("Plugin-Version", "1.2.3");
        manifest.getMainAttributes().putValue("Plugin-Requires", ">=0.1.0 & <0.2.0");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            add(out, "META-INF/services/" + kind.getName(), classes[0].getName().getBytes(StandardCharsets.UTF_8));
            for (Class<?> type : classes) {
                String name = type.getName().replace('.', '/') + ".class";
                try (InputStream bytes = type.getResourceAsStream("/" + name)) {
                    add(out, name, bytes.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content);
        out.closeEntry();
    }
}
