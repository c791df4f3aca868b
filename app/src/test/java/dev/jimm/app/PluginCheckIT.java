package dev.jimm.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingListenerProvider;
import dev.jimm.app.Distribution.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of plugins, as the distribution runs it: from modules. */
class PluginCheckIT {
    private static final Path PLUGINS = Distribution.HOME.resolve("plugins");

    @TempDir
    private Path folder;

    private Outcome check(Object... arguments) throws IOException, InterruptedException {
        return Distribution.run(
                folder,
                Map.of(),
                Stream.concat(Stream.of("plugins", "check"), Stream.of(arguments))
                        .toArray());
    }

    private static List<Path> firstParty() throws IOException {
        try (Stream<Path> files = Files.list(PLUGINS)) {
            return files.sorted().toList();
        }
    }

    @Test
    void thePluginsOfTheDistributionHaveNoErrorsAndNoWarnings() throws Exception {
        List<Path> jars = firstParty();
        Outcome outcome =
                check(Stream.concat(Stream.of("--json"), jars.stream()).toArray());
        assertEquals(0, outcome.exitCode(), outcome::toString);
        JsonNode reports = new ObjectMapper().readTree(outcome.out());
        assertEquals(jars.size(), reports.size());
        Set<String> withRemarks = new TreeSet<>();
        for (JsonNode report : reports) {
            assertTrue(report.get("classes").asInt() > 5, report::toString);
            for (JsonNode finding : report.get("findings")) {
                assertEquals("remark", finding.get("severity").asText(), report::toString);
                withRemarks.add(report.get("id").asText());
            }
        }
        assertEquals(Set.of("parquet"), withRemarks);
    }

    @Test
    void theyLoadWithoutATrace() throws Exception {
        Path schedulers = firstParty().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("schedulers-"))
                .findFirst()
                .orElseThrow();
        Outcome outcome = check("--load", schedulers);
        assertEquals(0, outcome.exitCode(), outcome::toString);
        assertTrue(outcome.out().endsWith("\n1 jar: 0 errors, 0 warnings, 0 remarks\n"), outcome.out());
    }

    /** Ends the process when it is constructed. */
    public static final class Ender implements TrainingListenerProvider<Ender.Options> {
        /** Has none. */
        public record Options() {}

        public Ender() {
            System.exit(0);
        }

        @Override
        public Set<String> names() {
            return Set.of("ender");
        }

        @Override
        public Options defaults(String name) {
            return new Options();
        }

        @Override
        public TrainingListener create(String name, Options options, Path runFolder) {
            throw new UnsupportedOperationException(name);
        }
    }

    @Test
    void aPluginThatEndsTheProcessIsFoundBeforeItRunsAndWhenItRuns() throws Exception {
        Path jar = folder.resolve("ender.jar");
        TestPlugin.write(jar, "ender", TrainingListenerProvider.class, Ender.class, Ender.Options.class);
        Outcome unloaded = check(jar);
        assertEquals(0, unloaded.exitCode(), unloaded::toString);
        assertTrue(unloaded.out().contains("\n  WARNING  ends the whole process\n"), unloaded.out());
        assertTrue(
                unloaded.out().contains("at dev.jimm.app.PluginCheckIT$Ender.<init>(PluginCheckIT.java:"),
                unloaded.out());

        Outcome loaded = check("--load", jar);
        assertEquals(4, loaded.exitCode(), loaded::toString);
        assertEquals("jimm: " + jar + ": ends the whole process when it is loaded\n", loaded.err());
    }
}
