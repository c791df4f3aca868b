package dev.jimm.host.check;

import dev.jimm.api.ApiVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Collects the classes that code refers to and that the plugin does not see, by package. */
final class MissingClasses {
    private static final int SHOWN = 3;
    private static final int MOST_PLACES = 10_000;

    /** Whose code it is that refers to them. */
    enum By {
        AUTHOR,
        LIBRARY
    }

    private record Group(By by, Sight sight, String packageName) implements Comparable<Group> {
        @Override
        public int compareTo(Group other) {
            int order = by.compareTo(other.by);
            order = order == 0 ? sight.compareTo(other.sight) : order;
            return order == 0 ? packageName.compareTo(other.packageName) : order;
        }
    }

    private static final class Uses {
        private final Set<String> classes = new TreeSet<>();
        private final Set<Place> places = new LinkedHashSet<>();
    }

    private final List<String> absentPlugins;
    private final Map<Group, Uses> groups = new TreeMap<>();

    /** @param absentPlugins the ids of plugins that the plugin needs and that are not at hand: they may have the classes */
    MissingClasses(List<String> absentPlugins) {
        this.absentPlugins = absentPlugins;
    }

    void add(String internalName, Sight sight, By by, Place place) {
        Group group = new Group(by, sight, CodeNames.packageOf(internalName));
        Uses uses = groups.computeIfAbsent(group, key -> new Uses());
        uses.classes.add(CodeNames.type(internalName));
        if (uses.places.size() < MOST_PLACES) {
            uses.places.add(place);
        }
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        groups.forEach((group, uses) -> findings.add(finding(group, uses)));
        return findings;
    }

    private Finding finding(Group group, Uses uses) {
        String needs = (group.by() == By.AUTHOR ? "needs " : "has a library that refers to ") + list(uses.classes);
        List<Place> places = List.copyOf(uses.places);
        if (group.sight() == Sight.NOWHERE && !isApi(group) && !absentPlugins.isEmpty()) {
            return new Finding(
                    Severity.REMARK,
                    needs + ", which is to come from a plugin that is not at hand: " + String.join(", ", absentPlugins),
                    "check it together with that plugin's jar",
                    places);
        }
        Severity severity = group.by() == By.AUTHOR ? Severity.ERROR : Severity.REMARK;
        String outcome = group.by() == By.AUTHOR ? "" : "; it fails where that part of the library is used";
        return new Finding(severity, needs + reason(group) + outcome, remedy(group), places);
    }

    private static String list(Set<String> classes) {
        String shown = String.join(", ", classes.stream().limit(SHOWN).toList());
        int more = classes.size() - SHOWN;
        return more <= 0
                ? shown
                : shown + " and " + more + (more == 1 ? " class" : " classes") + " more of its package";
    }

    private static boolean isApi(Group group) {
        return (group.packageName() + ".").startsWith("dev.jimm.api.");
    }

    private static String reason(Group group) {
        if (isApi(group)) {
            return ", which version " + ApiVersion.CURRENT + " of the API does not have";
        }
        return switch (group.sight()) {
            case HOST_INTERNAL -> ", which jimm has for itself and plugins do not see";
            case JDK_INTERNAL -> ", which the JDK keeps to itself";
            default -> ", which is not in the jar";
        };
    }

    private static String remedy(Group group) {
        return switch (group.sight()) {
            case HOST_INTERNAL ->
                group.packageName().startsWith("dev.jimm.")
                        ? "the author should use only dev.jimm.api"
                        : "the author should pack the library into the jar, or do without it";
            case JDK_INTERNAL -> "the author should use what the JDK exports";
            default ->
                isApi(group)
                        ? "the author should build it against version " + ApiVersion.CURRENT + " of framework-api"
                        : "the author should pack its library into the jar, or name the plugin that has it in"
                                + " Plugin-Dependencies";
        };
    }
}
