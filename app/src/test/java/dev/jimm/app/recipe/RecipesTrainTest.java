package dev.jimm.app.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.app.Cli;
import dev.jimm.app.Cli.Outcome;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recipe trains: one epoch of its own kind, four batches of pictures of two colours. */
@Tag("engine")
class RecipesTrainTest {
    /** Between them: accumulation, averages, fading rates, several views, split norms, mixing, distillation, balance. */
    private static final List<String> QUICK = List.of(
            "mobilenetv3-large",
            "mixnet-xl",
            "resnet50-jsd",
            "seresnext50-scenes",
            "deit-base-distilled",
            "cait-xxs24");

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void paint() throws IOException {
        data = folder.resolve("data");
        for (int i = 0; i < 8; i++) {
            paint("train/blue/" + i, new Color(0, 20 * i, 255));
            paint("train/red/" + i, new Color(255, 20 * i, 0));
        }
        for (int i = 0; i < 2; i++) {
            paint("val/blue/" + i, new Color(10, 20 * i, 245));
            paint("val/red/" + i, new Color(245, 20 * i, 10));
        }
    }

    private void paint(String name, Color color) throws IOException {
        BufferedImage picture = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        Graphics graphics = picture.getGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, 40, 40);
        graphics.dispose();
        Path file = data.resolve(name + ".png");
        Files.createDirectories(file.getParent());
        ImageIO.write(picture, "png", file.toFile());
    }

    static Stream<Recipe> quick() {
        return QUICK.stream().map(Recipe::named);
    }

    static Stream<Recipe> others() {
        return Recipe.all().stream().filter(recipe -> !QUICK.contains(recipe.name()));
    }

    @ParameterizedTest
    @MethodSource("quick")
    void trains(Recipe recipe) throws IOException {
        train(recipe);
    }

    @ParameterizedTest
    @MethodSource("others")
    @Tag("slow")
    void othersTrain(Recipe recipe) throws IOException {
        train(recipe);
    }

    private void train(Recipe recipe) throws IOException {
        List<String> settings = new ArrayList<>(recipe.reduced(data));
        if (recipe.config().hasPath("distillation.teacher")) {
            Path teacher =
                    Files.writeString(folder.resolve("teacher.conf"), "name = teacher, model.name = test_resnet");
            run(teacher, Recipe.small(data));
            settings.addAll(List.of("distillation.teacher=" + runs().resolve("teacher"), "distillation.weights=null"));
        }
        run(recipe.file(), settings);
        List<String> metrics = Files.readAllLines(runs().resolve(recipe.name()).resolve("metrics.csv"));
        assertEquals(2, metrics.size(), metrics::toString);
        assertTrue(!metrics.get(1).contains("NaN") && !metrics.get(1).contains("Inf"), metrics::toString);
        int updates = recipe.config().hasPath("train.accumulate") ? 2 : 4;
        String state = state(recipe);
        assertTrue(state.contains("\"updates\" : " + updates + ","), state);
        assertTrue(state.matches("(?s).*\"optimizerSteps\" : \\{\\s*\"0\" : " + updates + "\\s.*"), state);
    }

    /** Of the newest checkpoint. */
    private String state(Recipe recipe) throws IOException {
        try (Stream<Path> checkpoints = Files.list(runs().resolve(recipe.name()).resolve("checkpoints"))) {
            Path newest = checkpoints.sorted().reduce((first, last) -> last).orElseThrow();
            return Files.readString(newest.resolve("state.json"));
        }
    }

    private Path runs() {
        return folder.resolve("runs");
    }

    private static void run(Path file, List<String> settings) {
        List<Object> arguments = new ArrayList<>(List.of("train", file));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        Outcome outcome = Cli.run(arguments.toArray());
        assertEquals("", outcome.err());
        assertEquals(0, outcome.exitCode());
    }
}
