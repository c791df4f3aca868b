package dev.jimm.host;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.pf4j.JarPluginLoader;
import org.pf4j.JarPluginManager;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRuntimeException;
import org.pf4j.VersionManager;

/**
 * PF4J cut down to what is used of it: one jar a plugin, class loaders, classes of dependencies. Plugins are sets of
 * services, never resolved or started; {@link Dependencies} knows which of them fit together.
 */
final class IsolatedPluginManager extends JarPluginManager {
    IsolatedPluginManager(List<Path> folders) {
        super(folders.toArray(Path[]::new));
    }

    /** Makes the class loader of a jar that was sound; gives false when it is no longer the one that was looked at. */
    boolean open(PluginJar plugin) {
        try {
            return loadPluginFromPath(plugin.content()).getPluginId().equals(plugin.id());
        } catch (PluginRuntimeException e) {
            return false;
        }
    }

    /** Ends the class loaders. */
    void close() {
        for (ClassLoader loader : getPluginClassLoaders().values()) {
            try {
                ((Closeable) loader).close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        getPluginClassLoaders().clear();
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
