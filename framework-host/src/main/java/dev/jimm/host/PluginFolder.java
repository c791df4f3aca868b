package dev.jimm.host;

import dev.jimm.api.Provider;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelFamilies;
import dev.jimm.core.provider.Plugin;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.provider.ServiceProviders;
import dev.jimm.core.provider.ServiceProviders.Found;
import dev.jimm.host.PluginReport.Loaded;
import dev.jimm.host.PluginReport.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.pf4j.PluginRuntimeException;

/**
 * The plugins folder: each jar in it is a plugin. A jar that cannot be used is refused with a reason and does no harm
 * to the others.
 *
 * <p>Plugins are isolated from each other and from the host: a plugin sees its own classes, those of the plugins that
 * it depends on, the JDK, and of the host {@code dev.jimm.api} and SLF4J. A jar must not be overwritten while it is in
 * use: copy the new one beside it, then rename.
 */
public final class PluginFolder implements AutoCloseable {
    private final Path folder;
    private final IsolatedPluginManager manager;
    private final List<Provided<?>> providers = new ArrayList<>();
    private final List<Loaded> loaded = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    private PluginFolder(Path folder) {
        this.folder = folder;
        this.manager = new IsolatedPluginManager(folder);
    }

    /**
     * Loads all plugins of a folder. A folder that does not exist gives no plugins and a remark. Whether two plugins
     * provide the same name is checked later, when a {@link dev.jimm.core.provider.ProviderCatalogue} is made of the
     * providers.
     *
     * @throws JimmException (PLUGIN) when the folder cannot be read, or changes while it is being read
     */
    public static PluginFolder load(Path folder) {
        PluginFolder plugins = new PluginFolder(folder);
        if (!Files.exists(folder)) {
            plugins.remarks.add("there is no plugins folder " + folder);
            return plugins;
        }
        try {
            plugins.load();
            return plugins;
        } catch (IOException | PluginRuntimeException e) {
            plugins.close();
            throw new JimmException(Category.PLUGIN, "cannot load the plugins of " + folder + ": " + e, e);
        }
    }

    /** What was loaded and what was refused. */
    public PluginReport report() {
        return new PluginReport(folder, loaded, refused, remarks);
    }

    /** The providers of all loaded plugins, by the jars' file names. */
    public List<Provided<?>> providers() {
        return List.copyOf(providers);
    }

    /** Unloads the plugins. Their classes cannot be loaded any more, so whatever they made must be out of use. */
    @Override
    public void close() {
        manager.unloadPlugins();
    }

    private void load() throws IOException {
        PluginVersions versions = new PluginVersions();
        FolderScan scan = new FolderScan(folder, versions);
        Dependencies dependencies = new Dependencies(versions, scan.ids());
        SortedMap<String, PluginJar> plugins = scan.plugins();
        remarks.addAll(scan.remarks());
        refused.addAll(scan.refused());
        refused.addAll(dependencies.removeUnmet(plugins));

        manager.load(byFile(plugins.values()).stream().map(PluginJar::file).toList());
        // side by side, as the first use of classes and tables takes most of the time of a short command
        Map<PluginJar, Found> found =
                plugins.values().parallelStream().collect(Collectors.toMap(plugin -> plugin, this::construct));
        found.forEach((plugin, its) -> its.problems()
                .forEach(problem -> refused.add(new Refused(plugin.file(), problem.reason(), problem.remedy()))));
        plugins.values().removeIf(plugin -> !found.get(plugin).problems().isEmpty());
        refused.addAll(dependencies.removeUnmet(plugins));

        byFile(plugins.values()).forEach(plugin -> use(plugin, found.get(plugin).provided()));
        refused.sort(Comparator.comparing(Refused::file));
    }

    private static List<PluginJar> byFile(Collection<PluginJar> plugins) {
        return plugins.stream().sorted(Comparator.comparing(PluginJar::file)).toList();
    }

    private Found construct(PluginJar plugin) {
        ClassLoader loader = manager.getPluginClassLoader(plugin.id());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return ModelFamilies.check(ServiceProviders.loadOwn(loader, plugin.origin()));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void use(PluginJar plugin, List<Provided<?>> provided) {
        Map<ProviderKind<?>, SortedSet<String>> names = new LinkedHashMap<>();
        for (ProviderKind<?> kind : ProviderKind.ALL) {
            for (Provided<?> one : provided) {
                Provider provider = one.provider();
                if (kind.type().isInstance(provider)) {
                    names.computeIfAbsent(kind, key -> new TreeSet<>()).addAll(provider.names());
                }
            }
        }
        if (names.isEmpty()) {
            remarks.add(plugin.file() + " provides nothing by itself");
        }
        Plugin build = new Plugin(plugin.id(), plugin.version(), plugin.file(), plugin.sha256());
        provided.forEach(one -> providers.add(one.of(build)));
        loaded.add(new Loaded(plugin.id(), plugin.version(), plugin.file(), plugin.sha256(), names));
    }
}
