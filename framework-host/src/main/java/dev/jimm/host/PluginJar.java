package dev.jimm.host;

import java.nio.file.Path;
import java.util.List;
import org.pf4j.PluginDependency;

/**
 * A jar that is fit to be a plugin, apart from its dependencies.
 *
 * @param file as the user knows it
 * @param content the file to load from: the same, or a copy that nobody else changes
 * @param state of the content when its digest was taken
 */
record PluginJar(
        Path file,
        Path content,
        String id,
        String version,
        List<PluginDependency> dependencies,
        String sha256,
        FileState state) {
    /** The plugin as the user knows it. */
    String origin() {
        return file + " (" + id + " " + version + ")";
    }
}
