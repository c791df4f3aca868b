package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingListenerProvider;
import dev.jimm.core.check.OptionsProof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the kit checks of one listener. */
final class TrainingListenerChecks<C extends Record> {
    /** Lies in a run's folder, and is no listener's. */
    private static final String FOREIGN_FILE = "metrics.csv";

    private static final int TRAININGS = 3;
    /** So long a thread may take to end after the listener was closed. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final TrainingListenerProvider<C> provider;
    private final String name;
    private final Set<TrainingListenerBehavior> absent;

    TrainingListenerChecks(TrainingListenerProvider<C> provider, String name, Set<TrainingListenerBehavior> absent) {
        this.provider = provider;
        this.name = name;
        this.absent = absent;
    }

    void defaults() {
        ProviderChecks.assertProven(OptionsProof.problems(provider, name));
    }

    void description() {
        ProviderChecks.description(provider.describe(name));
    }

    private TrainingListener create(Path run) {
        TrainingListener listener = provider.create(name, provider.defaults(name), run);
        assertNotNull(listener, () -> "create(\"" + name + "\", ...) gives null, not a listener");
        return listener;
    }

    /** The folder of a run, beside which nothing may be written. */
    private static Path run(TestFolder folder, String run) throws IOException {
        return Files.createDirectories(folder.path().resolve("runs").resolve(run));
    }

    void options() throws IOException {
        try (TestFolder folder = new TestFolder()) {
            Path run = run(folder, "first");
            OptionChecks.extremes(provider.defaults(name), options -> {
                try (TrainingListener listener = provider.create(name, options, run)) {
                    TrainingStory.whole(run).forEach(listener::on);
                }
            });
        }
    }

    void courses() throws IOException {
        try (TestFolder folder = new TestFolder()) {
            for (Map.Entry<String, Function<Path, List<TrainingEvent>>> course :
                    TrainingStory.courses().entrySet()) {
                Path run = run(folder, course.getKey());
                tell(course.getKey(), course.getValue().apply(run), run);
            }
        }
    }

    /** Tells a new listener of a training, and closes it. */
    private void tell(String what, List<TrainingEvent> events, Path run) {
        TrainingListener listener = create(run);
        try {
            events.forEach(event -> guarded("at " + event + " of " + what, () -> listener.on(event)));
        } finally {
            guarded("when it is closed behind " + what, listener::close);
        }
    }

    private void guarded(String when, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new AssertionError(
                    "listener '" + name + "' throws " + when + ": " + e
                            + "; jimm would leave it out from there on. Numbers can be NaN or infinite, a training can"
                            + " end without Ended or before Started, and files of before can be there or not",
                    e);
        }
    }

    void startsWithTheTraining() throws IOException {
        try (TestFolder folder = new TestFolder()) {
            Path run = run(folder, "first");
            tell("a whole training", TrainingStory.whole(run), run);
            SortedMap<String, String> before = folder.content();
            create(run).close();
            assertEquals(
                    Set.of(),
                    TestFolder.changed(before, folder.content()),
                    "files that the listener made, changed or removed before the first event; wait for Started, which"
                            + " tells whether the training goes on");
        }
    }

    void files() throws IOException {
        try (TestFolder folder = new TestFolder()) {
            Path run = run(folder, "first");
            Files.writeString(run.resolve(FOREIGN_FILE), "epoch,loss\n");
            SortedMap<String, String> before = folder.content();
            tell("a whole training", TrainingStory.whole(run), run);
            Set<String> touched = TestFolder.changed(before, folder.content());
            Path inside = folder.path().relativize(run);
            assertEquals(
                    List.of(),
                    touched.stream()
                            .filter(file -> !Path.of(file).startsWith(inside) || file.endsWith(FOREIGN_FILE))
                            .toList(),
                    "files beside the run's folder, or not the listener's, that it made, changed or removed");
            assertEquals(
                    !absent.contains(TrainingListenerBehavior.WRITES_FILES),
                    !touched.isEmpty(),
                    () -> "listener '" + name + "' leaves files in the run's folder behind a whole training " + touched
                            + "; declare in absent(name) whether it does (TrainingListenerBehavior.WRITES_FILES)");
        }
    }

    void goesOn() throws IOException {
        try (TestFolder folder = new TestFolder()) {
            Map<String, String> unbroken = written(folder, Map.of(), TrainingStory::whole);
            Map<String, String> died = written(folder, Map.of(), TrainingStory::died);
            Map<String, String> goneOn = written(folder, died, TrainingStory::goneOn);
            Map<String, String> rest = written(folder, Map.of(), TrainingStory::goneOn);
            if (absent.contains(TrainingListenerBehavior.UNBROKEN_FILES)) {
                assertTrue(
                        died.isEmpty() || bytes(goneOn) > bytes(rest),
                        () -> "listener '" + name + "' loses what it wrote before the checkpoint when the training goes"
                                + " on; where Started says that it is resumed, keep the files of before");
            } else {
                assertEquals(
                        Set.of(),
                        TestFolder.changed(unbroken, goneOn),
                        () -> "files of listener '" + name + "' that differ between an unbroken training and one that"
                                + " died and went on. Where Started says that it is resumed, drop what lies behind its"
                                + " updatesDone, since that is told again, and keep what lies before. Where files cannot"
                                + " be the same, as with the time of day in them, override absent(name) and give"
                                + " TrainingListenerBehavior.UNBROKEN_FILES");
            }
        }
    }

    private static int bytes(Map<String, String> files) {
        return files.values().stream().mapToInt(String::length).sum();
    }

    /** What a folder that holds some files holds behind a training. */
    private Map<String, String> written(
            TestFolder folder, Map<String, String> before, Function<Path, List<TrainingEvent>> story)
            throws IOException {
        folder.replace(before);
        Path run = run(folder, "first");
        tell("a training", story.apply(run), run);
        return folder.content();
    }

    void sideBySide() throws IOException {
        try (TestFolder folder = new TestFolder()) {
            Path first = run(folder, "one");
            Path second = run(folder, "two");
            try (TrainingListener one = create(first);
                    TrainingListener other = create(second)) {
                List<TrainingEvent> its = TrainingStory.whole(second);
                int index = 0;
                for (TrainingEvent event : TrainingStory.whole(first)) {
                    TrainingEvent same = its.get(index++);
                    guarded("at " + event + " of one of two trainings", () -> one.on(event));
                    guarded("at " + same + " of the other of two trainings", () -> other.on(same));
                }
            }
            assertSameSizes(sizes(first), sizes(second));
        }
    }

    private static Map<String, Long> sizes(Path run) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sizes.put(run.relativize(file).toString(), Files.size(file));
            }
        }
        return sizes;
    }

    /** About the same, since times of the day differ in length. */
    private static void assertSameSizes(Map<String, Long> one, Map<String, Long> other) {
        boolean same = one.keySet().equals(other.keySet())
                && one.entrySet().stream()
                        .allMatch(file -> Math.abs(file.getValue() - other.get(file.getKey())) <= file.getValue() / 10);
        assertTrue(
                same,
                () -> "two trainings side by side were told the same, and their files and sizes are " + one + " and "
                        + other + "; create must give each a listener of its own, with nothing shared");
    }

    void closes() throws IOException {
        try (TestFolder folder = new TestFolder()) {
            Path run = run(folder, "first");
            // the first may start what all share
            tell("a training", TrainingStory.whole(run), run);
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            for (int i = 0; i < TRAININGS; i++) {
                tell("a training", TrainingStory.whole(run), run);
            }
            assertEquals(
                    List.of(),
                    folder.open(),
                    "files that are still open when the listener is closed; close them in close()");
            List<String> left = threadsLeft(before);
            assertTrue(
                    left.size() < TRAININGS,
                    () -> "listener '" + name + "' leaves threads behind when it is closed: " + left
                            + "; end them in close()");
        }
    }

    /** Threads that there were not before, and that do not end. */
    private static List<String> threadsLeft(Set<Thread> before) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
            left.removeAll(before);
            if (left.size() < TRAININGS || System.nanoTime() > deadline) {
                return left.stream().map(Thread::getName).sorted().toList();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
