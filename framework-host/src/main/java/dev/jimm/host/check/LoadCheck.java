package dev.jimm.host.check;

import dev.jimm.core.check.ProviderProof;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.host.InspectedJar;
import dev.jimm.host.PluginFolder;
import dev.jimm.host.PluginReport.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Loads plugins as the plugins folder would, each in a folder with what it depends on, asks them for all that they can
 * tell without an engine, and looks at what that does to the process. This runs the plugins' code, in this process:
 * only for plugins that are trusted, or where nothing can be harmed.
 */
public final class LoadCheck {
    /** More than that at every start of every command is too much. */
    private static final Duration SLOW = Duration.ofSeconds(2);

    private final Surroundings surroundings;
    private final List<Provided<?>> others;
    private final Duration limit;

    /**
     * @param jars to check; they may depend on each other
     * @param atHand further jars that they may depend on
     * @param others providers that the plugins are to work beside
     * @param limit how long one plugin may take
     */
    public LoadCheck(List<Path> jars, List<Path> atHand, List<Provided<?>> others, Duration limit) {
        this.surroundings = new Surroundings(jars, atHand);
        this.others = List.copyOf(others);
        this.limit = limit;
    }

    /** The report with what loading the plugin adds; the same when the jar is no plugin. */
    public JarReport check(JarReport report) {
        InspectedJar jar = InspectedJar.of(report.file());
        if (!jar.problems().isEmpty()) {
            return report; // the folder would not touch it
        }
        Findings findings = new Findings();
        FutureTask<Void> task = new FutureTask<>(() -> run(jar, report.sha256(), findings), null);
        Thread thread = new Thread(task, "plugin check");
        thread.setDaemon(true); // a plugin that never comes back must not keep the program from ending
        thread.start();
        List<Finding> all = new ArrayList<>(report.findings());
        try {
            task.get(limit.toSeconds(), TimeUnit.SECONDS);
            all.addAll(findings.all());
        } catch (TimeoutException e) {
            all.add(new Finding(
                    Severity.ERROR,
                    "does not come back within " + limit.toSeconds() + " seconds when it is loaded and asked",
                    "the author should do the work when something is trained or predicted, not before",
                    List.of()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the check of " + report.file() + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.sort(Comparator.comparing(Finding::severity));
        return new JarReport(report.file(), report.id(), report.version(), report.sha256(), report.classes(), all);
    }

    private void run(InspectedJar jar, String sha256, Findings findings) {
        try {
            Path folder = Files.createTempDirectory("jimm-check");
            try {
                load(jar, sha256, folder, findings);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the temporary folder cannot be used", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void load(InspectedJar jar, String sha256, Path folder, Findings findings)
            throws IOException, InterruptedException {
        Path copy = copy(jar, folder);
        if (!InspectedJar.of(copy).sha256().equals(sha256)) {
            findings.add(Severity.ERROR, "was replaced while it was being checked", "check it again");
            return;
        }
        for (InspectedJar plugin :
                surroundings.dependencies(jar, new Findings()).plugins()) {
            copy(plugin, folder);
        }
        ProcessState before = ProcessState.now();
        long start = System.nanoTime();
        try (PluginFolder plugins = PluginFolder.load(folder)) {
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            if (taken.compareTo(SLOW) > 0) {
                taken = timeToLoadAgain(folder); // the first time, Java itself is slow, and more so on a busy machine
            }
            if (taken.compareTo(SLOW) > 0) {
                findings.add(
                        Severity.WARNING,
                        "takes " + taken.toMillis() / 1000.0 + " s to load, at every start of jimm",
                        "the author should do less in constructors and in names()");
            }
            for (Refused refused : plugins.report().refused()) {
                if (refused.file().equals(copy)) {
                    findings.add(Severity.ERROR, refused.reason(), refused.remedy());
                }
            }
            List<Provided<?>> own = plugins.providers().stream()
                    .filter(one -> one.plugin().name().equals(jar.id()))
                    .toList();
            own.forEach(one -> ProviderProof.problems(one.provider())
                    .forEach(problem ->
                            findings.add(Severity.ERROR, problem, "the author's tests by framework-testkit show it")));
            checkNames(jar, copy, own, findings);
        }
        before.tellChanges(findings);
    }

    private static Duration timeToLoadAgain(Path folder) {
        long start = System.nanoTime();
        try (PluginFolder again = PluginFolder.load(folder)) {
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private void checkNames(InspectedJar jar, Path copy, List<Provided<?>> own, Findings findings) {
        List<Provided<?>> together = new ArrayList<>(own);
        others.stream().filter(other -> !other.plugin().name().equals(jar.id())).forEach(together::add);
        try {
            ProviderCatalogue.of(together);
        } catch (JimmException e) {
            findings.add(
                    Severity.ERROR,
                    e.getMessage()
                            .replaceAll("\\s*\n\\s*", " ")
                            .replace(copy.toString(), jar.file().toString()),
                    "the author should choose other names, or use only one of the two");
        }
    }

    private static Path copy(InspectedJar jar, Path folder) throws IOException {
        Path copy = folder.resolve(jar.id() + ".jar");
        return Files.copy(jar.file(), copy);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
