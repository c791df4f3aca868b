package dev.jimm.host.check;

import dev.jimm.host.check.Effort.ExceededException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at the entries of a jar, apart from its class files. */
final class EntryCheck {
    private static final int SHOWN = 3;
    private static final long MEGABYTE = 1 << 20;
    /** More than any plugin's tables, and still no harm to a disk. */
    private static final long LARGE = 1024 * MEGABYTE;
    /** Tables of text shrink to a tenth; what shrinks more than this is made to. */
    private static final long RATIO = 200;
    /** What the plugins folder reads of a signed jar, too. */
    private static final long MOST_VERIFIED = 2L << 30;

    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.SF", Pattern.CASE_INSENSITIVE);

    private final JarFile jar;
    private final Effort effort;
    private final Findings findings;
    private final byte[] buffer = new byte[1 << 16];

    EntryCheck(JarFile jar, Effort effort, Findings findings) {
        this.jar = jar;
        this.effort = effort;
        this.findings = findings;
    }

    void check() {
        List<JarEntry> entries = jar.stream().toList();
        tell(
                twice(entries),
                "has entries twice, and which of the two is used is chance: ",
                "the author must pack each file once");
        tell(
                names(entries.stream().filter(EntryCheck::isTooLarge)),
                "has entries that unpack to very much more than they are: ",
                "ask the author what they are for");
        tell(
                names(entries.stream().filter(entry -> hasSuffix(entry, ".jar", ".zip", ".war"))),
                "has jars inside, whose classes nobody finds: ",
                "the author must pack their classes into the jar itself, as the maven-shade-plugin does");
        tell(
                names(entries.stream()
                        .filter(entry -> entry.getName().startsWith("dev/jimm/core/")
                                || entry.getName().startsWith("dev/jimm/host/"))),
                "has a part of jimm inside, a copy that the running one knows nothing of: ",
                "the author must not pack jimm's modules into the jar");
        checkSignature(entries);
        remark(entries);
    }

    private void remark(List<JarEntry> entries) {
        List<String> libraries = names(entries.stream().filter(entry -> hasSuffix(entry, ".so", ".dll", ".dylib")));
        if (!libraries.isEmpty()) {
            findings.add(
                    Severity.REMARK,
                    "has native libraries inside: " + list(libraries),
                    "they run only if code loads them, which is a finding of its own");
        }
        if (entries.stream().anyMatch(entry -> entry.getName().startsWith("org/slf4j/"))) {
            findings.add(
                    Severity.REMARK,
                    "has SLF4J inside, which is not used: plugins get jimm's",
                    "the author should leave it out (scope provided)");
        }
    }

    private static boolean isTooLarge(JarEntry entry) {
        return entry.getSize() > LARGE
                || entry.getSize() > MEGABYTE && entry.getSize() / RATIO > Math.max(1, entry.getCompressedSize());
    }

    private static boolean hasSuffix(JarEntry entry, String... suffixes) {
        String name = entry.getName().toLowerCase(Locale.ROOT);
        return Stream.of(suffixes).anyMatch(name::endsWith);
    }

    private static List<String> twice(List<JarEntry> entries) {
        Set<String> seen = new HashSet<>();
        return List.copyOf(new TreeSet<>(names(entries.stream().filter(entry -> !seen.add(entry.getName())))));
    }

    private static List<String> names(Stream<JarEntry> entries) {
        return entries.map(JarEntry::getName).toList();
    }

    private void tell(List<String> names, String what, String remedy) {
        if (!names.isEmpty()) {
            findings.add(Severity.WARNING, what + list(names), remedy);
        }
    }

    private static String list(List<String> names) {
        String shown = String.join(", ", names.stream().limit(SHOWN).toList());
        return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
    }

    /** Java compares an entry with its signature when all of it was read; a class that differs cannot be loaded. */
    private void checkSignature(List<JarEntry> entries) {
        boolean isSigned = entries.stream()
                .anyMatch(entry -> SIGNATURE.matcher(entry.getName()).matches());
        if (!isSigned) {
            return;
        }
        long ahead = MOST_VERIFIED;
        for (JarEntry entry : entries) {
            try (InputStream in = jar.getInputStream(entry)) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    effort.step();
                    ahead -= count;
                    if (ahead < 0) {
                        throw new ExceededException("has more than 2 GB in it: its signature was not checked");
                    }
                }
            } catch (SecurityException e) {
                findings.add(
                        Severity.ERROR,
                        "has a signature that does not hold: " + e.getMessage(),
                        "somebody changed it after it was signed; get it from its author again");
                return;
            } catch (IOException e) {
                return; // a damaged entry is told where it is used
            }
        }
    }
}
