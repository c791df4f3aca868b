package dev.jimm.app.session;

import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.provider.ServiceProviders;
import dev.jimm.host.PluginFolder;
import dev.jimm.host.PluginReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The plugins of one or more folders, or those of the class path, and what became of each. */
public final class Plugins implements AutoCloseable {
    private final List<PluginFolder> folders = new ArrayList<>();
    private final List<Provided<?>> providers = new ArrayList<>();

    private Plugins() {}

    static Plugins of(List<Path> paths) {
        Plugins plugins = new Plugins();
        for (Path path : paths) {
            PluginFolder folder = PluginFolder.load(path);
            plugins.folders.add(folder);
            plugins.providers.addAll(folder.providers());
        }
        return plugins;
    }

    /** The plugins beside jimm on its class or module path, as when it is started from its classes. */
    static Plugins ofClassPath() {
        Plugins plugins = new Plugins();
        plugins.providers.addAll(
                ServiceProviders.load(Plugins.class.getClassLoader()).provided());
        return plugins;
    }

    public List<Provided<?>> providers() {
        return List.copyOf(providers);
    }

    /** One report a folder; none for the plugins of a class path. */
    public List<PluginReport> reports() {
        return folders.stream().map(PluginFolder::report).toList();
    }

    /** How many files are not in use. */
    public long refused() {
        return reports().stream()
                .flatMap(report -> report.refused().stream().map(PluginReport.Refused::file))
                .distinct()
                .count();
    }

    /** The plugin that offers a model, in short: its id, or else where it came from. */
    public String pluginOf(String model, String origin) {
        return reports().stream()
                .flatMap(report -> report.loaded().stream())
                .filter(loaded -> Stream.ofNullable(loaded.names().get(ProviderKind.MODEL))
                        .anyMatch(names -> names.contains(model)))
                .map(PluginReport.Loaded::id)
                .findFirst()
                .orElse(origin);
    }

    @Override
    public void close() {
        folders.forEach(PluginFolder::close);
    }
}
