package dev.jimm.host;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelFamilies;
import dev.jimm.core.provider.Plugin;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ServiceProviders;
import dev.jimm.core.provider.ServiceProviders.Found;
import dev.jimm.host.PluginReport.Loaded;
import dev.jimm.host.PluginReport.Refused;
import dev.jimm.host.trust.Trust;
import dev.jimm.host.trust.TrustMode;
import dev.jimm.host.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The plugins folder, or several: each jar in it is a plugin. A jar that cannot be used is refused with a reason and does
 * no harm to the others.
 *
 * <p>Plugins are isolated from each other and from the host: a plugin sees its own classes, those of the plugins that
 * it depends on, the JDK, and of the host {@code dev.jimm.api} and SLF4J. A jar must not be overwritten while it is in
 * use: copy the new one beside it, then rename. In the mode {@link TrustMode#STRICT} what is used are copies in a private
 * temporary folder, so that what was checked is what runs; they go when this is closed.
 */
public final class PluginFolder implements AutoCloseable {
    private final List<Path> folders;
    private final TrustPolicy policy;
    private final PluginVersions versions = new PluginVersions();
    private final PrivateCopies copies = new PrivateCopies();
    private final IsolatedPluginManager manager;
    private final List<Provided<?>> providers = new ArrayList<>();
    private final List<Loaded> loaded = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    PluginFolder(List<Path> folders, TrustPolicy policy) {
        this.folders = folders.stream().distinct().toList();
        this.policy = policy;
        this.manager = new IsolatedPluginManager(this.folders);
    }

    /** Loads all plugins of a folder, whoever made them. */
    public static PluginFolder load(Path folder) {
        return load(folder, TrustPolicy.open());
    }

    /** Loads the plugins of a folder that a policy lets through. */
    public static PluginFolder load(Path folder, TrustPolicy policy) {
        return load(List.of(folder), policy);
    }

    /**
     * Loads the plugins of folders. They form one set: a plugin may depend on one of another folder, and an id or a name
     * that two different plugins have is refused wherever they lie. A folder that does not exist gives no plugins and a
     * remark.
     *
     * @throws JimmException (PLUGIN) when a folder cannot be read
     */
    public static PluginFolder load(List<Path> folders, TrustPolicy policy) {
        PluginFolder plugins = new PluginFolder(folders, policy);
        try {
            plugins.use(plugins.scan());
            return plugins;
        } catch (Throwable e) {
            plugins.close();
            throw e;
        }
    }

    /** What was loaded and what was refused. */
    public PluginReport report() {
        return new PluginReport(folders, policy.mode(), loaded, refused, remarks);
    }

    /** The providers of all loaded plugins, by the jars' file names. */
    public List<Provided<?>> providers() {
        return List.copyOf(providers);
    }

    /** Unloads the plugins. Their classes cannot be loaded any more, so whatever they made must be out of use. */
    @Override
    public void close() {
        manager.close();
        copies.close();
    }

    /** Looks at the folders; no code of a plugin runs. */
    FolderScan scan() {
        try {
            return new FolderScan(
                    folders, versions, policy, policy.mode() == TrustMode.STRICT ? copies::copy : file -> file);
        } catch (IOException e) {
            throw new JimmException(Category.PLUGIN, "cannot load the plugins of " + named() + ": " + e, e);
        }
    }

    /** Loads what was found to be sound. */
    void use(FolderScan scan) {
        Dependencies dependencies = new Dependencies(versions, scan.ids());
        SortedMap<String, PluginJar> plugins = scan.plugins();
        remarks.addAll(scan.remarks());
        refuse(scan.refused(), plugins, dependencies);
        refuse(open(plugins.values()), plugins, dependencies);

        Map<PluginJar, Offer> offers = new ConcurrentHashMap<>();
        // side by side, as the first use of classes and tables takes most of the time of a short command
        List<Refused> failed = plugins.values().parallelStream()
                .flatMap(plugin -> construct(plugin, offers).stream())
                .toList();
        refuse(failed, plugins, dependencies);
        refuse(changed(plugins.values()), plugins, dependencies);
        refuse(NameClaims.clashes(plugins.values().stream().map(offers::get).toList()), plugins, dependencies);

        byFile(plugins.values()).forEach(plugin -> use(offers.get(plugin), scan.trust(plugin)));
        refused.sort(Comparator.comparing(Refused::file));
    }

    /** Drops the plugins of refused files and those that need them. */
    private void refuse(List<Refused> problems, SortedMap<String, PluginJar> plugins, Dependencies dependencies) {
        List<Path> files = problems.stream().map(Refused::file).toList();
        plugins.values().removeIf(plugin -> files.contains(plugin.file()));
        refused.addAll(problems);
        refused.addAll(dependencies.removeUnmet(plugins));
    }

    private List<Refused> open(Collection<PluginJar> plugins) {
        return byFile(plugins).stream()
                .filter(plugin -> !manager.open(plugin))
                .map(PluginFolder::changed)
                .toList();
    }

    private static List<Refused> changed(Collection<PluginJar> plugins) {
        return plugins.stream()
                .filter(plugin -> !plugin.state().isStillThatOf(plugin.content()))
                .map(PluginFolder::changed)
                .toList();
    }

    private static Refused changed(PluginJar plugin) {
        return new Refused(
                plugin.file(),
                "was replaced or removed while it was being loaded",
                "run again; to replace a jar, copy the new one beside it, then rename");
    }

    private static List<PluginJar> byFile(Collection<PluginJar> plugins) {
        return plugins.stream().sorted(Comparator.comparing(PluginJar::file)).toList();
    }

    private List<Refused> construct(PluginJar plugin, Map<PluginJar, Offer> offers) {
        ClassLoader loader = manager.getPluginClassLoader(plugin.id());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Found found = ModelFamilies.check(ServiceProviders.loadOwn(loader, plugin.origin()));
            offers.put(plugin, Offer.of(plugin, found.provided()));
            return found.problems().stream()
                    .map(problem -> new Refused(plugin.file(), problem.reason(), problem.remedy()))
                    .toList();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void use(Offer offer, Trust trust) {
        PluginJar plugin = offer.plugin();
        if (offer.names().isEmpty()) {
            remarks.add(plugin.file() + " provides nothing by itself");
        }
        Plugin build = new Plugin(plugin.id(), plugin.version(), plugin.file(), plugin.sha256());
        offer.provided().forEach(one -> providers.add(one.of(build)));
        loaded.add(new Loaded(plugin.id(), plugin.version(), plugin.file(), plugin.sha256(), trust, offer.names()));
    }

    private String named() {
        return String.join(", ", folders.stream().map(Path::toString).toList());
    }
}
