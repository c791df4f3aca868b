package dev.jimm.app.average;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.weights.Checkpoint;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
class AverageCommandTest {
    private static final Pattern LOSS = Pattern.compile("\n  loss +([0-9.]+)\n");

    @TempDir
    private static Path folder;

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        for (int i = 0; i < 16; i++) {
            paint("blue", i, 0x0000ff + 0x000f00 * i);
            paint("red", i, 0xff0000 + 0x000f00 * i);
        }
        run = folder.resolve("runs/colours");
        Path file = Files.writeString(folder.resolve("run.conf"), """
            name = colours
            model { name = test_resnet }
            input { size = 32 }
            data { reader = image-folder, root = "DATA", batch-size = 8, workers = 1, validation-fraction = 0.25 }
            optimizer { name = adamw, lr = 1e-3 }
            train { epochs = 3, output = "RUNS", checkpoints.last = 3 }
            """.replace("DATA", slashes(folder.resolve("data")))
                .replace("RUNS", slashes(run.getParent())));
        assertEquals(0, Cli.run("train", file).exitCode());
    }

    private static void paint(String name, int number, int colour) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 32 * 32; i++) {
            image.setRGB(i % 32, i / 32, colour);
        }
        Path target =
                Files.createDirectories(folder.resolve("data").resolve(name)).resolve(number + ".png");
        ImageIO.write(image, "png", target.toFile());
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static Path checkpoint(int epoch) {
        return run.resolve("checkpoints/epoch-000" + epoch);
    }

    /** The loss that was told is the one that others find, so what was written is what was measured. */
    @Test
    void writesTheAverageThatItMeasured() throws IOException {
        Path soup = folder.resolve("soup");
        Outcome outcome = Cli.run("average", run, "--metric", "loss", "--recalibrate", 2, "--output", soup);
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(
                outcome.out().matches("(?s) +loss  checkpoint\n(\\+ +[0-9.]+  .*epoch-000[123]\n){3}\n.*"),
                outcome.out());
        assertTrue(outcome.out().contains("\n  averaged     3 of 3\n"), outcome.out());
        assertTrue(outcome.out().contains("written: " + soup + "; "), outcome.out());
        Matcher told = LOSS.matcher(outcome.out());
        assertTrue(told.find(), outcome.out());
        assertEquals(Double.parseDouble(told.group(1)), validated(soup), 6e-5);
    }

    /** Averaged variances are not those of the averaged weights; the weights stay as they are. */
    @Test
    void recalibrationTakesTheStatisticsAnew() {
        Path averaged = folder.resolve("averaged");
        Path recalibrated = folder.resolve("recalibrated");
        for (Path soup : List.of(averaged, recalibrated)) {
            int batches = soup.equals(averaged) ? 0 : 2;
            Outcome outcome = Cli.run("average", run, "--recalibrate", batches, "--output", soup);
            assertEquals(0, outcome.exitCode(), outcome.err());
        }
        SafetensorsReader before = Checkpoint.open(averaged).group("model");
        SafetensorsReader after = Checkpoint.open(recalibrated).group("model");
        int statistics = 0;
        for (String name : before.names()) {
            boolean same =
                    Arrays.equals(before.get(name).floats(), after.get(name).floats());
            boolean statistic = name.contains("running_") || name.endsWith("num_batches_tracked");
            assertEquals(statistic, !same, name);
            statistics += statistic ? 1 : 0;
        }
        assertTrue(statistics > 0);
    }

    /** Which of its checkpoints a soup is made of is in it, as is what was done to them. */
    @Test
    void aSoupTellsWhatItIs() {
        Path soup = folder.resolve("described");
        Outcome outcome = Cli.run(
                "average", checkpoint(2), checkpoint(3), "--metric", "loss", "--recalibrate", 1, "--output", soup);
        assertEquals(0, outcome.exitCode(), outcome.err());
        Checkpoint written = Checkpoint.open(soup);
        assertEquals("loss", written.info().score().orElseThrow().metric());
        JsonNode made = written.state().get("soup");
        assertEquals(checkpoint(2).toString(), made.at("/of/0/checkpoint").asText());
        assertEquals(checkpoint(3).toString(), made.at("/of/1/checkpoint").asText());
        assertEquals(
                Checkpoint.open(checkpoint(3)).info().step(),
                made.at("/of/1/step").asLong());
        assertEquals("loss", made.get("metric").asText());
        assertFalse(made.get("greedy").asBoolean());
        assertEquals(1, made.get("recalibrated").asInt());
        Outcome ema = Cli.run("validate", soup, "--ema");
        assertEquals(3, ema.exitCode());
        assertTrue(ema.err().contains("or 'jimm average' wrote it, which keeps none"), ema.err());
    }

    private static double validated(Path model) throws IOException {
        Path json = folder.resolve("validated.json");
        Outcome outcome = Cli.run("validate", model, "--output", json);
        assertEquals(0, outcome.exitCode(), outcome.err());
        return new ObjectMapper().readTree(json.toFile()).findValue("loss").doubleValue();
    }

    @Test
    void greedyIsNotWorseThanTheBestAlone() throws IOException {
        Path soup = folder.resolve("greedy");
        Outcome outcome = Cli.run(
                "average",
                checkpoint(1),
                checkpoint(2),
                checkpoint(3),
                "--greedy",
                "--metric",
                "loss",
                "--recalibrate",
                0,
                "--output",
                soup);
        assertEquals(0, outcome.exitCode(), outcome.err());
        double best = Math.min(validated(checkpoint(1)), Math.min(validated(checkpoint(2)), validated(checkpoint(3))));
        assertTrue(validated(soup) <= best, outcome.out());
    }

    @Test
    void whatIsWrongIsToldBeforeAnythingIsMeasured() {
        Path soup = folder.resolve("refused");
        Outcome unknown = Cli.run("average", run, "--metric", "top-1", "--output", soup);
        assertEquals(2, unknown.exitCode());
        assertTrue(
                unknown.err().startsWith("jimm: --metric: no metric is called 'top-1'; did you mean 'top1'"),
                unknown.err());
        Outcome taken = Cli.run("average", run, "--output", run);
        assertEquals(2, taken.exitCode());
        assertEquals("jimm: " + run + " is there already; name a new folder\n", taken.err());
        Outcome single = Cli.run("average", run, "--last", 1, "--output", soup);
        assertEquals(3, single.exitCode());
        assertTrue(single.err().startsWith("jimm: there is nothing to average: 1 checkpoint in "), single.err());
        Outcome none = Cli.run("average", run, "--last", 0, "--output", soup);
        assertEquals(2, none.exitCode());
        assertTrue(none.err().startsWith("jimm: --last must be at least 1, is 0\n"), none.err());
        assertFalse(Files.exists(soup));
    }
}
