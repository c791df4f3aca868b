package dev.jimm.app.listing;

import dev.jimm.api.Description;
import dev.jimm.core.config.ConfigTree;
import java.util.List;
import java.util.Map;

/**
 * What a listing tells of a name that a plugin provides.
 *
 * @param summary a line
 * @param options with their defaults, in the order of the plugin's record
 * @param papers addresses
 */
record Listed(String name, String plugin, String summary, Map<String, Object> options, List<String> papers) {
    /** Of a name whose plugin fails when it is asked. */
    static Listed broken(String name, String plugin, String problem) {
        return new Listed(name, plugin, "FAILS: " + problem, Map.of(), List.of());
    }

    static Listed of(String name, String plugin, Description description, Record defaults) {
        return new Listed(name, plugin, description.summary(), ConfigTree.toMap(defaults), description.papers());
    }
}
