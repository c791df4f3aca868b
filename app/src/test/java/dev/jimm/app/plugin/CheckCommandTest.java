package dev.jimm.app.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.Description;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import dev.jimm.app.Perceptrons;
import dev.jimm.app.TestPlugin;
import dev.jimm.core.error.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    @TempDir
    private Path home;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectory(home.resolve("plugins"));
    }

    /** From a distribution that has no plugins of its own. */
    private Outcome check(Object... arguments) {
        return Cli.runFrom(
                home,
                Stream.concat(Stream.of("plugins", "check"), Stream.of(arguments))
                        .toArray());
    }

    private Path sound() {
        Path jar = folder.resolve("perceptrons.jar");
        TestPlugin.write(
                jar,
                "perceptrons",
                ModelProvider.class,
                Perceptrons.class,
                Perceptrons.Config.class,
                Perceptrons.Gate.class);
        return jar;
    }

    /** An optimizer that does what no plugin should. */
    public static final class Rude implements OptimizerProvider<Rude.Config> {
        /** Has no options. */
        public record Config() {}

        @Override
        public Set<String> names() {
            return Set.of("rude");
        }

        @Override
        public Config defaults(String name) {
            Thread.currentThread().setContextClassLoader(null);
            return new Config();
        }

        @Override
        public UpdateRule rule(String name, Config options) {
            throw new IllegalStateException(Category.INTERNAL.toString());
        }

        @Override
        public Description describe(String name) {
            System.exit(1);
            System.exit(2);
            System.exit(3);
            Runtime.getRuntime().halt(4);
            return Description.of("ends everything");
        }
    }

    private Path rude() {
        Path jar = folder.resolve("rude.jar");
        TestPlugin.write(jar, "rude", OptimizerProvider.class, Rude.class, Rude.Config.class);
        return jar;
    }

    /** Lines of this file change. */
    private static String withoutLines(String text) {
        return text.replaceAll("\\.java:\\d+", ".java:N");
    }

    @Test
    void aSoundPlugin() {
        Path jar = sound();
        assertEquals(new Outcome(0, jar + """
                  (perceptrons 1.2.3, 3 classes read)  nothing found
                1 jar: 0 errors, 0 warnings, 0 remarks
                """, ""), check(jar));
        assertEquals(check(jar), check("--load", jar));
    }

    @Test
    void findingsHavePlacesAndRemedies() {
        Path jar = rude();
        Outcome outcome = check(jar);
        assertEquals(jar + """
                  (rude 1.2.3, 2 classes read)
                  ERROR    needs dev.jimm.core.error.Category, which jimm has for itself and plugins do not see
                           at dev.jimm.app.plugin.CheckCommandTest$Rude.rule(CheckCommandTest.java:N)
                           -> the author should use only dev.jimm.api
                  WARNING  ends the whole process
                           at dev.jimm.app.plugin.CheckCommandTest$Rude.describe(CheckCommandTest.java:N) and 3 more of its package
                           -> the author should throw an exception; the program around the plugin decides when to end
                  REMARK   sets the context class loader of threads
                           at dev.jimm.app.plugin.CheckCommandTest$Rude.defaults(CheckCommandTest.java:N)
                           -> the author should set the former one again in a finally block

                1 jar: 1 error, 1 warning, 1 remark
                """, withoutLines(outcome.out()));
        assertEquals(4, outcome.exitCode());
        assertEquals("", outcome.err());
    }

    @Test
    void warningsAreNoFailure() throws IOException {
        Path jar = Files.copy(sound(), home.resolve("plugins/one.jar"));
        Files.copy(jar, home.resolve("plugins/same.jar"));
        Outcome outcome = check(jar);
        assertEquals(0, outcome.exitCode());
        assertTrue(
                outcome.out().contains("\n  WARNING  has the Plugin-Id of " + home.resolve("plugins/same.jar") + "\n"),
                outcome.out());
        assertTrue(outcome.out().endsWith("\n1 jar: 0 errors, 1 warning, 0 remarks\n"), outcome.out());
    }

    @Test
    void asJson() throws IOException {
        Path garbage = Files.writeString(folder.resolve("garbage.jar"), "this is no jar");
        Outcome outcome = check("--json", rude(), garbage);
        assertEquals(4, outcome.exitCode());
        JsonNode json = new ObjectMapper().readTree(outcome.out());
        assertEquals(2, json.size());
        JsonNode first = json.get(0);
        assertEquals("rude", first.get("id").asText());
        assertEquals("1.2.3", first.get("version").asText());
        assertEquals(64, first.get("sha256").asText().length());
        assertEquals(2, first.get("classes").asInt());
        JsonNode exit = first.get("findings").get(1);
        assertEquals("warning", exit.get("severity").asText());
        assertEquals("ends the whole process", exit.get("what").asText());
        assertTrue(exit.get("remedy").asText().startsWith("the author should throw"), exit::toString);
        assertEquals(4, exit.get("places").size());
        assertEquals(
                "is not a jar", json.get(1).get("findings").get(0).get("what").asText());
    }

    @Test
    void allFilesThatDoNotExistAreTold() {
        assertEquals(
                new Outcome(2, "", "jimm: a.jar: there is no such file\nb.jar: there is no such file\n"),
                check("a.jar", sound(), "b.jar"));
    }

    @Test
    void pluginsOfFurtherFoldersAreAtHand() throws IOException {
        Path further = Files.createDirectory(folder.resolve("further"));
        Path jar = Files.copy(sound(), further.resolve("one.jar"));
        Files.copy(jar, further.resolve("same.jar"));
        Outcome outcome = check(jar, "--plugins", further);
        assertTrue(outcome.out().contains("has the Plugin-Id of " + further.resolve("same.jar")), outcome.out());
    }

    @Test
    void loadingTellsWhatClashes() {
        TestPlugin.write(
                home.resolve("plugins/other.jar"),
                "other",
                ModelProvider.class,
                Perceptrons.class,
                Perceptrons.Config.class,
                Perceptrons.Gate.class);
        Path jar = sound();
        assertEquals(0, check(jar).exitCode());
        Outcome outcome = check("--load", jar);
        assertEquals(4, outcome.exitCode());
        assertTrue(
                outcome.out()
                        .contains("\n  ERROR    names of plugins clash; remove one of the two plugins: " + jar
                                + " (perceptrons 1.2.3) and "),
                outcome.out());
    }
}
