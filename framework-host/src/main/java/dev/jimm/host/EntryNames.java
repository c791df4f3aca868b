package dev.jimm.host;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/** Checks the names of what is in a plugin's jar. */
final class EntryNames {
    /** Class files, service files and manifest: one of two with the same name would run, and nobody can say which. */
    private static final Pattern RUN = Pattern.compile(".*\\.class|META-INF/services/.+|META-INF/MANIFEST\\.MF");

    private static final Pattern FROM_ROOT = Pattern.compile("/.*|[A-Za-z]:.*");
    private static final String INDEX = "META-INF/INDEX.LIST";

    private final JarFile jar;
    /** Takes a reason and a remedy. */
    private final BiConsumer<String, String> problems;

    EntryNames(JarFile jar, BiConsumer<String, String> problems) {
        this.jar = jar;
        this.problems = problems;
    }

    void check() {
        first(EntryNames::leadsOut)
                .ifPresent(name -> problems.accept(
                        "has an entry that leads out of the jar, " + name,
                        "do not unpack it; no usual tool makes such jars, so ask the author how it came about"));
        first(EntryNames::isFileInDisguise)
                .ifPresent(name -> problems.accept(
                        "has a folder that Java takes for a file, " + name,
                        "no usual tool makes such jars: do not use it, and ask the author how it came about"));
        Set<String> seen = new HashSet<>();
        first(name -> RUN.matcher(name).matches() && !seen.add(name))
                .ifPresent(name -> problems.accept(
                        "holds " + name + " twice", "the author must build a jar that holds one of the two"));
        if (jar.getEntry(INDEX) != null) {
            problems.accept(
                    "has a " + INDEX + ", by which Java looks for classes outside the jar",
                    "the author must build the jar without an index");
        }
    }

    /** A jar within the jar, which class loaders do not look into; plugins may carry one as data, though. */
    Optional<String> nestedJar() {
        return first(name -> name.endsWith(".jar"));
    }

    private Optional<String> first(Predicate<String> bad) {
        return jar.stream().map(ZipEntry::getName).filter(bad).findFirst();
    }

    /** Where there is no entry of a name, the JDK takes the one with a slash behind it; it is neither signed nor checked. */
    private static boolean isFileInDisguise(String entry) {
        return entry.endsWith("/")
                && RUN.matcher(entry.substring(0, entry.length() - 1)).matches();
    }

    private static boolean leadsOut(String entry) {
        String name = entry.replace('\\', '/');
        return FROM_ROOT.matcher(name).matches()
                || Arrays.asList(name.split("/")).contains("..");
    }
}
