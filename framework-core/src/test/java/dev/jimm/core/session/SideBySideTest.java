package dev.jimm.core.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.train.Runs;
import dev.jimm.core.train.TestProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two sessions in one process do not disturb each other. */
@Tag("engine")
@Timeout(300)
class SideBySideTest {
    private static final List<String> COMPARED = List.of(
            "metrics.csv", "checkpoints/epoch-0003/model.safetensors", "checkpoints/epoch-0003/optimizer.safetensors");

    private static JimmSession session() {
        return JimmSession.builder().providers(TestProviders.all()).build();
    }

    /** Dropout and drop path draw from the engine's generator, and so do the crops from Java's. */
    private static Config first(Runs runs, String name) {
        return runs.config(name, "train.epochs = 3", "data.workers = 2", "log.json-lines {}");
    }

    /** Another seed, model, optimizer, precision, size and execution. */
    private static Config second(Runs runs, String name) {
        return runs.config(
                name,
                "seed = 77",
                "model { name = tiny_hybrid, options.width = 8, drop-rate = 0.3 }",
                "optimizer { name = sgd, lr = 0.02, momentum = 0.5 }",
                "input.size = 24",
                "augment.mixup = 0.5",
                "train { epochs = 3, precision = bf16, ema { decay = 0.9 } }");
    }

    /** Notes losses, and waits for the other training before each of the first updates, so that both run all the time. */
    private record Losses(List<Double> losses, CyclicBarrier together) implements TrainingListener {
        @Override
        public void on(TrainingEvent event) {
            if (event instanceof Stepped step) {
                losses.add(step.loss());
                try {
                    if (together != null) {
                        together.await();
                    }
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static List<Double> alone(Config run) {
        Losses losses = new Losses(new ArrayList<>(), null);
        try (JimmSession jimm = session()) {
            assertTrue(jimm.train(run, losses).join().finished());
        }
        return losses.losses();
    }

    @Test
    void trainingsEndInTheSameBitsAsAlone(@TempDir Path folder) throws IOException {
        Runs runs = new Runs(folder).withData(12);
        long live = DeviceTensor.live();
        List<Double> firstAlone = alone(first(runs, "first"));
        List<Double> secondAlone = alone(second(runs, "second"));
        CyclicBarrier together = new CyclicBarrier(2);
        Losses firstLosses = new Losses(new ArrayList<>(), together);
        Losses secondLosses = new Losses(new ArrayList<>(), together);
        try (JimmSession one = session();
                JimmSession other = session()) {
            RunningTraining running = one.train(first(runs, "first-beside"), firstLosses);
            RunningTraining runningToo = other.train(second(runs, "second-beside"), secondLosses);
            assertTrue(running.join().finished());
            assertTrue(runningToo.join().finished());
        }
        assertEquals(12, firstAlone.size());
        assertEquals(firstAlone, firstLosses.losses());
        assertEquals(secondAlone, secondLosses.losses());
        for (String run : List.of("first", "second")) {
            for (String file : COMPARED) {
                assertArrayEquals(
                        Files.readAllBytes(runs.folder(run).resolve(file)),
                        Files.readAllBytes(runs.folder(run + "-beside").resolve(file)),
                        run + ": " + file);
            }
        }
        assertEquals(live, DeviceTensor.live());
    }

    @Test
    void oneIsClosedWhileTheOtherWorks(@TempDir Path folder) throws Exception {
        Runs runs = new Runs(folder).withData(12);
        long live = DeviceTensor.live();
        List<Double> expected = alone(first(runs, "alone"));
        CountDownLatch under = new CountDownLatch(2);
        CountDownLatch closed = new CountDownLatch(1);
        Losses losses = new Losses(new ArrayList<>(), null);
        try (JimmSession one = session()) {
            RunningTraining staying;
            try (JimmSession other = session()) {
                staying = one.train(first(runs, "staying"), losses, event -> {
                    if (event instanceof Stepped step && step.update() == 2) {
                        under.countDown();
                        await(closed);
                    }
                });
                Config endless =
                        ConfigFactory.parseString("train.epochs = 1000").withFallback(second(runs, "ending"));
                RunningTraining ending = other.train(endless, event -> {
                    if (event instanceof Stepped step && step.update() == 1) {
                        under.countDown();
                        await(under);
                    }
                });
                await(under);
                other.close();
                assertFalse(ending.join().finished());
            }
            closed.countDown();
            assertTrue(staying.join().finished());
        }
        assertEquals(expected, losses.losses());
        assertEquals(live, DeviceTensor.live());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
