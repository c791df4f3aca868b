package dev.jimm.host;

import dev.jimm.host.PluginReport.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies in a plugins folder, looked at file by file, before anything is loaded. */
final class FolderScan {
    private final SortedMap<String, List<PluginJar>> soundById = new TreeMap<>();
    private final Set<String> ids = new HashSet<>();
    private final List<Refused> refused = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    FolderScan(Path folder, PluginVersions versions) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .filter(this::isJar)
                    .forEach(jars::add);
        }
        // side by side, as digests of large jars take a while
        List<JarInspection> inspections = jars.parallelStream()
                .map(jar -> new JarInspection(jar, versions))
                .toList();
        inspections.forEach(this::sort);
        soundById.values().stream().filter(same -> same.size() > 1).forEach(this::refuseDuplicates);
    }

    /** The usable jars by id, apart from their dependencies; the map is the caller's. */
    SortedMap<String, PluginJar> plugins() {
        return soundById.values().stream()
                .filter(same -> same.size() == 1)
                .flatMap(Collection::stream)
                .collect(Collectors.toMap(PluginJar::id, jar -> jar, (a, b) -> a, TreeMap::new));
    }

    /** The ids of all jars, also of the refused ones. */
    Set<String> ids() {
        return ids;
    }

    List<Refused> refused() {
        return refused;
    }

    List<String> remarks() {
        return remarks;
    }

    /** Whether a file is a jar by its name; what is to be said of the others is noted. */
    private boolean isJar(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (Files.isDirectory(file) || name.endsWith(".zip")) {
            refused.add(
                    new Refused(file, "is not a jar", "a plugin is a single jar: put the jar itself into the folder"));
            return false;
        }
        if (!name.endsWith(".jar")) {
            remarks.add(file + " is no jar and was ignored");
            return false;
        }
        return true;
    }

    private void sort(JarInspection inspection) {
        refused.addAll(inspection.problems());
        ids.add(inspection.id());
        if (inspection.problems().isEmpty()) {
            soundById.computeIfAbsent(inspection.id(), id -> new ArrayList<>()).add(inspection.plugin());
        }
    }

    /**
     * None of them is used: which one is meant is the user's knowledge, and a guess would make results hard to repeat.
     */
    private void refuseDuplicates(List<PluginJar> same) {
        for (PluginJar jar : same) {
            String others = same.stream()
                    .filter(other -> other != jar)
                    .map(other -> other.file().getFileName().toString())
                    .collect(Collectors.joining(", "));
            refused.add(new Refused(
                    jar.file(),
                    "has the Plugin-Id '" + jar.id() + "', as " + others + " has",
                    "keep only one of them"));
        }
    }
}
