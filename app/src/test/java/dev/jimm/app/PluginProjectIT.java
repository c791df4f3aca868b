package dev.jimm.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.app.Distribution.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/plugins.md shows: from nothing to a plugin that is dropped into a distribution and trained with. */
class PluginProjectIT {
    /** What stays as it is in a copy of the distribution. */
    private static final List<String> LINKED = List.of("lib", "native", "conf", "repository");

    private static final Pattern TESTS = Pattern.compile(
            "Tests run: (\\d+), Failures: 0, Errors: 0, Skipped: 0, .* in com.example.sunflower.(\\w+)");
    private static final Pattern LOSSES = Pattern.compile("^\\d+,[^,]+,([^,]+),([^,]+),([^,]+),", Pattern.MULTILINE);

    @TempDir
    private Path folder;

    private Path home;
    private Path project;

    @Test
    void aPluginIsWrittenBuiltDroppedInAndTrainedWith() throws Exception {
        copyDistribution();
        project = folder.resolve("sun-flower");
        String written = jimm(folder, "plugins", "new", "sun-flower");
        assertTrue(written.startsWith("a plugin in sun-flower, 18 files\n"), written);

        Path jar = build();
        assertEquals("""
                target/plugin/sun-flower-0.1.0.jar  (sun-flower 0.1.0, 7 classes read)  nothing found
                1 jar: 0 errors, 0 warnings, 0 remarks
                """, jimm(project, "plugins", "check", project.relativize(jar)));
        Path installed = Files.copy(jar, home.resolve("plugins").resolve(jar.getFileName()));
        String listed = jimm(project, "plugins");
        assertTrue(listed.contains("""

                  sun-flower 0.1.0  (sun-flower-0.1.0.jar)
                    2 models: sun_flower_small, sun_flower_tiny
                    1 optimizer: sun_flower
                    1 augment policy: sun_flower
                """), listed);

        trains(installed);
        String validated = jimm(project, "validate", "runs/sun-flower-example");
        assertTrue(validated.matches("(?s).*\n  images +400\n.*"), validated);
        String predicted = jimm(project, "predict", "runs/sun-flower-example", "data/sample/val/heart");
        List<String> hearts = predicted
                .lines()
                .filter(line -> line.startsWith("data/sample/val/heart/"))
                .toList();
        assertEquals(40, hearts.size(), predicted);
        long right = hearts.stream()
                .filter(line -> line.matches("\\S+\\.jpg  heart .*"))
                .count();
        assertTrue(right >= 36, predicted);
    }

    private void copyDistribution() throws IOException {
        home = Files.createDirectory(folder.resolve("jimm"));
        for (String unchanged : LINKED) {
            Files.createSymbolicLink(home.resolve(unchanged), Distribution.HOME.resolve(unchanged));
        }
        for (String copied : List.of("bin", "plugins")) {
            Path target = Files.createDirectory(home.resolve(copied));
            try (Stream<Path> files = Files.list(Distribution.HOME.resolve(copied))) {
                for (Path file : files.toList()) {
                    Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /** JUnit warns of links out of the folder that it is to delete. */
    @AfterEach
    void deleteLinks() throws IOException {
        for (String unchanged : LINKED) {
            Files.deleteIfExists(home.resolve(unchanged));
        }
    }

    private static Outcome succeeds(ProcessBuilder builder) throws IOException, InterruptedException {
        Outcome outcome = Distribution.run(builder);
        assertEquals(0, outcome.exitCode(), () -> builder.command() + ": " + outcome);
        // painted at the first training: a message, and no complaint
        assertEquals(
                "",
                outcome.err().replace("jimm: Painting the sample data set into data/sample\n", ""),
                () -> builder.command() + ": " + outcome);
        return outcome;
    }

    private String jimm(Path where, Object... arguments) throws IOException, InterruptedException {
        return succeeds(Distribution.process(where, Map.of(), home.resolve("bin/jimm"), arguments))
                .out();
    }

    /** As its README says, but for where the libraries come from. */
    private Path build() throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("verify", "-B", "-ntp", "-Dmaven.repo.local=" + property("repository")));
        if (Boolean.parseBoolean(property("offline"))) {
            arguments.add("-o");
        }
        String built = succeeds(Distribution.process(project, Map.of(), project.resolve("mvnw"), arguments.toArray()))
                .out();
        List<MatchResult> proved = TESTS.matcher(built).results().toList();
        assertEquals(
                List.of("SunFlowerNetTest", "SunFlowerOptimizerTest", "SunFlowerPluginIT", "SunFlowerPolicyTest"),
                proved.stream().map(test -> test.group(2)).sorted().toList(),
                built);
        proved.forEach(test -> assertTrue(Integer.parseInt(test.group(1)) >= 4, test::group));
        return project.resolve("target/plugin/sun-flower-0.1.0.jar");
    }

    private static String property(String name) {
        return System.getProperty("jimm.test.maven." + name);
    }

    private void trains(Path jar) throws Exception {
        String trained = jimm(project, "train", "example.conf");
        assertTrue(trained.startsWith("sun-flower-example: sun_flower_tiny, 0.05 M parameters, 10 classes\n"), trained);
        Path run = project.resolve("runs/sun-flower-example");

        JsonNode plugin = plugin(run.resolve("provenance.json"));
        assertEquals("0.1.0", plugin.path("version").asText());
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
        assertEquals(HexFormat.of().formatHex(digest), plugin.path("sha256").asText());
        List<String> parts = new ArrayList<>();
        plugin.path("parts").forEach(part -> parts.add(part.asText()));
        assertEquals(List.of("augment policy sun_flower", "model sun_flower_tiny", "optimizer sun_flower"), parts);

        List<MatchResult> epochs = LOSSES.matcher(Files.readString(run.resolve("metrics.csv")))
                .results()
                .toList();
        assertEquals(4, epochs.size());
        assertTrue(number(epochs.get(0), 1) < Math.log(10), "the first epoch's loss is above that of a guess");
        for (int i = 1; i < epochs.size(); i++) {
            assertTrue(number(epochs.get(i), 1) < number(epochs.get(i - 1), 1), "the training loss does not fall");
        }
        double validationLoss = number(epochs.get(3), 2);
        assertTrue(validationLoss >= 0 && validationLoss < 0.5, () -> "validation loss " + validationLoss);
        double accuracy = number(epochs.get(3), 3);
        assertTrue(accuracy >= 0.95, () -> "top-1 " + accuracy);
    }

    private static JsonNode plugin(Path provenance) throws IOException {
        for (JsonNode plugin : new ObjectMapper().readTree(provenance.toFile()).findValue("plugins")) {
            if (plugin.path("name").asText().equals("sun-flower")) {
                return plugin;
            }
        }
        throw new AssertionError("no plugin sun-flower in " + Files.readString(provenance));
    }

    private static double number(MatchResult epoch, int group) {
        return Double.parseDouble(epoch.group(group));
    }
}
