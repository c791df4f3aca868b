package dev.jimm.host.check;

import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What all of a process shares, at one moment. */
record ProcessState(
        Map<String, String> properties,
        Locale locale,
        TimeZone timeZone,
        List<String> securityProviders,
        Thread.UncaughtExceptionHandler uncaught,
        Set<Thread> threads) {
    private static final long PATIENCE_MILLIS = 1000;

    static ProcessState now() {
        Map<String, String> properties = new TreeMap<>();
        System.getProperties().stringPropertyNames().forEach(key -> properties.put(key, System.getProperty(key)));
        return new ProcessState(
                properties,
                Locale.getDefault(),
                TimeZone.getDefault(),
                Arrays.stream(Security.getProviders()).map(Provider::getName).toList(),
                Thread.getDefaultUncaughtExceptionHandler(),
                Thread.getAllStackTraces().keySet());
    }

    /** Tells what is other now than it was. */
    void tellChanges(Findings findings) throws InterruptedException {
        ProcessState now = now();
        Set<String> changed = new TreeSet<>(properties.keySet());
        changed.addAll(now.properties.keySet());
        changed.removeIf(key -> Objects.equals(properties.get(key), now.properties.get(key)));
        changes(findings, !changed.isEmpty(), "the system properties " + String.join(", ", changed));
        changes(findings, !locale.equals(now.locale), "the default locale, to " + now.locale);
        changes(findings, !timeZone.equals(now.timeZone), "the default time zone, to " + now.timeZone.getID());
        changes(
                findings,
                !securityProviders.equals(now.securityProviders),
                "the security providers, to " + now.securityProviders);
        changes(findings, uncaught != now.uncaught, "what happens to exceptions that nobody catches");
        Set<Thread> left = threadsSince(now);
        if (!left.isEmpty()) {
            String names = left.stream()
                    .map(thread -> "'" + thread.getName() + "'" + (thread.isDaemon() ? "" : " (no daemon)"))
                    .sorted()
                    .collect(Collectors.joining(", "));
            findings.add(
                    Severity.WARNING,
                    "leaves threads behind when it is loaded: " + names,
                    "the author should start none before there is work, and end them with it; a thread that is no daemon"
                            + " keeps a program from ending");
        }
    }

    private static void changes(Findings findings, boolean isChanged, String what) {
        if (isChanged) {
            findings.add(
                    Severity.WARNING,
                    "changes " + what + " when it is loaded",
                    "the author should leave it alone: other plugins and the program around jimm rely on it");
        }
    }

    /** The threads that are still there after a while, apart from those of Java itself. */
    private Set<Thread> threadsSince(ProcessState now) throws InterruptedException {
        Set<Thread> left = new HashSet<>(now.threads);
        left.removeAll(threads);
        left.removeIf(thread -> thread == Thread.currentThread()
                || thread.getThreadGroup() == null
                || thread.getThreadGroup().getName().equals("system")
                || thread.getThreadGroup().getName().equals("InnocuousThreadGroup")
                || thread.getName().startsWith("ForkJoinPool.commonPool-"));
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        for (Thread thread : left) {
            thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        }
        left.removeIf(thread -> !thread.isAlive());
        return left;
    }
}
