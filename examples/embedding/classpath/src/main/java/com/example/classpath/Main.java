package com.example.classpath;

import com.typesafe.config.Config;
import dev.jimm.api.event.TrainingEvent.EpochEnded;
import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.config.ConfigFile;
import dev.jimm.core.inference.Predictor;
import dev.jimm.core.session.JimmSession;
import dev.jimm.core.session.RunningTraining;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Trains a small model, stops it, goes on, and asks it from several threads. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Config run = ConfigFile.parse("""
            name = colours
            model.name = resnet10t
            data { reader = colours, root = ".", batch-size = 16, workers = 1 }
            input.size = 32
            optimizer { name = adamw, lr = 2e-3 }
            scheduler.name = cosine
            train { epochs = 2, output = target/runs }
            """, "Main.java");
        try (JimmSession jimm = JimmSession.builder()
                .discover(Main.class.getClassLoader())
                .provider(new Colours())
                .build()) {
            System.out.println("models: " + jimm.models().entries().size());
            stopAfterThreeUpdates(jimm, run);
            TrainingResult result = jimm.resume(run, event -> {
                        if (event instanceof EpochEnded epoch) {
                            System.out.printf("epoch %d of %d%n", epoch.epoch(), epoch.epochs());
                        }
                    })
                    .join();
            System.out.println("finished: " + result.finished());
            System.out.println("right: " + right(jimm.open(result.folder())) + " of 90");
        }
        System.out.println("closed");
    }

    private static void stopAfterThreeUpdates(JimmSession jimm, Config run) {
        CompletableFuture<RunningTraining> started = new CompletableFuture<>();
        started.complete(jimm.train(run, event -> {
            if (event instanceof Stepped step && step.update() == 3) {
                started.join().stop();
            }
        }));
        System.out.println("finished: " + started.join().join().finished());
    }

    /** How many of new pictures get their colour, asked for by as many threads as there are. */
    private static long right(Predictor predictor) {
        return IntStream.range(1000, 1090)
                .parallel()
                .filter(number -> predictor
                        .predict(Colours.picture(number))
                        .join()
                        .top(1)
                        .get(0)
                        .name()
                        .equals(Colours.NAMES.get(Colours.label(number))))
                .count();
    }
}
