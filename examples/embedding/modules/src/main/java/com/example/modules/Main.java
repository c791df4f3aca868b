package com.example.modules;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.event.TrainingEvent.EpochEnded;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.image.UnreadableImageException;
import dev.jimm.core.inference.Prediction;
import dev.jimm.core.inference.Predictor;
import dev.jimm.core.session.JimmSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Trains two runs side by side, in a session each, and asks both models. */
public final class Main {
    private static final Path DATA = Path.of("target/data/sample");

    private Main() {}

    public static void main(String[] arguments) throws UnreadableImageException {
        System.out.println("module " + JimmSession.class.getModule().getName());
        try (JimmSession first = session();
                JimmSession second = session()) {
            CompletableFuture<TrainingResult> small = first.train(run("small", 1), event -> {
                        if (event instanceof EpochEnded epoch) {
                            System.out.println("small: epoch " + epoch.epoch());
                        }
                    })
                    .completion()
                    .toCompletableFuture();
            TrainingResult other = second.train(run("other", 2)).join();
            tell("small", first, small.join());
            first.close();
            tell("other", second, other);
        }
        System.out.println("closed");
    }

    /** With what the modules of the module path provide. */
    private static JimmSession session() {
        return JimmSession.builder().discover(ModuleLayer.boot()).build();
    }

    private static Config run(String name, int seed) {
        return ConfigFactory.parseMap(Map.of(
                "name", name,
                "seed", seed,
                "model.name", "resnet10t",
                "data", Map.of("reader", "sample", "root", DATA.toString(), "batch-size", 64, "workers", 1),
                "input.size", 32,
                "optimizer", Map.of("name", "adamw", "lr", 2e-3),
                "scheduler.name", "cosine",
                "train", Map.of("epochs", 1, "output", "target/runs")));
    }

    private static void tell(String name, JimmSession jimm, TrainingResult result) throws UnreadableImageException {
        Predictor predictor = jimm.open(result.folder());
        List<String> classes = predictor.classes();
        Prediction arrow = predictor.predict(DATA.resolve("val/arrow/arrow_160.jpg")).join();
        double sum = arrow.top(classes.size()).stream()
                .mapToDouble(Prediction.Guess::probability)
                .sum();
        System.out.printf("%s: %d classes, probabilities together %.3f%n", name, classes.size(), sum);
    }
}
