package dev.jimm.host;

import dev.jimm.host.PluginReport.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.pf4j.PluginDependency;

/**
 * Finds the plugins that lack another plugin. PF4J would stop the start of all plugins for one of them, or drop
 * innocent ones.
 */
final class Dependencies {
    /** The range of a dependency that names none. */
    private static final String ANY = "*";

    private final PluginVersions versions;
    /** Ids of all jars in the folder, also of the refused ones. */
    private final Set<String> present;

    Dependencies(PluginVersions versions, Set<String> present) {
        this.versions = versions;
        this.present = present;
    }

    /** Removes the plugins that cannot work from the map by id, those that need them included, and tells why. */
    List<Refused> removeUnmet(SortedMap<String, PluginJar> plugins) {
        List<Refused> refused = new ArrayList<>();
        boolean removed = true;
        while (removed) {
            List<PluginJar> unmet = new ArrayList<>();
            for (PluginJar plugin : plugins.values()) {
                List<Refused> problems = problems(plugin, plugins);
                if (!problems.isEmpty()) {
                    unmet.add(plugin);
                    refused.addAll(problems);
                }
            }
            unmet.forEach(plugin -> plugins.remove(plugin.id()));
            removed = !unmet.isEmpty();
        }
        return refused;
    }

    private List<Refused> problems(PluginJar plugin, SortedMap<String, PluginJar> plugins) {
        List<Refused> problems = new ArrayList<>();
        for (PluginDependency dependency : plugin.dependencies()) {
            PluginJar found = plugins.get(dependency.getPluginId());
            if (found == null && !dependency.isOptional()) {
                problems.add(missing(plugin, dependency));
            } else if (found != null
                    && !versions.checkVersionConstraint(found.version(), dependency.getPluginVersionSupport())) {
                problems.add(new Refused(
                        plugin.file(),
                        "needs plugin '" + found.id() + "' " + dependency.getPluginVersionSupport()
                                + ", the folder has " + found.version(),
                        "install versions of the two that fit"));
            }
        }
        wayTo(plugin.id(), plugin.id(), plugins, new HashSet<>())
                .ifPresent(way -> problems.add(new Refused(
                        plugin.file(),
                        "needs itself: " + plugin.id() + " -> " + way,
                        "the authors must break the circle of Plugin-Dependencies")));
        return problems;
    }

    private Refused missing(PluginJar plugin, PluginDependency dependency) {
        String id = dependency.getPluginId();
        return present.contains(id)
                ? new Refused(
                        plugin.file(), "needs plugin '" + id + "', which was refused", "repair '" + id + "' first")
                : new Refused(
                        plugin.file(),
                        "needs plugin '" + id + "', which is not in the folder",
                        "put '" + id + "'" + range(dependency) + " into the folder");
    }

    private static String range(PluginDependency dependency) {
        String range = dependency.getPluginVersionSupport();
        return range.equals(ANY) ? "" : " " + range;
    }

    /** A way along the dependencies, as text, or nothing when there is none. */
    private static Optional<String> wayTo(
            String goal, String from, SortedMap<String, PluginJar> plugins, Set<String> visited) {
        for (PluginDependency dependency : plugins.get(from).dependencies()) {
            String next = dependency.getPluginId();
            if (next.equals(goal)) {
                return Optional.of(goal);
            }
            if (plugins.containsKey(next) && visited.add(next)) {
                Optional<String> rest = wayTo(goal, next, plugins, visited);
                if (rest.isPresent()) {
                    return rest.map(way -> next + " -> " + way);
                }
            }
        }
        return Optional.empty();
    }
}
