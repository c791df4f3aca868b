package dev.jimm.host;

import java.nio.file.Path;
import java.util.List;
import org.pf4j.PluginDependency;

/** A jar that is fit to be a plugin, apart from its dependencies. */
record PluginJar(Path file, String id, String version, List<PluginDependency> dependencies, String sha256) {
    /** The plugin as the user knows it. */
    String origin() {
        return file + " (" + id + " " + version + ")";
    }
}
