package dev.jimm.core.train;

import com.typesafe.config.Config;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.EpochEnded;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.data.DataSets;
import dev.jimm.core.hub.WeightsLocator;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.pretrained.LocalWeights;
import dev.jimm.core.pretrained.PretrainedWeights;
import dev.jimm.core.provider.ProviderCatalogue;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** Small runs on generated pictures. */
public final class Runs {
    public static final long SEED = 20;
    private static final int SIDE = 20;
    private static final Map<String, Color> CLASSES =
            new TreeMap<>(Map.of("blue", Color.BLUE, "green", Color.GREEN, "red", Color.RED));

    private final Path root;

    public Runs(Path root) {
        this.root = root;
    }

    /** Writes noisy pictures with a rectangle in the colour of the class: {@code data/CLASS/0.png} and on. */
    public Runs withData(int perClass) {
        SplittableRandom random = new SplittableRandom(SEED);
        CLASSES.forEach((name, colour) -> {
            for (int i = 0; i < perClass; i++) {
                write(data().resolve(name).resolve(i + ".png"), picture(colour, random));
            }
        });
        return this;
    }

    private static BufferedImage picture(Color colour, SplittableRandom random) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.setRGB(i % SIDE, i / SIDE, random.nextInt() & 0x7f7f7f);
        }
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(random.nextInt(6), random.nextInt(6), 10 + random.nextInt(4), 10 + random.nextInt(4));
        graphics.dispose();
        return image;
    }

    private static void write(Path file, BufferedImage image) {
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path data() {
        return root.resolve("data");
    }

    Path output() {
        return root.resolve("runs");
    }

    public Path folder(String name) {
        return output().resolve(name);
    }

    /** Two epochs of four updates over 8 of 12 images a class, with further lines of HOCON that win. */
    public Config config(String name, String... more) {
        return ConfigFile.parse("""
            name = %s
            seed = %d
            model { name = tiny_conv, drop-rate = 0.1, drop-path = 0.1, options.width = 4 }
            data { reader = image-folder, root = "%s", validation-fraction = 0.33, batch-size = 6, workers = 1 }
            input.size = 16
            augment.crop.scale = [0.6, 1]
            optimizer { name = sgd, lr = 0.1, weight-decay = 1e-4 }
            scheduler.name = cosine
            loss.smoothing = 0.1
            train { epochs = 2, output = "%s" }
            %s
            """.formatted(name, SEED, data(), output(), String.join("\n", more)), "test.conf");
    }

    static Training training() {
        return training(new LocalWeights());
    }

    /** Where the weights of names are found. */
    static Training training(WeightsLocator locator) {
        ProviderCatalogue providers = TestProviders.catalogue();
        ModelCatalogue models = new ModelCatalogue(providers);
        PretrainedWeights pretrained = new PretrainedWeights(models, locator);
        return new Training(new RunPlanner(providers, models, pretrained), models, new DataSets(providers), pretrained);
    }

    static RunPlanner planner(ProviderCatalogue providers) {
        ModelCatalogue models = new ModelCatalogue(providers);
        return new RunPlanner(providers, models, new PretrainedWeights(models, new LocalWeights()));
    }

    /** Trains from the beginning, without anybody listening. */
    static TrainingResult start(Config config) {
        return start(config, event -> {});
    }

    static TrainingResult start(Config config, TrainingListener listener) {
        return training().start(config, listener, () -> false);
    }

    static TrainingResult resume(Config config) {
        return resume(config, event -> {});
    }

    static TrainingResult resume(Config config, TrainingListener listener) {
        return training().resume(config, listener, () -> false, false);
    }

    /** What became of each epoch, in order. */
    static List<EpochEnded> epochs(List<TrainingEvent> events) {
        return events.stream()
                .filter(EpochEnded.class::isInstance)
                .map(EpochEnded.class::cast)
                .toList();
    }

    /** A metric of each epoch. */
    static List<Double> values(List<TrainingEvent> events, String metric) {
        return epochs(events).stream().map(ended -> ended.metrics().get(metric)).toList();
    }
}
