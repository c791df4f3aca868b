package dev.jimm.core.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import java.util.List;
import java.util.Map;

/** The arguments of a reference run as the options of a plugin. */
final class OptionFacts {
    private OptionFacts() {}

    /** The keys of an object of arguments, {@code snake_case} made {@code kebab-case}, as a configuration. */
    static Config config(Facts arguments) {
        ConfigObject config = ConfigFactory.empty().root();
        for (Map.Entry<String, JsonNode> argument : arguments.json().properties()) {
            config = config.withValue(argument.getKey().replace('_', '-'), parsed(argument.getValue()));
        }
        return config.toConfig();
    }

    private static ConfigValue parsed(JsonNode json) {
        return ConfigFactory.parseString("value = " + json).root().get("value"); // getValue() refuses null
    }

    static ConfigValue value(Object plain) {
        return ConfigValueFactory.fromAnyRef(plain);
    }

    /** A list as it is, and anything else as a list of itself. */
    static ConfigValue list(ConfigValue value) {
        return value instanceof ConfigList ? value : ConfigValueFactory.fromIterable(List.of(value.unwrapped()));
    }

    /** Gives a key another name, where it is there. */
    static Config rename(Config options, String old, String name) {
        return options.hasPathOrNull(old)
                ? options.withoutPath(old)
                        .withValue(name, value(options.root().get(old).unwrapped()))
                : options;
    }

    /** Binds the options; fails with all that is wrong with them. */
    static <C extends Record> C bind(Config config, C defaults) {
        Problems problems = new Problems();
        C options = ConfigBinder.bind(config, "", defaults, problems);
        problems.throwIfAny();
        return options;
    }
}
