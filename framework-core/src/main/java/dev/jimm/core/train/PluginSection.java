package dev.jimm.core.train;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Problems;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A section of the configuration whose keys are a plugin's, but for those that all plugins of its kind share.
 *
 * @param path of the section from the root
 * @param problems receives what is wrong
 */
record PluginSection(String path, Config section, Problems problems) {
    /**
     * What a plugin made of its options.
     *
     * @param options all of them, with the defaults
     */
    record Made<T>(T value, Config options) {}

    /** Binds the keys that the record has. */
    <C extends Record> C common(C defaults) {
        Config common = ConfigFactory.empty();
        for (String key : ConfigTree.keys(defaults.getClass())) {
            if (section.hasPathOrNull(key)) {
                common = common.withValue(key, section.root().get(key));
            }
        }
        return ConfigBinder.bind(common, path, defaults, problems);
    }

    /** Adds a check that failed after the keys of a record were bound. */
    void report(Class<? extends Record> common, IllegalArgumentException failure) {
        ConfigBinder.reportCheck(section, path, ConfigTree.keys(common), failure, problems);
    }

    /** The section without the keys that the record has. */
    PluginSection without(Class<? extends Record> common) {
        Config rest = section;
        for (String key : ConfigTree.keys(common)) {
            rest = rest.withoutPath(key);
        }
        return new PluginSection(path, rest, problems);
    }

    /**
     * Binds the options and makes something of them; empty when there was a problem with either.
     *
     * @param name of what the plugin makes
     */
    <C extends Record, T> Optional<Made<T>> make(String name, Supplier<C> defaults, Function<C, T> maker) {
        Problems own = new Problems();
        List<String> keys = List.of();
        Optional<Made<T>> made = Optional.empty();
        try {
            C usual = defaults.get();
            keys = ConfigTree.keys(usual.getClass());
            C options = ConfigBinder.bind(section, path, usual, own);
            if (own.isEmpty()) {
                made = Optional.of(new Made<>(maker.apply(options), ConfigTree.toConfig(options)));
            }
        } catch (IllegalArgumentException e) {
            ConfigBinder.reportCheck(section, path, keys, e, own);
        }
        problems.addAll(keys.isEmpty() ? own : own.withHint("; " + name + " has " + String.join(", ", keys)));
        return made;
    }
}
