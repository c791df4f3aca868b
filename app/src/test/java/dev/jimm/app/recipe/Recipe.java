package dev.jimm.app.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A file of the folder of recipes. */
record Recipe(Path file) {
    static final Path FOLDER = Path.of("..", "recipes");

    private static final String ENDING = ".conf";

    /** All of them, by name. */
    static List<Recipe> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .map(Recipe::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Recipe named(String name) {
        return new Recipe(FOLDER.resolve(name + ENDING));
    }

    String name() {
        String fileName = file.getFileName().toString();
        return fileName.substring(0, fileName.length() - ENDING.length());
    }

    Config config() {
        return ConfigFactory.parseFile(file.toFile());
    }

    /** The comment at the top, without its number signs. */
    List<String> header() {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.takeWhile(line -> line.startsWith("#"))
                    .map(line -> line.substring(1).strip())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The settings of a training of a few updates of four images of 32 x 32 pixels.
     *
     * @param data a folder with {@code train/CLASS} and {@code val/CLASS}
     */
    static List<String> small(Path data) {
        return List.of(
                "data.reader=image-folder",
                "data.root=" + data,
                "data.batch-size=4",
                "data.workers=1",
                "input.size=32",
                "train.epochs=1",
                "train.output=" + data.resolveSibling("runs"));
    }

    /** The same for this recipe with a small model; whatever else it says stays as it is. */
    List<String> reduced(Path data) {
        Config config = config();
        List<String> settings = new ArrayList<>(small(data));
        settings.add("scheduler.warmup-epochs=0");
        if (config.hasPath("scheduler.cooldown-epochs")) {
            settings.add("scheduler.cooldown-epochs=0");
        }
        if (config.hasPath("train.accumulate")) {
            settings.add("train.accumulate=2");
        }
        String model = config.getString("model.name");
        if (model.matches("(deit|cait|vit)_.*")) {
            settings.add("model.options.img-size=32");
            settings.add("model.options.depth=2");
        } else if (model.contains("res")) {
            settings.add("model.options.layers=[1, 1, 1, 1]");
        } else {
            settings.add("model.options.depth-multiplier=[0.1]");
        }
        return settings;
    }

    @Override
    public String toString() {
        return name();
    }
}
