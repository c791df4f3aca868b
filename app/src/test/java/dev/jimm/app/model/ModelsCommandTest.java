package dev.jimm.app.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import dev.jimm.app.Perceptrons;
import dev.jimm.app.TestPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
    @TempDir
    private Path home;

    private Path plugins;

    @BeforeEach
    void makePlugin() throws IOException {
        plugins = Files.createDirectory(home.resolve("plugins"));
        TestPlugin.write(
                plugins.resolve("perceptrons.jar"),
                "perceptrons",
                ModelProvider.class,
                Perceptrons.class,
                Perceptrons.Config.class,
                Perceptrons.Gate.class);
    }

    private Outcome run(Object... arguments) {
        return Cli.runFrom(home, arguments);
    }

    @Test
    void listsAllModelsByPlugin() {
        assertEquals(new Outcome(0, """
                          name             parameters  input  tags  licence
                        perceptrons
                          perceptron           0.01 M    224     0  -
                          perceptron_wide      0.28 M      8     2  mit

                        2 models; 'jimm models show NAME' tells all about one
                        """, ""), run("models"));
    }

    @Test
    void printsAPage() {
        Outcome outcome = run("models", "--markdown");
        assertEquals(0, outcome.exitCode());
        assertTrue(outcome.out().startsWith("# Models\n"), outcome.out());
        assertTrue(outcome.out().endsWith("""
                2 models of 1 family.

                ## perceptrons

                ### perceptron

                | model | parameters | input | licence | tags |
                |---|---:|---:|---|---|
                | perceptron | 0.01 M | 224 | - | - |
                | perceptron_wide | 0.28 M | 8 | mit | a_in1k, b_in1k |
                """), outcome.out());
    }

    @Test
    void listsWhatMatches() {
        Outcome outcome = run("models", "*_w?de");
        assertEquals(0, outcome.exitCode());
        assertTrue(outcome.out().contains("perceptron_wide"));
        assertTrue(outcome.out().endsWith("\n1 model; 'jimm models show NAME' tells all about one\n"));
    }

    @Test
    void listsThoseWithPretrainedWeights() {
        assertTrue(run("models", "--pretrained")
                .out()
                .endsWith("\n1 model; 'jimm models show NAME' tells all about one\n"));
        assertEquals(
                new Outcome(
                        2,
                        "",
                        "jimm: no model with pretrained weights matches 'perceptron'; did you mean"
                                + " 'perceptron_wide'?\n"),
                run("models", "--pretrained", "perceptron"));
    }

    @Test
    void suggestsNamesWhenNothingMatches() {
        assertEquals(
                new Outcome(2, "", "jimm: no model matches 'perzeptron*'; did you mean 'perceptron'?\n"),
                run("models", "perzeptron*"));
    }

    @Test
    void printsJson() throws IOException {
        JsonNode models = new ObjectMapper().readTree(run("models", "--json").out());
        assertEquals(2, models.size());
        JsonNode wide = models.get(1);
        assertEquals("perceptron_wide", wide.path("name").textValue());
        assertEquals("perceptron", wide.path("family").textValue());
        assertEquals("perceptrons", wide.path("plugin").textValue());
        assertEquals(
                (3 + 1) * 20_000 + (20_000 + 1) * 10, wide.path("parameters").intValue());
        assertEquals("[3,8,8]", wide.path("input_size").toString());
        assertEquals("mit", wide.path("license").textValue());
        assertEquals("b_in1k", wide.path("tags").path(1).path("tag").textValue());
        assertTrue(models.get(0).path("license").isNull());
    }

    @Test
    void showsAllAboutAModel() {
        assertEquals(new Outcome(0, """
                        perceptron_wide (family perceptron, plugin perceptrons)

                          parameters  0.28 M in 4 tensors
                          tag         a_in1k, licence mit
                          weights     not on this machine; 'jimm models pull perceptron_wide' fetches them
                          input       3 x 8 x 8 (channels, height, width)
                          evaluation  resize bicubic, keep 0.875 (center)
                          mean        0.5, 0.5, 0.5
                          std         0.25, 0.25, 0.25
                          classes     10
                          classifier  fc
                          features    20000

                        feature maps
                          index  module  channels  reduction
                              0  hidden     20000          8

                        pretrained weights, the default first
                          tag     licence  classes  input   crop
                          a_in1k  mit           10      8  0.875
                          b_in1k  unknown      100      8    1.0

                        options; change them by model { options { KEY = VALUE } } in a run's file
                          key    value        can be
                          width  20000        whole number
                          scale  1e-5         number
                          gate   half-closed  open, half-closed
                          sizes  []           list of whole numbers
                          bias   true         true, false, null
                        """, ""), run("models", "show", "perceptron_wide"));
    }

    @Test
    void showsATag() {
        String out = run("models", "show", "perceptron_wide.b_in1k").out();
        assertTrue(out.contains("  tag         b_in1k, licence unknown\n"), out);
        assertTrue(out.contains("  classes     100\n"), out);
        assertTrue(out.contains("  mean        0.485, 0.456, 0.406\n"), out);
    }

    @Test
    void tellsTheNearestNames() {
        assertEquals(
                new Outcome(
                        2,
                        "",
                        "jimm: unknown model 'perceptron_vide'; did you mean 'perceptron_wide', 'perceptron'?;"
                                + " 'jimm models' lists all 2\n"),
                run("models", "show", "perceptron_vide"));
    }

    /** A family whose only model cannot be built. */
    public static final class Ruin implements ModelProvider {
        /** Has no options. */
        public record Config() {}

        @Override
        public String family() {
            return "ruin";
        }

        @Override
        public List<Architecture<?>> architectures() {
            return List.of(new Architecture<>("ruin", new Config(), (config, options, root) -> {
                throw new IllegalStateException("it fell down");
            }));
        }
    }

    @Test
    void aModelThatCannotBeBuiltDoesNotHideTheOthers() throws IOException {
        Path jar = plugins.resolve("ruins.jar");
        TestPlugin.write(jar, "ruins", ModelProvider.class, Ruin.class, Ruin.Config.class);
        Outcome outcome = run("models");
        assertEquals(0, outcome.exitCode());
        assertTrue(outcome.out().contains("  perceptron_wide      0.28 M      8"), outcome.out());
        assertTrue(outcome.out().contains("\nruins\n  ruin                      -    224     0  -\n"), outcome.out());
        assertEquals(
                "jimm: " + jar + " (ruins 1.2.3): architecture 'ruin' cannot be built:"
                        + " java.lang.IllegalStateException: it fell down\n",
                outcome.err());
        JsonNode ruin = new ObjectMapper()
                .readTree(run("models", "ruin", "--json").out())
                .get(0);
        assertTrue(ruin.path("parameters").isNull());
        assertFalse(ruin.has("problem"));
    }
}
