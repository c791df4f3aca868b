package dev.jimm.host;

import dev.jimm.host.PluginReport.Refused;
import dev.jimm.host.trust.Trust;
import dev.jimm.host.trust.TrustMode;
import dev.jimm.host.trust.TrustPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies in folders of plugins, looked at file by file, before anything is loaded. */
final class FolderScan {
    private final TrustPolicy policy;
    private final SortedMap<String, List<PluginJar>> soundById = new TreeMap<>();
    private final Map<PluginJar, Trust> trust = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private final List<Refused> refused = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** @param source where jars are read from; what it gives is what is checked, and later loaded */
    FolderScan(List<Path> folders, PluginVersions versions, TrustPolicy policy, JarInspection.Source source)
            throws IOException {
        this.policy = policy;
        List<Path> jars = new ArrayList<>();
        for (Path folder : distinct(folders)) {
            list(folder, jars);
        }
        // side by side, as digests of large jars take a while
        List<AdmittedJar> admitted = jars.parallelStream()
                .map(jar -> admit(new JarInspection(jar, versions, source)))
                .toList();
        admitted.forEach(this::sort);
        soundById.values().stream().filter(same -> same.size() > 1).forEach(this::refuseDuplicates);
    }

    /** The usable jars by id, apart from their dependencies; the map is the caller's. */
    SortedMap<String, PluginJar> plugins() {
        return soundById.values().stream()
                .filter(same -> same.size() == 1)
                .flatMap(Collection::stream)
                .collect(Collectors.toMap(PluginJar::id, jar -> jar, (a, b) -> a, TreeMap::new));
    }

    /** Why a jar may be used, or what it lacks. */
    Trust trust(PluginJar plugin) {
        return trust.get(plugin);
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

    /** Each folder once, though it may be named twice or through a link. */
    private Collection<Path> distinct(List<Path> folders) throws IOException {
        Map<Path, Path> byPlace = new LinkedHashMap<>();
        for (Path folder : folders) {
            if (!Files.exists(folder)) {
                remarks.add("there is no plugins folder " + folder);
                continue;
            }
            Path first = byPlace.putIfAbsent(folder.toRealPath(), folder);
            if (first != null) {
                remarks.add(folder + " is the same folder as " + first);
            }
        }
        return byPlace.values();
    }

    private void list(Path folder, List<Path> jars) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .filter(this::isJar)
                    .forEach(jars::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
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

    private AdmittedJar admit(JarInspection inspection) {
        if (!inspection.problems().isEmpty()) {
            return new AdmittedJar(inspection, null);
        }
        PluginJar plugin = inspection.plugin();
        return new AdmittedJar(inspection, policy.judge(plugin.content(), plugin.sha256()));
    }

    private void sort(AdmittedJar admitted) {
        JarInspection inspection = admitted.inspection();
        refused.addAll(inspection.problems());
        inspection.remarks().forEach(remark -> remarks.add(inspection.file() + " " + remark));
        ids.add(inspection.id());
        if (inspection.problems().isEmpty() && mayBeUsed(inspection.plugin(), admitted.trust())) {
            trust.put(inspection.plugin(), admitted.trust());
            soundById.computeIfAbsent(inspection.id(), id -> new ArrayList<>()).add(inspection.plugin());
        }
    }

    private boolean mayBeUsed(PluginJar plugin, Trust its) {
        if (its.given()) {
            return true;
        }
        String remedy =
                policy.howToAllow(plugin.sha256(), plugin.file().getFileName().toString());
        if (policy.mode() == TrustMode.STRICT) {
            refused.add(new Refused(plugin.file(), "is not trusted: " + its.reason(), remedy));
            return false;
        }
        remarks.add(plugin.file() + " is used, though not trusted (" + its.reason() + "); " + remedy);
        return true;
    }

    /**
     * Of copies the first is used. Of different jars with one id none is: which one is meant is the user's knowledge,
     * and a guess would make results hard to repeat.
     */
    private void refuseDuplicates(List<PluginJar> same) {
        PluginJar first = same.get(0);
        if (same.stream().allMatch(jar -> jar.sha256().equals(first.sha256()))) {
            same.stream()
                    .skip(1)
                    .forEach(jar -> remarks.add(jar.file() + " is a copy of " + first.file() + " and was ignored"));
            same.subList(1, same.size()).clear();
            return;
        }
        for (PluginJar jar : same) {
            String others = same.stream()
                    .filter(other -> other != jar)
                    .map(other -> nameBeside(jar.file(), other.file()))
                    .collect(Collectors.joining(", "));
            refused.add(new Refused(
                    jar.file(),
                    "has the Plugin-Id '" + jar.id() + "', as " + others + " has",
                    "keep only one of them"));
        }
    }

    /** A file as it is called in a message about another one. */
    static String nameBeside(Path file, Path other) {
        boolean together =
                file.toAbsolutePath().getParent().equals(other.toAbsolutePath().getParent());
        return (together ? other.getFileName() : other).toString();
    }
}
