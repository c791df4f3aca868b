package dev.jimm.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads HOCON. Whatever cannot be read or parsed is a {@link JimmException} of the category {@link
 * Category#CONFIGURATION} that names file and line.
 */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Reads a file with what it includes, lays the settings over it, and only then resolves its substitutions, so that
     * a setting also reaches the places that refer to it. {@code ${NAME}} falls back to the environment.
     *
     * @param file a HOCON or JSON file; its includes are looked up beside it
     * @param settings {@code key=value} each, value in HOCON; a later one wins
     */
    public static Config load(Path file, List<String> settings) {
        Config config = Source.of(file).parse();
        for (String setting : settings) {
            config = parseSetting(setting).withFallback(config);
        }
        return resolve(config);
    }

    /**
     * Parses and resolves a text; its includes are looked up in the working folder.
     *
     * @param origin what errors call the text, in the place of a file name
     */
    public static Config parse(String text, String origin) {
        return resolve(Source.of(text, origin).parse());
    }

    /**
     * A configuration that a program has put together.
     *
     * @throws JimmException CONFIGURATION when it refers to what it does not have
     */
    public static Config resolved(Config config) {
        return config.isResolved() ? config : resolve(config);
    }

    private static Config parseSetting(String setting) {
        String origin = Location.SETTING + setting;
        if (setting.indexOf('=') < 1) {
            throw new JimmException(Category.CONFIGURATION, origin + ": a setting has the form key=value");
        }
        return Source.of(setting, origin).parse();
    }

    private static Config resolve(Config config) {
        try {
            return config.resolve();
        } catch (ConfigException.UnresolvedSubstitution e) {
            throw Source.failure(e, "; define it, or write ${?...} where it may be absent");
        } catch (ConfigException e) {
            throw Source.failure(e, "");
        }
    }
}
