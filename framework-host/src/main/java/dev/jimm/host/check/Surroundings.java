package dev.jimm.host.check;

import dev.jimm.host.InspectedJar;
import dev.jimm.host.InspectedJar.Need;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The jars that are checked together, and the plugins that are at hand beside them. */
final class Surroundings {
    private final List<InspectedJar> given;
    private final List<InspectedJar> atHand;

    Surroundings(List<Path> given, List<Path> atHand) {
        this.given = given.stream().map(InspectedJar::of).toList();
        this.atHand = atHand.stream().map(InspectedJar::of).toList();
    }

    /** The jars to check, in their order. */
    List<InspectedJar> given() {
        return given;
    }

    /** The plugins that a jar needs and what those need, by id; those that are missing are told. */
    Dependencies dependencies(InspectedJar jar, Findings findings) {
        Map<String, InspectedJar> found = new LinkedHashMap<>();
        List<String> absent = new ArrayList<>();
        collect(jar, found, absent, findings);
        if (found.remove(jar.id()) != null) {
            findings.add(
                    Severity.ERROR,
                    "needs itself, through the plugins that it needs",
                    "the authors must break the circle of Plugin-Dependencies");
        }
        return new Dependencies(List.copyOf(found.values()), absent);
    }

    /**
     * @param plugins those at hand, also indirect ones
     * @param absent ids of those that are not
     */
    record Dependencies(List<InspectedJar> plugins, List<String> absent) {}

    private void collect(InspectedJar jar, Map<String, InspectedJar> found, List<String> absent, Findings findings) {
        for (Need need : jar.needs()) {
            if (need.id().isBlank()) {
                continue; // told as a defect of the manifest
            }
            Optional<InspectedJar> plugin = find(need.id());
            if (plugin.isEmpty()) {
                absent.add(need.id());
                if (!need.optional()) {
                    findings.add(
                            Severity.WARNING,
                            "needs plugin '" + need.id() + "', which is neither given nor in the plugins folder",
                            "put '" + need.id() + "' " + need.range() + " beside it, and check the two together");
                }
                continue;
            }
            if (!plugin.get().satisfies(need)) {
                findings.add(
                        Severity.ERROR,
                        "needs plugin '" + need.id() + "' " + need.range() + ", at hand is "
                                + plugin.get().version() + " (" + plugin.get().file() + ")",
                        "install versions of the two that fit");
            }
            if (found.putIfAbsent(need.id(), plugin.get()) == null) {
                collect(plugin.get(), found, absent, findings);
            }
        }
    }

    private Optional<InspectedJar> find(String id) {
        return given.stream()
                .filter(jar -> jar.id().equals(id))
                .findFirst()
                .or(() -> atHand.stream().filter(jar -> jar.id().equals(id)).findFirst());
    }

    /**
     * Tells of another jar with the same id: the plugins folder would refuse both. A jar from elsewhere with the id of an
     * installed one is there to take its place, though.
     */
    void checkUnique(InspectedJar jar, Findings findings) {
        if (jar.id().isEmpty()) {
            return;
        }
        boolean isInstalled = atHand.stream().anyMatch(installed -> isSame(installed.file(), jar.file()));
        Stream<InspectedJar> givenOthers =
                given.stream().filter(other -> !other.sha256().equals(jar.sha256()));
        Stream<InspectedJar> installedOthers = atHand.stream().filter(other -> isInstalled);
        Stream.concat(givenOthers, installedOthers)
                .filter(other -> other.id().equals(jar.id()) && !isSame(other.file(), jar.file()))
                .distinct()
                .forEach(other -> findings.add(
                        Severity.WARNING,
                        "has the Plugin-Id of " + other.file(),
                        "keep only one of the two in the plugins folder, which would refuse both"));
    }

    private static boolean isSame(Path first, Path second) {
        try {
            return Files.isSameFile(first, second);
        } catch (IOException e) {
            return false;
        }
    }
}
