package dev.jimm.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Saved;
import dev.jimm.api.event.TrainingEvent.Started;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingListenerProvider;
import dev.jimm.core.config.Problems;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {
    private final List<String> heard = new ArrayList<>();

    @TempDir
    private Path folder;

    public record Volume(int loudness) {
        public Volume {
            if (loudness < 0) {
                throw new IllegalArgumentException("loudness must be at least 0, is " + loudness);
            }
        }
    }

    /** They tell what they hear; {@code broken} throws at it; {@code impossible} and {@code picky} cannot be made. */
    private final class Ears implements TrainingListenerProvider<Volume> {
        @Override
        public Set<String> names() {
            return Set.of("ear", "broken", "impossible", "picky", "second-ear");
        }

        @Override
        public Volume defaults(String name) {
            return new Volume(3);
        }

        @Override
        public TrainingListener create(String name, Volume options, Path runFolder) {
            if (name.equals("impossible")) {
                throw new IllegalStateException("no");
            }
            if (name.equals("picky")) {
                throw new IllegalArgumentException("loudness must be less than there are models");
            }
            return new TrainingListener() {
                @Override
                public void on(TrainingEvent event) {
                    heard.add(name + " " + options.loudness() + " "
                            + event.getClass().getSimpleName());
                    if (name.equals("broken")) {
                        throw new IllegalStateException("it hurts");
                    }
                }

                @Override
                public void close() {
                    heard.add(name + " closed");
                    if (name.equals("broken")) {
                        throw new IllegalStateException("it still hurts");
                    }
                }
            };
        }
    }

    private final ProviderCatalogue catalogue = ProviderCatalogue.of(List.of(new Provided<>(new Ears(), "ears.jar")));

    private static Config section(String text) {
        return ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription("run.conf"));
    }

    private Listeners bind(String text) {
        Problems problems = new Problems();
        Listeners listeners = Listeners.bind(section(text), catalogue, problems);
        assertEquals(List.of(), problems.lines());
        return listeners;
    }

    private List<String> problems(String text) {
        Problems problems = new Problems();
        Listeners.bind(section(text), catalogue, problems);
        return problems.lines();
    }

    private static Started started() {
        return new Started("first", Path.of("runs", "first"), "resnet18", 1, 2, 3, 4, 5, 0, 0, 0, false);
    }

    private static Saved saved() {
        return new Saved(Path.of("checkpoints", "epoch-0001"));
    }

    @Test
    void aListenerIsOnWhenItsKeyIsThere() throws IOException {
        try (TrainingListener listener =
                bind("csv {}, json-lines { every-steps = 2 }").open(folder)) {
            listener.on(started());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of("events.jsonl", "steps.csv"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void optionsAreWrittenOut() {
        Listeners listeners = bind("tensorboard {}, csv {}, json-lines { every-steps = 2 }, ear = null");
        assertEquals(
                section("csv {}, json-lines { every-steps = 2 }, tensorboard { every-steps = 50 }"),
                listeners.resolved());
        assertEquals(
                Map.of(
                        "listener csv",
                        "jimm itself",
                        "listener json-lines",
                        "jimm itself",
                        "listener tensorboard",
                        "jimm itself"),
                listeners.origins());
        assertEquals(Map.of("listener ear", "ears.jar"), bind("ear {}").origins());
    }

    @Test
    void withoutTheSectionThereIsNone() throws IOException {
        Listeners none = Listeners.bind(ConfigFactory.empty(), catalogue, new Problems());
        assertEquals(ConfigFactory.empty(), none.resolved());
        try (TrainingListener listener = none.open(folder)) {
            listener.on(started());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void allProblemsAreTold() {
        assertEquals(
                List.of(
                        "run.conf:1: 'log': unknown listener 'tensorbord'; did you mean 'tensorboard'? (known: broken,"
                                + " csv, ear, impossible, json-lines, picky, second-ear, tensorboard)",
                        "run.conf:2: 'log.csv' must be a section; write log.csv {}",
                        "run.conf:3: unknown key 'log.json-lines.every-step'; did you mean 'every-steps'?"
                                + "; json-lines has every-steps",
                        "run.conf:4: 'log.ear.loudness' must be at least 0, is -1; ear has loudness"),
                problems("tensorbord {}\ncsv = true\njson-lines { every-step = 3 }\near { loudness = -1 }"));
    }

    @Test
    void allListenersHearAllEventsInOrder() {
        try (TrainingListener listener =
                bind("second-ear { loudness = 1 }, ear {}").open(folder)) {
            listener.on(started());
            listener.on(saved());
        }
        assertEquals(
                List.of(
                        "ear 3 Started",
                        "second-ear 1 Started",
                        "ear 3 Saved",
                        "second-ear 1 Saved",
                        "ear closed",
                        "second-ear closed"),
                heard);
    }

    @Test
    void aListenerThatThrowsIsLeftOut() {
        try (TrainingListener listener = bind("broken {}, ear {}").open(folder)) {
            listener.on(started());
            listener.on(saved());
        }
        assertEquals(List.of("broken 3 Started", "broken closed", "ear 3 Started", "ear 3 Saved", "ear closed"), heard);
    }

    @Test
    void aListenerThatRefusesItsOptionsIsAnErrorOfTheConfiguration() {
        JimmException failure =
                assertThrows(JimmException.class, () -> bind("ear {}, picky {}").open(folder));
        assertEquals(Category.CONFIGURATION, failure.category());
        assertEquals("'log.picky': loudness must be less than there are models (says ears.jar)", failure.getMessage());
        assertEquals(List.of("ear closed"), heard);
    }

    @Test
    void aListenerThatCannotBeMadeIsAnErrorOfItsPlugin() {
        JimmException failure = assertThrows(
                JimmException.class, () -> bind("ear {}, impossible {}").open(folder));
        assertEquals(Category.PLUGIN, failure.category());
        assertTrue(failure.getMessage().startsWith("ears.jar: listener 'impossible' fails: "), failure::getMessage);
        assertEquals(List.of("ear closed"), heard);
    }
}
