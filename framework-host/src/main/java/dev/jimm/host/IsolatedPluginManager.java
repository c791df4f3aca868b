package dev.jimm.host;

import java.nio.file.Path;
import java.util.List;
import org.pf4j.JarPluginLoader;
import org.pf4j.JarPluginManager;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginLoader;
import org.pf4j.VersionManager;

/**
 * PF4J cut down to what is used of it: one jar a plugin, class loaders, dependencies. Plugins are sets of services,
 * never started.
 */
final class IsolatedPluginManager extends JarPluginManager {
    IsolatedPluginManager(Path folder) {
        super(folder);
    }

    /** Loads jars that are known to be sound and complete. */
    void load(List<Path> jars) {
        jars.forEach(this::loadPluginFromPath);
        resolvePlugins();
    }

    @Override
    protected PluginDescriptorFinder createPluginDescriptorFinder() {
        return new ManifestPluginDescriptorFinder();
    }

    @Override
    protected PluginLoader createPluginLoader() {
        return new JarPluginLoader(this) {
            @Override
            protected PluginClassLoader createPluginClassLoader(Path jar, PluginDescriptor descriptor) {
                return new IsolatedClassLoader(IsolatedPluginManager.this, descriptor);
            }
        };
    }

    @Override
    protected VersionManager createVersionManager() {
        return new PluginVersions();
    }
}
