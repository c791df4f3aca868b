package dev.jimm.host;

import java.util.Set;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginManager;

/**
 * Shows a plugin its own classes first, then those of the plugins that it depends on, then the JDK. Of the host it sees
 * the plugin API and SLF4J and nothing else, so it can bring any version of any library. This protects against
 * accidents; it is no sandbox.
 */
final class IsolatedClassLoader extends PluginClassLoader {
    private static final ClassLoader HOST = IsolatedClassLoader.class.getClassLoader();
    /** Those of slf4j-api; other libraries with names below org.slf4j are the plugin's own. */
    private static final Set<String> LOGGER =
            Set.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi");

    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    IsolatedClassLoader(PluginManager manager, PluginDescriptor descriptor) {
        super(manager, descriptor, PLATFORM);
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
        if (isShared(name)) {
            return HOST.loadClass(name);
        }
        Class<?> found = super.loadClass(name);
        if (!isVisible(found.getClassLoader())) {
            throw new ClassNotFoundException(name);
        }
        return found;
    }

    private static boolean isShared(String name) {
        return name.startsWith("dev.jimm.api.")
                || name.startsWith("org.slf4j.") && LOGGER.contains(name.substring(0, name.lastIndexOf('.')));
    }

    /** When the host runs from the module path, the platform class loader finds the host's modules, too. */
    private static boolean isVisible(ClassLoader loader) {
        return loader == null || loader == PLATFORM || loader instanceof IsolatedClassLoader;
    }

    /** PF4J itself is a part of the host like any other. */
    @Override
    protected boolean shouldDelegateToParent(String name) {
        return false;
    }
}
