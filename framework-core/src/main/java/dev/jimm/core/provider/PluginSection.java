package dev.jimm.core.provider;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Location;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A section of the configuration whose keys are a plugin's, but for those that all plugins of its kind share.
 *
 * @param path of the section from the root
 * @param common the keys that all plugins of the kind share
 * @param problems receives what is wrong
 */
public record PluginSection(String path, Config section, List<String> common, Problems problems) {
    /**
     * What a plugin made of its options.
     *
     * @param options all of them, with the defaults
     */
    public record Made<T>(T value, Config options) {}

    /** Binds the keys that all plugins of the kind share: those of the record. */
    public <C extends Record> C common(C defaults) {
        return ConfigBinder.bind(only(ConfigTree.keys(defaults.getClass())), path, defaults, problems);
    }

    private Config only(List<String> keys) {
        Config kept = ConfigFactory.empty();
        for (String key : keys) {
            if (section.hasPathOrNull(key)) {
                kept = kept.withValue(key, section.root().get(key));
            }
        }
        return kept;
    }

    /** Adds a check that failed after keys of the section were bound. */
    public void report(List<String> keys, IllegalArgumentException failure) {
        ConfigBinder.reportCheck(section, path, keys, failure, problems);
    }

    /**
     * Binds the options and makes something of them; empty when there was a problem with either.
     *
     * @param name of what the plugin makes
     * @param origin of the plugin
     */
    public <C extends Record, T> Optional<Made<T>> make(
            String name, String origin, Function<String, C> defaults, Function<C, T> maker) {
        Problems own = new Problems();
        PluginSection mine = new PluginSection(path, section, common, own);
        List<String> keys = new ArrayList<>();
        Optional<Made<T>> made = Optional.empty();
        try {
            C usual = Provided.guarded(origin, "the defaults of '" + name + "'", () -> defaults.apply(name));
            keys.addAll(mine.keys(name, origin, usual));
            C options = ConfigBinder.bind(only(keys), path, usual, own);
            mine.reportUnknownKeys(keys);
            if (own.isEmpty()) {
                T value = Provided.guarded(origin, "'" + name + "'", () -> maker.apply(options));
                made = Optional.of(new Made<>(value, ConfigTree.toConfig(options)));
            }
        } catch (IllegalArgumentException e) {
            mine.report(keys, e);
        }
        problems.addAll(keys.isEmpty() ? own : own.withHint("; " + name + " has " + String.join(", ", keys)));
        return made;
    }

    /** The keys of a plugin's options, none of which may be one that all of the kind share. */
    private List<String> keys(String name, String origin, Record options) {
        List<String> keys = ConfigTree.keys(options.getClass());
        for (String key : keys) {
            if (common.contains(key)) {
                throw Provided.failure(
                        origin,
                        "'" + name + "' has an option '" + key + "', which is a key of all " + path + "s",
                        null);
            }
        }
        return keys;
    }

    private void reportUnknownKeys(List<String> own) {
        List<String> known = new ArrayList<>(own);
        known.addAll(common);
        for (String key : new TreeSet<>(section.root().keySet())) {
            if (!known.contains(key)) {
                Location where = Location.of(section.root().get(key).origin());
                problems.add(where, "unknown key '" + path + "." + key + "'" + Nearest.hint(key, known));
            }
        }
    }
}
