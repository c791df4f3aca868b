package dev.jimm.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.ModelProvider;
import dev.jimm.app.Distribution.Outcome;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only the assembled distribution can show: launcher, module path, plugins folder, native library. */
class DistributionIT {
    private static final int IMAGES = 8;
    private static final int SIZE = 40;
    private static final List<String> FIRST_PARTY =
            List.of("augment", "models-cnn", "models-mlp", "models-transformer", "optimizers", "parquet", "schedulers");
    private static final Pattern LOADED = Pattern.compile("^  (\\S+) \\S+  \\(\\S+\\.jar[^)]*\\)$", Pattern.MULTILINE);

    @TempDir
    private Path folder;

    private Outcome run(Object... arguments) throws IOException, InterruptedException {
        return Distribution.run(folder, Map.of(), arguments);
    }

    private Outcome succeeds(Object... arguments) throws IOException, InterruptedException {
        Outcome outcome = run(arguments);
        assertEquals(0, outcome.exitCode(), outcome::toString);
        assertEquals("", outcome.err());
        return outcome;
    }

    private static List<String> loaded(Outcome outcome) {
        return LOADED.matcher(outcome.out())
                .results()
                .map(match -> match.group(1))
                .sorted()
                .toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void tellsItsVersion() throws Exception {
        String version = succeeds("--version").out();
        assertTrue(version.matches("(?s)jimm \\d+\\.\\d+\\.\\d+\\S*\nplugin API .*"), version);
    }

    @Test
    void listsModels() throws Exception {
        String models = succeeds("models", "resnet18").out();
        assertTrue(models.contains("\n  resnet18      11.7 M    224 "), models);
    }

    @Test
    void leavesAnArchiveOfClassesThatChangesNothing() throws Exception {
        Path archive =
                Distribution.HOME.resolve("cache").resolve("classes-" + System.getProperty("java.version") + ".jsa");
        Files.deleteIfExists(archive);
        Outcome without = run("models", "resnet*");
        byte[] start = Files.readAllBytes(archive);
        assertEquals(without, run("models", "resnet*"));
        Files.write(archive, List.of("no archive")); // as another Java would leave it
        assertEquals(without, run("models", "resnet*"));
        assertEquals("", without.err());
        assertTrue(start.length > 1 << 20, start.length + " bytes");
        Files.delete(archive);
    }

    @Test
    void thePageOfModelsIsCurrent() throws Exception {
        assertEquals(
                succeeds("models", "--markdown").out(),
                Files.readString(Path.of("../docs/models.md")),
                "run ./jimm models --markdown > docs/models.md");
    }

    @Test
    void loadsItsOwnPlugins() throws Exception {
        assertEquals(FIRST_PARTY, loaded(succeeds("plugins")));
    }

    /** What the build wrote into conf/ fits its plugins. */
    @Test
    void trustsItsOwnPluginsWhenItIsStrict() throws Exception {
        Path strict = Files.createDirectory(folder.resolve("strict"));
        for (String part : List.of("bin", "lib", "native", "plugins")) {
            Files.createSymbolicLink(strict.resolve(part), Distribution.HOME.resolve(part));
        }
        Path conf = Files.createDirectory(strict.resolve("conf"));
        for (Path file : files(Distribution.HOME.resolve("conf"))) {
            Files.writeString(
                    conf.resolve(file.getFileName()), Files.readString(file).replace("mode = open", "mode = strict"));
        }
        Path others = Files.createDirectory(folder.resolve("others"));
        TestPlugin.write(
                others.resolve("perceptrons.jar"),
                "perceptrons",
                ModelProvider.class,
                Perceptrons.class,
                Perceptrons.Config.class,
                Perceptrons.Gate.class);
        ProcessBuilder builder = Distribution.builder(folder, Map.of(), "plugins", "--plugins", others);
        List<String> command = new ArrayList<>(builder.command());
        command.set(0, strict.resolve("bin/jimm").toString());
        Process process = builder.command(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(4, process.waitFor(), out);
        assertEquals(FIRST_PARTY, loaded(new Outcome(4, out, "")));
        String why =
                "\n  REFUSED  perceptrons.jar\n    why: is not trusted: not signed\n    what to do: if you trust it,"
                        + " add this line to " + conf.toRealPath().resolve("allowed.sha256") + ": ";
        assertTrue(out.contains(why), out);
    }

    @Test
    void describesEveryExample() throws Exception {
        List<Path> examples = files(Distribution.HOME.resolve("examples"));
        assertEquals(
                files(Path.of("../examples")).stream().map(Path::getFileName).toList(),
                examples.stream().map(Path::getFileName).toList());
        List<Path> runs = examples.stream().filter(Files::isRegularFile).toList();
        assertFalse(runs.isEmpty());
        for (Path example : runs) {
            String described = succeeds("describe", example).out();
            assertTrue(described.startsWith("name = "), described);
        }
    }

    @Test
    void carriesItsLicences() throws Exception {
        assertArrayEquals(
                Files.readAllBytes(Path.of("../LICENSE")), Files.readAllBytes(Distribution.HOME.resolve("LICENSE")));
        String libraries = Files.readString(Distribution.HOME.resolve("THIRD-PARTY.txt"));
        assertTrue(libraries.contains("info.picocli:picocli:"), libraries);
        assertFalse(libraries.contains("Unknown license"), libraries);
    }

    @Test
    void refusesAJarThatIsNone() throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        TestPlugin.write(
                plugins.resolve("perceptrons.jar"),
                "perceptrons",
                ModelProvider.class,
                Perceptrons.class,
                Perceptrons.Config.class,
                Perceptrons.Gate.class);
        Files.writeString(plugins.resolve("garbage.jar"), "this is no jar");
        Outcome outcome = run("plugins", "--plugins", plugins);
        assertEquals(4, outcome.exitCode(), outcome::toString);
        assertEquals(
                Stream.concat(FIRST_PARTY.stream(), Stream.of("perceptrons"))
                        .sorted()
                        .toList(),
                loaded(outcome));
        assertTrue(outcome.out().contains("\n  REFUSED  garbage.jar\n    why: is not a jar\n"), outcome.out());
    }

    @Test
    void tellsWhereAnUnknownKeyIs() throws Exception {
        Files.writeString(folder.resolve("wrong.conf"), """
                model { name = test_resnet }
                data { reader = sample, root = images }
                train { epoch = 3 }
                """);
        Outcome outcome = run("train", "wrong.conf");
        assertEquals(2, outcome.exitCode(), outcome::toString);
        assertTrue(
                outcome.err().contains("wrong.conf:3: unknown key 'train.epoch'; did you mean 'epochs'"),
                outcome.err());
    }

    @Test
    void tellsHowToGetAMissingJava() throws Exception {
        Outcome outcome = Distribution.run(folder, Map.of("JAVA_HOME", "", "PATH", ""), "--version");
        assertEquals(2, outcome.exitCode(), outcome::toString);
        assertTrue(outcome.err().startsWith("jimm needs a JDK 17 or newer, "), outcome.err());
        assertTrue(outcome.err().contains("sudo apt install openjdk-21-jdk"), outcome.err());
    }

    /** So long that a signal behind the first epoch comes before the last. */
    private static final String LONG = "train.epochs=100";

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    @Timeout(900)
    void aSignalEndsATrainingThatCanGoOn(String signal, int exitCode) throws Exception {
        writeTiny();
        ProcessBuilder builder = Distribution.builder(folder, Map.of(), "train", "tiny.conf", "--set", LONG);
        Process training = builder.redirectErrorStream(true).start();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader out = training.inputReader()) {
            boolean sent = false;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                printed.append(line).append('\n');
                if (!sent && line.contains(" 1/100 ")) {
                    new ProcessBuilder("kill", "-" + signal, "" + training.pid()).start();
                    sent = true;
                }
            }
        } finally {
            training.destroyForcibly();
        }
        String text = printed.toString();
        assertEquals(exitCode, training.waitFor(), text);
        assertTrue(text.contains("jimm: stopping behind this update; "), text);
        assertTrue(text.contains("; a checkpoint is written\n"), text);
        assertTrue(
                text.contains("\nnext\n  " + Distribution.LAUNCHER + " train tiny.conf --set " + LONG + " --resume\n"),
                text);
        List<String> saved = files(folder.resolve("runs/tiny/checkpoints")).stream()
                .map(file -> file.getFileName().toString())
                .toList();
        assertTrue(saved.stream().anyMatch(name -> name.matches("(epoch|step)-\\d+")), saved::toString);
        assertFalse(saved.contains("epoch-0100"), saved::toString);

        String resumed =
                succeeds("train", "tiny.conf", "--set", LONG, "--resume").out();
        assertTrue(resumed.contains("\ngoes on in epoch "), resumed);
        assertTrue(resumed.contains("100/100 "), resumed);
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    @Timeout(900)
    void aSignalEndsOtherCommandsAtOnce(String signal, int exitCode) throws Exception {
        ProcessBuilder builder = Distribution.builder(folder, Map.of(), "benchmark", "resnet18", "--infer");
        Process benchmark = builder.redirectErrorStream(true).start();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader out = benchmark.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (printed.isEmpty()) {
                    new ProcessBuilder("kill", "-" + signal, "" + benchmark.pid()).start();
                }
                printed.append(line).append('\n');
            }
        } finally {
            benchmark.destroyForcibly();
        }
        assertEquals(exitCode, benchmark.waitFor(), printed.toString());
        assertFalse(printed.toString().contains("Exception"), printed.toString());
        assertFalse(printed.toString().contains("traced"), printed.toString());
    }

    private void writeTiny() throws IOException {
        paintImages();
        Files.writeString(folder.resolve("tiny.conf"), """
                name = tiny
                model { name = test_resnet }
                data { reader = image-folder, root = images, batch-size = 4, workers = 1, validation-fraction = 0.25 }
                input { size = 32 }
                optimizer { name = adamw }
                train { epochs = 10 }
                """);
    }

    @Test
    void trainsResumesValidatesAndPredicts() throws Exception {
        writeTiny();
        Object[] train = {"train", "tiny.conf", "--set", "train.epochs=2"};
        Outcome trained = Distribution.run(folder, Map.of("JIMM_COMMAND", "./jimm"), train);
        assertEquals(0, trained.exitCode(), trained::toString);
        assertTrue(trained.out().contains("12 images to train on, 4 held out\n"), trained.out());
        assertTrue(trained.out().endsWith("""
                        next
                          ./jimm validate runs/tiny --per-class
                          ./jimm predict runs/tiny IMAGE-OR-FOLDER
                        """), trained.out());

        resumes();
        String validated = succeeds("validate", "runs/tiny").out();
        assertTrue(validated.matches("(?s).*\n  images +4\n.*"), validated);
        String predicted = succeeds("predict", "runs/tiny", "images/red").out();
        assertEquals(
                IMAGES,
                predicted.lines().filter(line -> line.startsWith("images/red/")).count(),
                predicted);
        assertTrue(predicted.startsWith("images/red/0.png  "), predicted);
    }

    /** Goes back to the first of two epochs; the second one has to end as it did. */
    private void resumes() throws Exception {
        Path last = folder.resolve("runs/tiny/checkpoints/epoch-0002");
        byte[] weights = Files.readAllBytes(last.resolve("model.safetensors"));
        for (Path file : files(last)) {
            Files.delete(file);
        }
        Files.delete(last);

        String resumed = succeeds("train", "tiny.conf", "--set", "train.epochs=2", "--resume")
                .out();
        assertTrue(resumed.contains("\ngoes on in epoch 2\n"), resumed);
        assertTrue(resumed.contains("\n  " + Distribution.LAUNCHER + " validate runs/tiny "), resumed);
        assertArrayEquals(weights, Files.readAllBytes(last.resolve("model.safetensors")));
    }

    private void paintImages() throws IOException {
        for (Color color : List.of(Color.RED, Color.BLUE)) {
            Path images = folder.resolve("images").resolve(color == Color.RED ? "red" : "blue");
            Files.createDirectories(images);
            for (int i = 0; i < IMAGES; i++) {
                BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
                Graphics graphics = image.getGraphics();
                graphics.setColor(color);
                graphics.fillRect(i, i, SIZE / 2, SIZE / 2);
                graphics.dispose();
                ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
            }
        }
    }
}
