package dev.jimm.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.Description;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import dev.jimm.app.Perceptrons;
import dev.jimm.app.TestPlugin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsCommandTest {
    @TempDir
    private Path home;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectory(home.resolve("plugins"));
    }

    private static final String OPEN = "\ntrust: open, nothing is asked of a plugin\n";

    private String ofDistribution() {
        return "plugins in " + home.resolve("plugins") + "\n  none\n\n";
    }

    private void writePlugin(String file, String id) {
        TestPlugin.write(
                folder.resolve(file),
                id,
                ModelProvider.class,
                Perceptrons.class,
                Perceptrons.Config.class,
                Perceptrons.Gate.class);
    }

    /** From a distribution that has no plugins of its own. */
    private Outcome run(Object... arguments) {
        Object[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--plugins";
        all[arguments.length + 1] = folder;
        return Cli.runFrom(home, all);
    }

    @Test
    void tellsWhatPluginsProvide() {
        writePlugin("perceptrons.jar", "perceptrons");
        assertEquals(new Outcome(0, ofDistribution() + "plugins in " + folder + """


                                  perceptrons 1.2.3  (perceptrons.jar)
                                    2 models: perceptron, perceptron_wide
                                """ + OPEN, ""), run("plugins"));
    }

    @Test
    void tellsWhatWasRefusedAndWhy() throws IOException {
        writePlugin("perceptrons.jar", "perceptrons");
        Files.writeString(folder.resolve("garbage.jar"), "this is no jar");
        Outcome outcome = run("plugins");
        assertEquals(4, outcome.exitCode());
        assertTrue(outcome.out().contains("  perceptrons 1.2.3  (perceptrons.jar)\n"), outcome.out());
        assertTrue(outcome.out().contains("  REFUSED  garbage.jar\n    why: "), outcome.out());
        assertTrue(outcome.out().contains("\n    what to do: "), outcome.out());
    }

    @Test
    void otherCommandsWarnAndGoOn() throws IOException {
        writePlugin("perceptrons.jar", "perceptrons");
        Files.writeString(folder.resolve("garbage.jar"), "this is no jar");
        Outcome outcome = run("models");
        assertEquals(0, outcome.exitCode());
        assertEquals("jimm: 1 plugin was refused; 'jimm plugins' tells why\n", outcome.err());
    }

    @Test
    void aClashOfNamesIsRefused() {
        writePlugin("one.jar", "one");
        writePlugin("two.jar", "two");
        Outcome outcome = run("plugins");
        assertEquals(4, outcome.exitCode());
        assertEquals("", outcome.err());
        for (String[] pair : new String[][] {{"one", "two"}, {"two", "one"}}) {
            String refused =
                    "  REFUSED  " + pair[0] + ".jar\n    why: provides model 'perceptron', 'perceptron_wide', as "
                            + pair[1] + ".jar does\n    what to do: keep only one of the two\n";
            assertTrue(outcome.out().contains(refused), outcome.out());
        }
        assertEquals("jimm: 2 plugins were refused; 'jimm plugins' tells why", firstLine(run("models")));
    }

    private static String firstLine(Outcome outcome) {
        return outcome.err().lines().findFirst().orElse("");
    }

    private void writePolicy(String... lines) throws IOException {
        Path conf = Files.createDirectories(home.resolve("conf"));
        Files.write(conf.resolve("plugins.conf"), List.of(lines));
        Files.writeString(conf.resolve("allowed.sha256"), "# none\n");
    }

    @Test
    void strictRefusesWithTheLineToAdd() throws IOException {
        writePlugin("perceptrons.jar", "perceptrons");
        writePolicy("mode = strict", "allowed = [allowed.sha256]");
        Outcome outcome = run("plugins");
        assertEquals(4, outcome.exitCode());
        Path list = home.resolve("conf/allowed.sha256");
        String remedy = "    what to do: if you trust it, add this line to " + list + ": ";
        int at = outcome.out().indexOf(remedy);
        assertTrue(at > 0, outcome.out());
        assertTrue(outcome.out().endsWith("\ntrust: strict, only what was allowed is used\n"), outcome.out());

        Files.writeString(
                list,
                outcome.out()
                        .substring(at + remedy.length())
                        .lines()
                        .findFirst()
                        .orElseThrow());
        assertEquals(new Outcome(0, ofDistribution() + "plugins in " + folder + """


                                  perceptrons 1.2.3  (perceptrons.jar, allowed by its digest)
                                    2 models: perceptron, perceptron_wide

                                trust: strict, only what was allowed is used
                                """, ""), run("plugins"));
    }

    @Test
    void warnNotes() throws IOException {
        writePlugin("perceptrons.jar", "perceptrons");
        writePolicy("mode = warn");
        Outcome outcome = run("plugins");
        assertEquals(0, outcome.exitCode());
        assertTrue(outcome.out().contains("  perceptrons 1.2.3  (perceptrons.jar, not signed)\n"), outcome.out());
        assertTrue(
                outcome.out()
                        .contains("\nnote: " + folder.resolve("perceptrons.jar")
                                + " is used, though not trusted (not signed); if you trust it, allow its digest: "),
                outcome.out());
        assertEquals(
                "jimm: 1 plugin was used without being trusted; 'jimm plugins' tells why", firstLine(run("models")));
    }

    @Test
    void aMistakeInThePolicyStopsEverything() throws IOException {
        writePolicy("mode = stric");
        Outcome outcome = run("plugins");
        assertEquals(2, outcome.exitCode());
        assertEquals(
                "jimm: " + home.resolve("conf/plugins.conf") + ":1: 'mode' must be one of open, warn, strict, is the"
                        + " string \"stric\"; did you mean 'strict'?\n",
                outcome.err());
    }

    /** A family whose table of pretrained weights is no JSON. */
    public static final class BrokenTable implements ModelProvider {
        @Override
        public String family() {
            return "broken";
        }

        @Override
        public List<Architecture<?>> architectures() {
            return List.of();
        }

        @Override
        public Set<String> names() {
            return Set.of("broken");
        }

        @Override
        public Optional<InputStream> pretrainedTable() {
            return Optional.of(new ByteArrayInputStream(new byte[] {'{'}));
        }
    }

    @Test
    void aPluginWithABrokenTableIsRefused() {
        TestPlugin.write(folder.resolve("broken.jar"), "broken", ModelProvider.class, BrokenTable.class);
        Outcome outcome = run("plugins");
        assertEquals(4, outcome.exitCode());
        assertTrue(outcome.out().contains("  REFUSED  broken.jar\n    why: "), outcome.out());
    }

    /** An optimizer that changes nothing. */
    public static final class Still implements OptimizerProvider<Still.Config> {
        /** Has no options. */
        public record Config() {}

        @Override
        public Set<String> names() {
            return Set.of("still");
        }

        @Override
        public Config defaults(String name) {
            return new Config();
        }

        @Override
        public UpdateRule rule(String name, Config options) {
            throw new UnsupportedOperationException("nobody trains with it");
        }

        @Override
        public Description describe(String name) {
            return Description.of("changes nothing");
        }
    }

    @Test
    void anEmptyFolderHasNoPlugins() {
        assertEquals(
                new Outcome(0, ofDistribution() + "plugins in " + folder + "\n  none\n" + OPEN, ""), run("plugins"));
        assertEquals(
                new Outcome(
                        2,
                        "",
                        "jimm: no model matches '*'; no plugin provides one ('jimm plugins' tells what was loaded)\n"),
                run("models"));
    }

    @Test
    void furtherFoldersComeToThoseOfTheDistribution(@TempDir Path third) {
        TestPlugin.write(
                home.resolve("plugins/own.jar"), "own", OptimizerProvider.class, Still.class, Still.Config.class);
        writePlugin("perceptrons.jar", "perceptrons");
        Outcome outcome = Cli.runFrom(home, "--plugins", third, "plugins", "--plugins", folder);
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertEquals(
                List.of(home.resolve("plugins"), third, folder).stream()
                        .map(each -> "plugins in " + each)
                        .toList(),
                outcome.out()
                        .lines()
                        .filter(line -> line.startsWith("plugins in "))
                        .toList());
        assertTrue(outcome.out().contains("\n    1 optimizer: still\n"), outcome.out());
        assertTrue(outcome.out().contains("\n    2 models: perceptron, perceptron_wide\n"), outcome.out());
    }

    @Test
    void furtherFoldersComeToThoseOfTheClassPath() {
        writePlugin("perceptrons.jar", "perceptrons");
        Outcome outcome = Cli.run("plugins", "--plugins", folder);
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().startsWith("plugins on the class path\n  "), outcome.out());
        assertTrue(outcome.out().contains("\nplugins in " + folder + "\n\n  perceptrons 1.2.3"), outcome.out());
        assertEquals(0, Cli.run("models", "perceptron", "--plugins", folder).exitCode());
        assertEquals(0, Cli.run("models", "resnet18", "--plugins", folder).exitCode());
    }

    @Test
    void aFolderThatWasNamedMustExist() throws IOException {
        Files.delete(folder);
        assertEquals(new Outcome(2, "", "jimm: --plugins " + folder + ": there is no such folder\n"), run("plugins"));
    }
}
