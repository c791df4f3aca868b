package dev.jimm.app.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small model that was trained on stripes, quantised. */
@Tag("engine")
class QuantizeCommandTest {
    private static final List<String> CLASSES = List.of("across", "down", "plain");
    private static final int IMAGES = 24;
    private static final int SIZE = 32;
    private static final long SEED = 3;

    @TempDir
    private static Path folder;

    private static Path data;
    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        data = folder.resolve("data");
        run = folder.resolve("runs/stripes");
        Random random = new Random(SEED);
        for (int i = 0; i < CLASSES.size() * IMAGES; i++) {
            Path file = data.resolve(CLASSES.get(i % CLASSES.size())).resolve(i + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(stripes(i % CLASSES.size(), random), "png", file.toFile());
        }
        Path config = folder.resolve("run.conf");
        Files.writeString(config, """
            name = stripes
            model { name = test_resnet }
            input { size = 32, mean = [0.5, 0.5, 0.5], std = [0.5, 0.5, 0.5] }
            data { reader = image-folder, root = "DATA", batch-size = 8, workers = 1, validation-fraction = 0.25 }
            augment { crop { scale = [0.8, 1.0] } }
            optimizer { name = adamw, lr = 3e-3 }
            train { epochs = 4, output = "RUNS" }
            """.replace("DATA", slashes(data)).replace("RUNS", slashes(folder.resolve("runs"))));
        Outcome trained = Cli.run("train", config);
        assertEquals(0, trained.exitCode(), trained.err());
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static BufferedImage stripes(int kind, Random random) {
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                int place = kind == 0 ? y : kind == 1 ? x : 0;
                int grey = Math.max(0, Math.min(255, (place / 4 % 2 == 0 ? 90 : 160) + random.nextInt(60) - 30));
                image.setRGB(x, y, grey << 16 | grey << 8 | grey);
            }
        }
        return image;
    }

    private static JsonNode json(Outcome outcome) throws IOException {
        assertEquals(0, outcome.exitCode(), outcome.err());
        return new ObjectMapper().readTree(outcome.out());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aTrainedModelKeepsItsAccuracy() throws IOException {
        Path file = folder.resolve("static.onnx");
        JsonNode report = json(
                Cli.run("quantize", run, "--data", data, "--output", file, "--images", 40, "--threads", 1, "--json"));
        assertEquals("static", report.get("form").asText());
        assertEquals(40, report.get("calibration_images").asInt());
        JsonNode check = report.get("check");
        assertEquals(CLASSES.size() * IMAGES, check.get("images").asInt());
        double exact = check.get("exact").get("top1").asDouble();
        double quantized = check.get("quantized").get("top1").asDouble();
        assertTrue(exact > 0.8, () -> "top-1 of float32 " + exact);
        assertTrue(Math.abs(exact - quantized) <= 0.05, () -> exact + " in float32, in INT8 " + quantized);
        assertTrue(check.get("agreement1").asDouble() >= 0.95, check::toString);
        assertEquals(1, check.get("agreement5").asDouble());
        assertEquals(Files.size(file), check.get("quantized").get("bytes").asLong());
        assertTrue(check.get("exact").get("bytes").asLong() > 3 * Files.size(file), check::toString);
        assertTrue(files().stream().noneMatch(name -> name.startsWith("float32")), "the float32 file is gone");
    }

    @Test
    void theSameFolderGivesTheSameFile() throws IOException {
        Path one = folder.resolve("one.onnx");
        Path other = folder.resolve("other.onnx");
        for (Path file : List.of(one, other)) {
            assertEquals(
                    0,
                    Cli.run("quantize", run, "--data", data, "--output", file, "--images", 20, "--check", 0)
                            .exitCode());
        }
        assertEquals(-1, Files.mismatch(one, other));
    }

    @Test
    void plainFoldersHaveNoAccuracy() throws IOException {
        Path plain = Files.createDirectories(folder.resolve("plain images"));
        Files.copy(data.resolve("across/0.png"), plain.resolve("0.png"));
        JsonNode report = json(Cli.run(
                "quantize",
                run,
                "--data",
                plain,
                "--output",
                folder.resolve("plain.onnx"),
                "--for",
                "tensorrt",
                "--json"));
        assertTrue(report.get("check").get("exact").get("top1").isNull());
        assertEquals(1, report.get("check").get("images").asInt());
    }

    @Test
    void dynamicQuantisationNeedsNoImages() throws IOException {
        JsonNode report =
                json(Cli.run("quantize", run, "--dynamic", "--output", folder.resolve("dynamic.onnx"), "--json"));
        assertEquals(List.of("fc.weight"), List.of(report.get("layers").get(0).asText()));
        assertEquals(1, report.get("layers").size());
        assertTrue(report.get("check").isNull());
    }

    @Test
    void tellsWhatItDid() {
        Outcome outcome = Cli.run("quantize", run, "--data", data, "--output", folder.resolve("told.onnx"));
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().contains(" layers in INT8, "), outcome.out());
        assertTrue(outcome.out().contains("measured with 72 images\n"), outcome.out());
        assertTrue(outcome.out().contains("\ntop-1"), outcome.out());
        assertTrue(outcome.out().contains("\nof 72 images in ONNX Runtime, "), outcome.out());
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path file = folder.resolve("none.onnx");
        Outcome without = Cli.run("quantize", run, "--output", file);
        assertEquals(2, without.exitCode());
        assertTrue(without.err().contains("--data FOLDER"), without.err());
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Outcome nothing = Cli.run("quantize", run, "--data", empty, "--output", file);
        assertEquals(3, nothing.exitCode());
        assertTrue(nothing.err().contains(empty.toString()), nothing.err());
        Files.write(empty.resolve("damaged.png"), new byte[] {1, 2, 3});
        Outcome damaged = Cli.run("quantize", run, "--data", empty, "--output", file);
        assertEquals(3, damaged.exitCode(), damaged.err());
        assertEquals(
                2,
                Cli.run("quantize", run, "--data", data, "--output", folder.resolve("x.pt"))
                        .exitCode());
        assertEquals(
                2,
                Cli.run("quantize", run, "--data", data, "--output", file, "--images", 0)
                        .exitCode());
        assertFalse(Files.exists(file));
    }
}
