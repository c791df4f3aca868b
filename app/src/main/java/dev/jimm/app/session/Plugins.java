package dev.jimm.app.session;

import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.provider.ServiceProviders;
import dev.jimm.host.PluginFolder;
import dev.jimm.host.PluginReport;
import dev.jimm.host.trust.TrustPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The plugins of folders and of the class path, and what became of each. */
public final class Plugins implements AutoCloseable {
    private final List<Provided<?>> ofClassPath;
    private final PluginFolder folders;

    private Plugins(List<Provided<?>> ofClassPath, PluginFolder folders) {
        this.ofClassPath = ofClassPath;
        this.folders = folders;
    }

    static Plugins of(List<Path> folders, TrustPolicy policy) {
        return new Plugins(List.of(), PluginFolder.load(folders, policy));
    }

    /** With the plugins beside jimm on its class or module path, as when it is started from its classes. */
    static Plugins ofClassPathAnd(List<Path> folders) {
        ClassLoader loader = Plugins.class.getClassLoader();
        return new Plugins(ServiceProviders.load(loader).provided(), PluginFolder.load(folders, TrustPolicy.open()));
    }

    /** All providers. */
    public List<Provided<?>> providers() {
        return Stream.concat(ofClassPath.stream(), folders.providers().stream()).toList();
    }

    /** The providers that are not from a folder. */
    List<Provided<?>> ofClassPath() {
        return ofClassPath;
    }

    /** What became of the folders; nothing of the plugins of a class path. */
    public PluginReport report() {
        return folders.report();
    }

    /** How many files are not in use. */
    public long refused() {
        return report().refused().stream()
                .map(PluginReport.Refused::file)
                .distinct()
                .count();
    }

    /** How many plugins are in use though nobody has said that they are to be trusted. */
    public long untrusted() {
        return report().loaded().stream().filter(loaded -> !loaded.trust().given()).count();
    }

    /** The plugin that offers a name, in short: its id, or else where it came from. */
    public String pluginOf(ProviderKind<?> kind, String name, String origin) {
        return report().loaded().stream()
                .filter(loaded -> Stream.ofNullable(loaded.names().get(kind)).anyMatch(names -> names.contains(name)))
                .map(PluginReport.Loaded::id)
                .findFirst()
                .orElse(origin);
    }

    @Override
    public void close() {
        folders.close();
    }
}
