package dev.jimm.app.session;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import dev.jimm.app.text.Text;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.provider.ProviderModule;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the commands work with. Plugins are loaded, and objects wired, when a command first asks for them, so that a
 * command that needs neither does not wait for them.
 */
public final class Session implements AutoCloseable {
    private static final String HOME = "jimm.home";
    private static final String FURTHER = "JIMM_PLUGINS";

    private Path chosen;
    private PrintWriter warnings = new PrintWriter(System.err, true);
    private Plugins plugins;
    private Injector injector;

    /**
     * To be called before anything else.
     *
     * @param pluginFolder instead of the distribution's, or {@code null}
     * @param warnings where to say that plugins were refused
     */
    public void configure(Path pluginFolder, PrintWriter warnings) {
        this.chosen = pluginFolder;
        this.warnings = warnings;
    }

    /** The distribution's folder, if jimm was started from one. */
    public static Optional<Path> home() {
        return Optional.ofNullable(System.getProperty(HOME)).map(Path::of);
    }

    /**
     * The plugins of the chosen folder or else the distribution's, and of the folder that the environment names.
     *
     * @throws JimmException CONFIGURATION when a folder that the user named does not exist
     */
    public Plugins plugins() {
        if (plugins == null) {
            List<Path> folders = new ArrayList<>();
            if (chosen != null) {
                folders.add(existing("--plugins", chosen));
            } else {
                home().ifPresent(home -> folders.add(home.resolve("plugins")));
            }
            String further = System.getenv(FURTHER);
            if (further != null && !further.isBlank()) {
                folders.add(existing(FURTHER, Path.of(further)));
            }
            plugins = folders.isEmpty() ? Plugins.ofClassPath() : Plugins.of(folders);
        }
        return plugins;
    }

    private static Path existing(String source, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new JimmException(Category.CONFIGURATION, source + " " + folder + ": there is no such folder");
        }
        return folder;
    }

    /** An object wired with what the plugins provide. */
    public <T> T get(Class<T> type) {
        if (injector == null) {
            long refused = plugins().refused();
            if (refused > 0) {
                warnings.println("jimm: " + Text.count(refused, "plugin") + (refused == 1 ? " was" : " were")
                        + " refused; 'jimm plugins' tells why");
            }
            ProviderCatalogue catalogue = ProviderCatalogue.of(plugins().providers());
            injector = Guice.createInjector(Stage.DEVELOPMENT, ProviderModule.of(catalogue));
        }
        try {
            return injector.getInstance(type);
        } catch (ProvisionException e) {
            throw e.getCause() instanceof JimmException known ? known : e;
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
