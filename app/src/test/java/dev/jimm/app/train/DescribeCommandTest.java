package dev.jimm.app.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescribeCommandTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("run.conf");
    }

    private Outcome describe(String text, Object... more) throws IOException {
        Files.writeString(file, text);
        Object[] all = new Object[more.length + 2];
        all[0] = "describe";
        all[1] = file;
        System.arraycopy(more, 0, all, 2, more.length);
        return Cli.run(all);
    }

    @Test
    void tellsWhereEachValueIsFrom() throws IOException {
        Outcome outcome = describe("""
                model.name = resnet18
                optimizer { name = sgd, lr = 0.1 }
                train.epochs = 5
                """, "--set", "train.epochs=3");
        assertEquals("", outcome.err());
        assertEquals(0, outcome.exitCode());
        assertLine(outcome, "name = run", "default");
        assertLine(outcome, "  name = resnet18", file + ":1");
        assertLine(outcome, "  lr = 0.1", file + ":2");
        assertLine(outcome, "  epochs = 3", "--set");
        assertLine(outcome, "  batch-size = 64", "default");
    }

    @Test
    void showsTheDefaultsOfPlugins() throws IOException {
        Outcome outcome = describe("model.name = resnet18\noptimizer.name = adamw\nscheduler.name = cosine\n");
        assertLine(outcome, "  betas = [0.9, 0.999]", "default");
        assertLine(outcome, "  warmup-epochs = 0", "default");
    }

    private static void assertLine(Outcome outcome, String value, String origin) {
        assertTrue(
                outcome.out().lines().anyMatch(line -> line.startsWith(value + " ") && line.endsWith("  # " + origin)),
                () -> value + " from " + origin + " is not in\n" + outcome.out());
    }

    @Test
    void tellsAllProblemsOfTheFileAtOnce() throws IOException {
        assertEquals(
                new Outcome(2, "", """
                        jimm: FILE:2: unknown key 'train.epohcs'; did you mean 'epochs'?
                        FILE:3: 'data.batch-size' must be an int, is the string "lots"
                        2 problems
                        """.replace("FILE", file.toString())),
                describe("model.name = resnet18\ntrain { epohcs = 3 }\ndata.batch-size = lots\n"));
    }

    @Test
    void tellsTheNearestNamesOfWhatPluginsProvide() throws IOException {
        Outcome outcome = describe("model.name = resnet81\noptimizer.name = adamv\nscheduler.name = cosin\n");
        assertEquals(2, outcome.exitCode());
        assertEquals("", outcome.out());
        String[] lines = outcome.err().split("\n");
        assertEquals(4, lines.length, outcome.err());
        assertTrue(lines[0].startsWith("jimm: " + file + ":1: unknown model 'resnet81'; did you mean '"), lines[0]);
        assertTrue(lines[1].startsWith(file + ":2: unknown optimizer 'adamv'; did you mean 'adam"), lines[1]);
        assertTrue(lines[2].startsWith(file + ":3: unknown scheduler 'cosin'; did you mean 'cosine'?"), lines[2]);
        assertEquals("3 problems", lines[3]);
    }

    @Test
    void showsHowEachParameterIsTrained() throws IOException {
        Outcome outcome = describe("""
                model.name = resnet18
                data.batch-size = 64
                optimizer {
                  name = sgd, lr-base = 0.4, weight-decay = 0.1, layer-decay = 0.5
                  groups = [ { match = "fc.*", lr-scale = 10 }, { match = "conv1.*", frozen = true } ]
                }
                """, "--parameters");
        assertEquals("", outcome.err());
        List<String> lines = outcome.out().lines().toList();
        assertEquals(List.of("parameter", "shape", "group", "rate", "decay"), cells(lines.get(0)));
        assertEquals(List.of("conv1.weight", "64 x 3 x 7 x 7", "frozen: conv1.*", "-", "-"), cells(lines.get(1)));
        assertTrue(outcome.out().contains("\nlayer4.1.bn2.weight"), outcome.out());
        assertEquals(
                List.of("fc.weight", "classes x 512", "layer 9, fc.*, decay", "1.000", "0.1"), cells(lines.get(61)));
        assertEquals(List.of("fc.bias", "classes", "layer 9, fc.*, no decay", "1.000", "0.0"), cells(lines.get(62)));
        assertEquals("61 tensors trained, 1 frozen; the rates are those before the schedule", lines.get(64));
    }

    private static List<String> cells(String line) {
        return List.of(line.split("  +"));
    }

    @Test
    void aPatternThatMatchesNothingIsTold() throws IOException {
        Outcome outcome =
                describe("model.name = resnet18\noptimizer.groups = [ { match = \"layer5.*\", frozen = true } ]\n");
        assertEquals(2, outcome.exitCode());
        assertEquals(
                "jimm: " + file
                        + ":2: 'optimizer.groups[0].match' matches none of the model's parameters, is 'layer5.*';"
                        + " did you mean 'layer1', 'layer2', 'layer3'?; 'jimm describe FILE --parameters' lists them\n",
                outcome.err());
    }

    @Test
    void aWrongOptionNamesItsRangeAndTheRulesOwnOptions() throws IOException {
        assertEquals(
                "jimm: " + file + ":2: 'optimizer.momentum' must be at least 0 and below 1, is 1.5; sgd has momentum,"
                        + " dampening, nesterov\n",
                describe("model.name = resnet18\noptimizer { name = sgd, momentum = 1.5 }\n")
                        .err());
    }

    @Test
    void aMissingFileIsWrongUsage() {
        Outcome outcome = Cli.run("describe", file);
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().startsWith("jimm: there is no file " + file), outcome.err());
    }

    @Test
    void trainFindsTheSameProblemsBeforeItStarts() throws IOException {
        Outcome described = describe("model.name = resnet81\n");
        assertEquals(described, Cli.run("train", file));
    }

    @Test
    void describesAllExamples() throws IOException {
        List<Path> examples;
        try (Stream<Path> files = Files.list(Path.of("..", "examples"))) {
            examples = files.filter(path -> path.toString().endsWith(".conf")).toList();
        }
        assertFalse(examples.isEmpty());
        for (Path example : examples) {
            Outcome outcome = Cli.run("describe", example);
            assertEquals("", outcome.err(), example.toString());
            assertEquals(0, outcome.exitCode(), example.toString());
        }
    }
}
