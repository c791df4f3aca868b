package dev.jimm.app.session;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.jimm.app.text.DownloadBar;
import dev.jimm.app.text.Launcher;
import dev.jimm.app.text.Terminal;
import dev.jimm.app.text.Text;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.hub.Hub;
import dev.jimm.core.hub.HubSettings;
import dev.jimm.core.hub.WeightsLocator;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderModule;
import dev.jimm.host.trust.TrustFile;
import dev.jimm.host.trust.TrustPolicy;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the commands work with. Plugins are loaded, and objects wired, when a command first asks for them, so that a
 * command that needs neither does not wait for them.
 */
public final class Session implements AutoCloseable {
    /** The option that names further folders of plugins. */
    public static final String OPTION = "--plugins";

    private static final String HOME = "jimm.home";
    /** Which plugins may run, within the distribution. */
    private static final String TRUST = "conf/plugins.conf";

    private final Map<String, String> environment;
    private List<Path> further = List.of();
    private PrintWriter warnings = new PrintWriter(System.err, true);
    private Plugins plugins;
    private Injector injector;

    /** @param environment the variables of the process */
    public Session(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * To be called before anything else.
     *
     * @param pluginFolders to load plugins from besides the distribution's
     * @param warnings where to say that plugins were refused
     */
    public void configure(List<Path> pluginFolders, PrintWriter warnings) {
        this.further = pluginFolders;
        this.warnings = warnings;
    }

    /** The distribution's folder, if jimm was started from one. */
    public static Optional<Path> home() {
        return Optional.ofNullable(System.getProperty(HOME)).map(Path::of);
    }

    /**
     * The plugins of the distribution, or of the class path when jimm was started without one, and those of the folders
     * that the user named.
     *
     * @throws JimmException CONFIGURATION when a folder that the user named does not exist, or the distribution's file of
     *     whom to trust is wrong
     */
    public Plugins plugins() {
        if (plugins == null) {
            List<Path> folders = pluginFolders();
            plugins = home().isPresent() ? Plugins.of(folders, trust()) : Plugins.ofClassPathAnd(folders);
        }
        return plugins;
    }

    /**
     * The folders that plugins are loaded from: the distribution's, and those that the user named.
     *
     * @throws JimmException CONFIGURATION when a folder that the user named does not exist
     */
    public List<Path> pluginFolders() {
        List<Path> folders = new ArrayList<>();
        home().ifPresent(home -> folders.add(home.resolve("plugins")));
        further.forEach(folder -> folders.add(existing(folder)));
        return folders;
    }

    /** The policy of the distribution; without one, everything is trusted. */
    private static TrustPolicy trust() {
        return home().map(home -> home.resolve(TRUST))
                .filter(Files::exists)
                .map(TrustFile::load)
                .orElseGet(TrustPolicy::open);
    }

    private static Path existing(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new JimmException(Category.CONFIGURATION, OPTION + " " + folder + ": there is no such folder");
        }
        return folder;
    }

    /** The arguments that name the same plugins, for commands that are shown to be typed next. */
    public List<String> pluginArguments() {
        return further.stream()
                .flatMap(folder -> Stream.of(OPTION, folder.toString()))
                .toList();
    }

    /**
     * Where pretrained weights come from, as the environment says.
     *
     * @throws JimmException CONFIGURATION when a variable's value is of no use
     */
    public HubSettings hub() {
        return HubSettings.of(environment);
    }

    /** An object wired with what the plugins provide. */
    public <T> T get(Class<T> type) {
        if (injector == null) {
            warn(plugins().refused(), "refused");
            warn(plugins().untrusted(), "used without being trusted");
            ProviderCatalogue catalogue = ProviderCatalogue.of(plugins().providers());
            injector = Guice.createInjector(
                    Stage.DEVELOPMENT,
                    ProviderModule.of(catalogue),
                    binder -> binder.bind(WeightsLocator.class)
                            .toProvider(() -> new Hub(hub(), new DownloadBar(warnings, Terminal.isInteractive()))));
        }
        return injector.getInstance(type);
    }

    private void warn(long count, String what) {
        if (count > 0) {
            warnings.println("jimm: " + Text.count(count, "plugin") + (count == 1 ? " was " : " were ") + what + "; '"
                    + Launcher.command("plugins") + "' tells why");
        }
    }

    @Override
    public void close() {
        if (plugins != null) {
            plugins.close();
        }
        plugins = null;
        injector = null;
    }
}
