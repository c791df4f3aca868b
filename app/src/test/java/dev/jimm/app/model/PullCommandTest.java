package dev.jimm.app.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import dev.jimm.app.Perceptrons;
import dev.jimm.app.TestPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a network: what is in the cache is had, and what is not is missed. */
class PullCommandTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    private Path home;

    @BeforeEach
    void makePluginAndCache() throws IOException {
        Path plugins = Files.createDirectory(home.resolve("plugins"));
        TestPlugin.write(
                plugins.resolve("perceptrons.jar"),
                "perceptrons",
                ModelProvider.class,
                Perceptrons.class,
                Perceptrons.Config.class,
                Perceptrons.Gate.class);
        cache("timm/perceptron_wide.a_in1k", "model.safetensors", "x".repeat(3 << 20));
        cache("me/mine", "model.safetensors", "mine");
        cache(
                "me/mine",
                "config.json",
                "{\"architecture\": \"perceptron\", \"pretrained_cfg\": {\"license\": \"mit\"}}");
    }

    private Path cache(String repository, String name, String content) throws IOException {
        Path folder = home.resolve("hub").resolve("models--" + repository.replace("/", "--"));
        Files.createDirectories(folder.resolve("refs"));
        Files.writeString(folder.resolve("refs/main"), COMMIT);
        Path snapshot = Files.createDirectories(folder.resolve("snapshots").resolve(COMMIT));
        return Files.writeString(snapshot.resolve(name), content);
    }

    private String snapshot(String repository, String name) {
        return home.resolve("hub")
                .resolve("models--" + repository.replace("/", "--"))
                .resolve("snapshots")
                .resolve(COMMIT)
                .resolve(name)
                .toString();
    }

    private Outcome run(Object... arguments) {
        Map<String, String> environment =
                Map.of("HF_HOME", home.toString(), "TORCH_HOME", home.toString(), "HF_HUB_OFFLINE", "1");
        return Cli.runFrom(home, environment, arguments);
    }

    @Test
    void tellsWhereWeightsAre() {
        String file = snapshot("timm/perceptron_wide.a_in1k", "model.safetensors");
        assertEquals(
                new Outcome(0, "perceptron_wide.a_in1k, 3 MB, licence mit\n  " + file + "\n", ""),
                run("models", "pull", "perceptron_wide"));
        assertTrue(run("models", "show", "perceptron_wide").out().contains("\n  weights     " + file + "\n"));
        assertEquals(
                new Outcome(
                        0,
                        "hf-hub:me/mine, 0 KB, licence mit\n  " + snapshot("me/mine", "model.safetensors") + "\n",
                        ""),
                run("models", "pull", "hf-hub:me/mine"));
    }

    @Test
    void oneFailureDoesNotKeepTheOthers() {
        Outcome outcome = run("models", "pull", "perceptron_wide", "--all-tags", "perceptron_vide", "hf-hub:../x");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.out().startsWith("perceptron_wide.a_in1k, 3 MB, licence mit\n"), outcome.out());
        assertTrue(outcome.out().endsWith("\n1 of 2 are on this machine, 3 MB\n"), outcome.out());
        String[] errors = outcome.err().split("\n");
        assertEquals(3, errors.length, outcome.err());
        assertTrue(errors[0].startsWith("jimm: unknown model 'perceptron_vide'; did you mean"), errors[0]);
        assertTrue(errors[1].startsWith("jimm: '../x' is no repository"), errors[1]);
        assertTrue(
                errors[2].startsWith(
                        "jimm: timm/perceptron_wide.b_in1k: model.safetensors or model.safetensors.index.json or"
                                + " pytorch_model.bin is not"),
                errors[2]);
    }

    @Test
    void takesPatternsOfModelsAndTags() throws IOException {
        assertEquals(0, run("models", "pull", "*_wide").exitCode());
        assertEquals(3, run("models", "pull", "*_wide.*").exitCode());
        assertEquals(
                new Outcome(2, "", "jimm: nothing that has pretrained weights matches 'perceptron.*'\n"),
                run("models", "pull", "perceptron.*"));
        JsonNode pulled = new ObjectMapper()
                .readTree(run("models", "pull", "p*.a_*", "perceptron_wide", "--json")
                        .out());
        assertEquals(1, pulled.size());
        assertEquals("perceptron_wide.a_in1k", pulled.get(0).path("name").textValue());
        assertEquals(3 << 20, pulled.get(0).path("bytes").intValue());
        assertEquals("mit", pulled.get(0).path("license").textValue());
    }

    @Test
    void countsAllFilesOfWeightsInSeveral() throws IOException {
        cache("me/split", "config.json", "{\"architecture\": \"perceptron\"}");
        cache(
                "me/split",
                "model.safetensors.index.json",
                "{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}");
        cache("me/split", "one.safetensors", "x".repeat(2 << 20));
        Outcome missing = run("models", "pull", "hf-hub:me/split");
        assertEquals(3, missing.exitCode());
        assertTrue(
                missing.err().startsWith("jimm: me/split@" + COMMIT + ": two.safetensors is not in the cache"),
                missing.err());
        cache("me/split", "two.safetensors", "x".repeat(3 << 20));
        assertEquals(
                new Outcome(
                        0,
                        "hf-hub:me/split, 5 MB, licence unknown\n  "
                                + snapshot("me/split", "model.safetensors.index.json") + "\n",
                        ""),
                run("models", "pull", "hf-hub:me/split"));
        assertTrue(run("models", "cache").out().contains("5 MB"));
    }

    @Test
    void listsAndRemovesWhatIsThere() throws IOException {
        String[] lines = run("models", "cache").out().split("\n");
        assertTrue(lines[0].matches("name +revisions +size +last use"), lines[0]);
        assertTrue(lines[1].matches("me/mine +main +0 KB +20..-..-.."), lines[1]);
        assertTrue(lines[2].matches("timm/perceptron_wide.a_in1k +main +3 MB +20..-..-.."), lines[2]);
        assertEquals("2 in " + home.resolve("hub") + " and " + home.resolve("hub/checkpoints") + ", 3 MB", lines[4]);
        JsonNode all =
                new ObjectMapper().readTree(run("models", "cache", "--json").out());
        assertEquals("main", all.get(1).path("revisions").get(0).textValue());

        assertEquals(
                new Outcome(0, "timm/perceptron_wide.a_in1k: 3 MB deleted\n", ""),
                run("models", "cache", "--remove", "perceptron_wide"));
        assertEquals(
                new Outcome(2, "", "jimm: 'me/mime' is not in the cache; did you mean 'me/mine'?\n"),
                run("models", "cache", "--remove", "me/mime"));
        assertEquals(0, run("models", "cache", "--remove", "hf-hub:me/mine").exitCode());
        assertFalse(Files.exists(home.resolve("hub/models--me--mine")));
        assertEquals("[ ]\n", run("models", "cache", "--json").out());
    }
}
