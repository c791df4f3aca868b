package dev.jimm.host.check;

import dev.jimm.host.InspectedJar;
import dev.jimm.host.check.Effort.ExceededException;
import dev.jimm.host.check.ReferenceListener.Member;
import dev.jimm.host.check.Surroundings.Dependencies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Looks at jars as the plugins folder would, and further into their class files, without running any of their code: for
 * authors before they publish a plugin, and for those who think of installing a stranger's.
 *
 * <p>What it does not find is not proven to be absent: code can be loaded by name, or hide in many ways. It protects
 * against mistakes and tells what a plugin is able to do; it is no sandbox.
 */
public final class PluginCheck {
    /** Large libraries take two seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final InspectedJar jar;
    private final Surroundings surroundings;
    private final Findings findings = new Findings();
    private final List<Finding> missing = new ArrayList<>();
    private final Effort effort;
    private int read;

    private PluginCheck(InspectedJar jar, Surroundings surroundings, Effort effort) {
        this.jar = jar;
        this.surroundings = surroundings;
        this.effort = effort;
    }

    /**
     * Checks jars. Any file may be given: what is no jar has a finding.
     *
     * @param jars to check; they may depend on each other
     * @param atHand further jars that they may depend on
     */
    public static List<JarReport> check(List<Path> jars, List<Path> atHand) {
        return check(jars, atHand, LONGEST);
    }

    /** @param limit how long one jar may take; what was found until then is told */
    static List<JarReport> check(List<Path> jars, List<Path> atHand, Duration limit) {
        Surroundings surroundings = new Surroundings(jars, atHand);
        return surroundings.given().stream()
                .map(jar -> new PluginCheck(jar, surroundings, new Effort(limit)).report())
                .toList();
    }

    private JarReport report() {
        try {
            jar.problems().forEach(problem -> findings.add(Severity.ERROR, problem.reason(), problem.remedy()));
            Dependencies dependencies = surroundings.dependencies(jar, findings);
            surroundings.checkUnique(jar, findings);
            read(dependencies);
        } catch (ExceededException e) {
            exceeded(e.getMessage());
        }
        List<Finding> all = new ArrayList<>(findings.all());
        all.addAll(missing);
        all.sort(Comparator.comparing(Finding::severity));
        return new JarReport(jar.file(), jar.id(), jar.version(), jar.sha256(), read, all);
    }

    private void read(Dependencies dependencies) {
        if (!jar.isWithinLimits()) {
            return; // as the inspection has told
        }
        List<JarClasses> open = new ArrayList<>();
        try {
            for (InspectedJar plugin : with(jar, dependencies.plugins())) {
                open.add(new JarClasses(plugin.file(), effort));
            }
            contents(open.get(0), open.subList(1, open.size()), dependencies.absent());
        } catch (ExceededException e) {
            exceeded(e.getMessage());
        } catch (OutOfMemoryError e) {
            exceeded("has more in its classes than memory takes");
        } catch (IOException | RuntimeException e) {
            findings.add(Severity.ERROR, "cannot be read to its end: " + e, "it is damaged; copy or download it again");
        } finally {
            open.forEach(PluginCheck::close);
        }
    }

    /** There may be no room for one more among the findings. */
    private void exceeded(String what) {
        missing.add(new Finding(
                Severity.ERROR,
                what + "; the rest was not looked at",
                "do not use it, unless you know its author and why it is so",
                List.of()));
    }

    private static List<InspectedJar> with(InspectedJar jar, List<InspectedJar> plugins) {
        return Stream.concat(Stream.of(jar), plugins.stream().filter(InspectedJar::isWithinLimits))
                .toList();
    }

    private static void close(JarClasses classes) {
        try {
            classes.close();
        } catch (IOException e) {
            throw new IllegalStateException("a file that was only read cannot be closed", e);
        }
    }

    private void contents(JarClasses classes, List<JarClasses> dependencies, List<String> absent) throws IOException {
        VisibleClasses visible = new VisibleClasses(classes, dependencies);
        new EntryCheck(classes.jar(), effort, findings).check();
        new ServiceCheck(classes, visible, findings).check();
        MissingClasses unseen = new MissingClasses(absent);
        Predicate<String> isAuthors = authors(classes);
        ReferenceListener listener =
                both(new DangerousCalls(visible, findings), new Linkage(visible, isAuthors, unseen, findings));
        AbstractMethods methods = new AbstractMethods(visible, findings);
        try {
            for (String name : classes.names()) {
                if (visible.sight(name) == Sight.OWN) { // copies of what jimm gives are never loaded
                    effort.step();
                    scan(classes, name, listener);
                    methods.check(name);
                }
            }
        } finally { // what was found before a limit is told
            missing.addAll(unseen.findings());
        }
    }

    /**
     * The packages with a class that knows jimm, and those below, are the author's; the rest are libraries, which do not
     * know it. Where no class does, everything is the author's.
     */
    private static Predicate<String> authors(JarClasses classes) throws IOException {
        Set<String> packages = new HashSet<>();
        for (String name : classes.names()) {
            // names stand in class files as they are
            if (read(classes, name)
                    .filter(bytes -> contains(bytes, "dev/jimm/"))
                    .isPresent()) {
                packages.add(CodeNames.packageOf(name) + ".");
            }
        }
        return name -> packages.isEmpty() || packages.stream().anyMatch(name::startsWith);
    }

    private static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }

    private void scan(JarClasses classes, String name, ReferenceListener listener) throws IOException {
        Place place = new Place(CodeNames.type(name), null, null, 0);
        Optional<byte[]> bytes = read(classes, name);
        Optional<ClassHeader> header = bytes.flatMap(ClassHeader::read);
        if (header.isEmpty()) {
            unreadable(place);
            return;
        }
        if (!header.get().name().equals(name)) {
            findings.add(
                    Severity.WARNING,
                    "has classes where Java does not look for them",
                    "the author must pack each class below the folders of its package, not below others",
                    place);
        }
        try {
            ClassReferences.read(bytes.get(), listener);
            read++;
        } catch (IllegalArgumentException e) {
            unreadable(place);
        }
    }

    /** What was signed and changed is told with the entries. */
    private static Optional<byte[]> read(JarClasses classes, String name) throws IOException {
        try {
            return classes.read(name);
        } catch (SecurityException e) {
            return Optional.empty();
        }
    }

    private void unreadable(Place place) {
        findings.add(
                Severity.ERROR,
                "has class files that cannot be read",
                "they are damaged, or for a newer Java; ask the author for a correct build",
                place);
    }

    private ReferenceListener both(ReferenceListener first, ReferenceListener second) {
        return new ReferenceListener() {
            @Override
            public void type(String name, Place place) {
                effort.step();
                first.type(name, place);
                second.type(name, place);
            }

            @Override
            public void method(Member method, boolean isStatic, String text, Place place) {
                effort.step();
                first.method(method, isStatic, text, place);
                second.method(method, isStatic, text, place);
            }

            @Override
            public void field(Member field, boolean isStatic, Place place) {
                effort.step();
                first.field(field, isStatic, place);
                second.field(field, isStatic, place);
            }
        };
    }
}
