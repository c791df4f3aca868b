package dev.jimm.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.app.Cli.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a user: train on two colours, go on, validate, predict. */
@Tag("engine")
class TrainAndUseTest {
    private static final int IMAGES = 24;
    private static final int SIZE = 40;

    @TempDir
    private Path folder;

    private Path file;
    private Path run;

    @BeforeEach
    void makeImages() throws IOException {
        for (int i = 0; i < IMAGES; i++) {
            paint("blue", 0, 4 * i, 255, i);
            paint("red", 255, 4 * i, 0, i);
        }
        file = folder.resolve("run.conf");
        run = folder.resolve("runs/colours");
        Files.writeString(file, """
            name = colours
            model { name = test_resnet }
            input { size = 32, mean = [0.5, 0.5, 0.5], std = [0.5, 0.5, 0.5] }
            data { reader = image-folder, root = "DATA", batch-size = 8, workers = 1, validation-fraction = 0.25 }
            optimizer { name = adamw, lr = 3e-3 }
            train { epochs = 3, output = "RUNS" }
            """.replace("DATA", slashes(folder.resolve("data")))
                .replace("RUNS", slashes(folder.resolve("runs"))));
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }

    private void paint(String name, int red, int green, int blue, int number) throws IOException {
        paint(folder.resolve("data").resolve(name).resolve(number + ".bmp"), SIZE, SIZE, red, green, blue);
    }

    /** Writes a BMP file: a header of 54 bytes, then rows of blue, green and red, each filled up to four bytes. */
    private static void paint(Path target, int width, int height, int red, int green, int blue) throws IOException {
        int row = (3 * width + 3) / 4 * 4;
        ByteBuffer bytes = ByteBuffer.allocate(54 + height * row).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 'B').put((byte) 'M').putInt(bytes.capacity()).putInt(0).putInt(54);
        bytes.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) 24);
        for (int y = 0; y < height; y++) {
            bytes.position(54 + y * row);
            for (int x = 0; x < width; x++) {
                bytes.put((byte) blue).put((byte) green).put((byte) red);
            }
        }
        Files.createDirectories(target.getParent());
        Files.write(target, bytes.array());
    }

    @Test
    void trainsValidatesAndPredicts() throws IOException {
        Outcome trained = Cli.run("train", file);
        assertEquals("", trained.err());
        assertEquals(0, trained.exitCode());
        assertTrue(
                trained.out()
                        .startsWith("colours: test_resnet, 0.37 M parameters, 2 classes\n"
                                + "36 images to train on, 12 held out\n"),
                trained.out());
        assertTrue(trained.out().contains("best top-1 100.00 % in epoch "), trained.out());
        assertTrue(trained.out().endsWith("  jimm predict " + run + " IMAGE-OR-FOLDER\n"), trained.out());

        Outcome again = Cli.run("train", file);
        assertEquals(2, again.exitCode());
        assertTrue(again.err().startsWith("jimm: " + run + " holds a run already; "), again.err());
        assertTrue(Cli.run("train", file, "--resume").out().contains("all epochs are trained already"));

        validates();
        predicts();
        refusesOtherClasses();
    }

    /** Of RepVGG, whose branches are not what they start with after some updates. */
    @Test
    void reparameterisedItPredictsTheSame() throws IOException {
        Outcome trained = Cli.run("train", file, "--set", "model.name=repvgg_a0", "--set", "train.epochs=1");
        assertEquals(0, trained.exitCode(), trained.err());
        Path red = folder.resolve("data/red/3.bmp");
        JsonNode expected = prediction(Cli.run("predict", run, red, "--format", "json"));
        JsonNode actual = prediction(Cli.run("predict", run, red, "--format", "json", "--reparam"));
        assertEquals(expected.get("class"), actual.get("class"));
        assertEquals(
                expected.get("probability").asDouble(),
                actual.get("probability").asDouble(),
                1e-4);
        Outcome validated = Cli.run("validate", run, "--reparam", "--stats");
        assertEquals(0, validated.exitCode(), validated.err());
        assertTrue(validated.out().contains("reparam_conv"), validated.out());
    }

    private static JsonNode prediction(Outcome outcome) throws IOException {
        assertEquals(0, outcome.exitCode(), outcome.err());
        return new ObjectMapper().readTree(outcome.out()).get(0).get("classes").get(0);
    }

    private void validates() throws IOException {
        Path json = folder.resolve("result.json");
        Outcome outcome = Cli.run("validate", run, "--per-class", "--output", json);
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(
                outcome.out().contains("\n  images                   12\n  top-1              100.00 %\n"),
                outcome.out());
        assertTrue(
                outcome.out().contains("\nblue        6    100.0 %  100.0 %  100.0 %                     -\n"),
                outcome.out());
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertEquals(12, result.path("images").intValue());
        assertEquals(1.0, result.path("metrics").path("top1").doubleValue());
        assertEquals(
                "[{\"class\":\"blue\",\"predicted\":\"blue\",\"count\":6},"
                        + "{\"class\":\"red\",\"predicted\":\"red\",\"count\":6}]",
                result.path("confusion").toString());

        Outcome all = Cli.run("validate", run, "--data", folder.resolve("data"));
        assertTrue(all.out().contains("\n  images                   48\n"), all.out());
        validatesOtherwise();
        comparesModels();
    }

    private void validatesOtherwise() throws IOException {
        String both = IntStream.range(0, IMAGES)
                .mapToObj(i -> "\"blue/%d.bmp\": [0, 1], \"red/%d.bmp\": [1]".formatted(i, i))
                .collect(Collectors.joining(", "));
        Path real = Files.writeString(folder.resolve("real.json"), "{" + both + "}");
        Outcome outcome = Cli.run("validate", run, "--stats", "--tta", "ten-crop", "--real-labels", real);
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(
                outcome.out().contains("\n  average of 10 views: the centre, the corners, and their mirror images\n"));
        assertTrue(outcome.out().contains("\n  top-1, real labels  100.00 %\n"), outcome.out());
        assertTrue(outcome.out().contains("\nlayer1.0.bn1 > relu"), outcome.out());

        Outcome averaged = Cli.run("validate", run, "--ema");
        assertEquals(3, averaged.exitCode());
        assertTrue(averaged.err().contains("there is no moving average of the weights (EMA)"), averaged.err());
    }

    private void comparesModels() throws IOException {
        Path csv = folder.resolve("models.csv");
        Outcome outcome = Cli.run("validate", run, folder.resolve("none"), run, "--output", csv);
        assertEquals(1, outcome.exitCode(), outcome.err());
        List<String> lines = outcome.out().lines().toList();
        assertEquals(4, lines.size(), outcome.out());
        assertTrue(lines.get(1).startsWith(run + "  100.00 %  100.00 %  0."), outcome.out());
        assertTrue(
                lines.get(2).startsWith(folder.resolve("none") + "  failed: there is no such folder"), outcome.out());
        assertEquals(4, Files.readAllLines(csv).size());
        assertEquals(2, Cli.run("validate", run, run, "--per-class").exitCode());
        assertEquals(
                2, Cli.run("validate", run, run, "--set", "model.name=other").exitCode());
        assertEquals(
                2,
                Cli.run("validate", run, run, "--real-labels", folder.resolve("none.json"))
                        .exitCode());
        Outcome misnamed = Cli.run("validate", run, run, "--data", folder, "--reader", "image-folders");
        assertEquals(2, misnamed.exitCode(), misnamed.out());
        assertTrue(
                misnamed.err().contains("unknown reader 'image-folders'; did you mean 'image-folder'"), misnamed.err());
    }

    private void predicts() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jpg"), "no image");
        Path csv = folder.resolve("predictions.csv");
        Path red = folder.resolve("data/red/3.bmp");
        Outcome outcome = Cli.run("predict", run, red, broken, "--top", 1, "--output", csv);
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertEquals("jimm: passed over " + broken + ": not a JPEG, PNG, GIF, BMP, TIFF or WebP file\n", outcome.err());
        assertEquals("1 prediction in " + csv + "\n", outcome.out());
        List<String> lines = Files.readAllLines(csv);
        assertEquals(2, lines.size());
        assertTrue(lines.get(1).startsWith(red + ",1,red,0.") || lines.get(1).equals(red + ",1,red,1.0"), lines.get(1));

        Path thin = folder.resolve("thin.bmp");
        paint(thin, 1, 20_000, 255, 0, 0);
        Outcome strange = Cli.run("predict", run, thin);
        assertEquals(0, strange.exitCode(), strange.err());
        assertTrue(strange.out().startsWith(thin + "  red  "), strange.out());

        predictsOtherwise(red);
        tellsWhatCannotBeWritten(red);

        Outcome none = Cli.run("predict", run, broken);
        assertEquals(3, none.exitCode());
        assertTrue(none.err().endsWith("\njimm: there is nothing to predict: no image could be read\n"), none.err());
    }

    private void predictsOtherwise(Path red) throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "data/red/3.bmp\ndata/blue\n");
        Outcome listed = Cli.run("predict", run, "--list", list, "--tta", "flip", "--format", "jsonl", "--top", 1);
        assertEquals(0, listed.exitCode(), listed.err());
        assertEquals(1 + IMAGES, listed.out().lines().count());
        assertTrue(
                listed.out().startsWith("{\"image\":\"" + red + "\",\"classes\":[{\"class\":\"red\",\"probability\":"),
                listed.out());

        Path parquet = folder.resolve("embeddings.parquet");
        Outcome embedded = Cli.run("predict", run, red, "--embeddings", "--output", parquet);
        assertEquals("1 embedding in " + parquet + "\n", embedded.out(), embedded.err());
        assertTrue(Files.readString(parquet, StandardCharsets.ISO_8859_1).startsWith("PAR1"));

        assertEquals(2, Cli.run("predict", run).exitCode());
        assertEquals(2, Cli.run("predict", run, red, "--format", "parquet").exitCode());
        assertEquals(2, Cli.run("predict", run, red, "--embeddings").exitCode());
    }

    private void tellsWhatCannotBeWritten(Path image) {
        Path unwritable = folder.resolve("x".repeat(300) + ".csv");
        Outcome predicted = Cli.run("predict", run, image, "--output", unwritable);
        assertEquals(3, predicted.exitCode());
        assertEquals("", predicted.out());
        assertTrue(predicted.err().startsWith("jimm: " + unwritable + ": cannot be written: "), predicted.err());
        Outcome validated = Cli.run("validate", run, "--output", unwritable);
        assertEquals(3, validated.exitCode());
        assertTrue(validated.out().contains("  top-1              100.00 %\n"), validated.out());
        Path nowhere = folder.resolve("missing/a.csv");
        assertEquals(2, Cli.run("predict", run, image, "--output", nowhere).exitCode());
        assertEquals(2, Cli.run("validate", run, "--output", nowhere).exitCode());
    }

    private void refusesOtherClasses() throws IOException {
        Files.move(folder.resolve("data/red"), folder.resolve("data/green"));
        Outcome outcome = Cli.run("validate", run);
        assertEquals(3, outcome.exitCode());
        assertTrue(outcome.err().contains("does not know green; it knows blue, red\n"), outcome.err());
    }

    @Test
    void aFolderThatIsNoRunIsBadData() {
        Outcome outcome = Cli.run("validate", folder);
        assertEquals(3, outcome.exitCode());
        assertTrue(outcome.err().startsWith("jimm: " + folder + ": this is no checkpoint"), outcome.err());
    }

    @Test
    void theDoctorFindsTheEngine() {
        Outcome outcome = Cli.run("doctor");
        assertTrue(outcome.out().contains("\nOK    engine          PyTorch "), outcome.out());
        assertTrue(
                outcome.out().contains("\nOK    self test       traced and eager execution agree and are right\n"),
                outcome.out());
        assertEquals(outcome.out().contains("\nFAIL") ? 1 : 0, outcome.exitCode());
    }
}
