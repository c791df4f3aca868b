package dev.jimm.app.session;

import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.provider.ServiceProviders;
import dev.jimm.host.PluginFolder;
import dev.jimm.host.PluginReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The plugins of folders and of the class path, and what became of each. */
public final class Plugins implements AutoCloseable {
    private final List<PluginFolder> folders = new ArrayList<>();
    private final List<Provided<?>> ofClassPath;

    private Plugins(List<Provided<?>> ofClassPath) {
        this.ofClassPath = ofClassPath;
    }

    static Plugins of(List<Path> folders) {
        return new Plugins(List.of()).load(folders);
    }

    /** With the plugins beside jimm on its class or module path, as when it is started from its classes. */
    static Plugins ofClassPathAnd(List<Path> folders) {
        ClassLoader loader = Plugins.class.getClassLoader();
        return new Plugins(ServiceProviders.load(loader).provided()).load(folders);
    }

    private Plugins load(List<Path> paths) {
        try {
            paths.forEach(path -> folders.add(PluginFolder.load(path)));
        } catch (JimmException e) {
            close();
            throw e;
        }
        return this;
    }

    /** All providers. */
    public List<Provided<?>> providers() {
        return Stream.concat(ofClassPath.stream(), folders.stream().flatMap(folder -> folder.providers().stream()))
                .toList();
    }

    /** The providers that are not from a folder. */
    List<Provided<?>> ofClassPath() {
        return ofClassPath;
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

    /** The plugin that offers a name, in short: its id, or else where it came from. */
    public String pluginOf(ProviderKind<?> kind, String name, String origin) {
        return reports().stream()
                .flatMap(report -> report.loaded().stream())
                .filter(loaded -> Stream.ofNullable(loaded.names().get(kind)).anyMatch(names -> names.contains(name)))
                .map(PluginReport.Loaded::id)
                .findFirst()
                .orElse(origin);
    }

    @Override
    public void close() {
        folders.forEach(PluginFolder::close);
    }
}
