package dev.jimm.core.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.train.Runs;
import dev.jimm.core.train.TestProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trainings as programs start, watch and stop them. */
@Tag("engine")
@Timeout(300)
class SessionTrainingTest {
    private static final List<String> COMPARED = List.of(
            "metrics.csv", "checkpoints/epoch-0002/model.safetensors", "checkpoints/epoch-0002/optimizer.safetensors");

    private Runs runs;
    private JimmSession jimm;
    private long liveBefore;

    @BeforeEach
    void open(@TempDir Path folder) {
        runs = new Runs(folder).withData(12);
        liveBefore = DeviceTensor.live();
        jimm = JimmSession.builder().providers(TestProviders.all()).build();
    }

    @AfterEach
    void nothingStaysBehind() {
        jimm.close();
        assertEquals(liveBefore, DeviceTensor.live());
    }

    /** Holds up a training at an update until somebody has done something. */
    private record Gate(int update, CountDownLatch reached, CountDownLatch open) implements TrainingListener {
        static Gate at(int update) {
            return new Gate(update, new CountDownLatch(1), new CountDownLatch(1));
        }

        @Override
        public void on(TrainingEvent event) {
            if (event instanceof Stepped step && step.update() == update) {
                reached.countDown();
                try {
                    open.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private void assertSameRun(String expected, String actual) throws IOException {
        for (String file : COMPARED) {
            assertArrayEquals(
                    Files.readAllBytes(runs.folder(expected).resolve(file)),
                    Files.readAllBytes(runs.folder(actual).resolve(file)),
                    file);
        }
    }

    @Test
    void listenersAreToldInOrderOnOneThreadAndClosedBehindTheLastEvent() {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<Thread> on = new AtomicReference<>(Thread.currentThread());
        TrainingListener listener = new TrainingListener() {
            @Override
            public void on(TrainingEvent event) {
                told.add(event.getClass().getSimpleName());
                on.set(Thread.currentThread());
            }

            @Override
            public void close() {
                told.add("closed");
            }
        };
        TrainingResult result =
                jimm.train(runs.config("told", "train.epochs = 1"), listener).join();
        assertTrue(result.finished());
        assertEquals(
                List.of(
                        "Started",
                        "Stepped",
                        "Stepped",
                        "Stepped",
                        "Stepped",
                        "EpochEnded",
                        "Saved",
                        "Ended",
                        "closed"),
                told);
        assertEquals("jimm-training", on.get().getName());
    }

    @Test
    void aListenerThatThrowsIsLeftOut() {
        AtomicInteger calls = new AtomicInteger();
        List<TrainingEvent> others = new ArrayList<>();
        TrainingListener broken = event -> {
            calls.incrementAndGet();
            throw new IllegalArgumentException("no room for " + event);
        };
        TrainingResult result = jimm.train(runs.config("broken", "train.epochs = 1"), broken, others::add)
                .join();
        assertTrue(result.finished());
        assertEquals(1, calls.get());
        assertEquals(new TrainingEvent.Ended(result), others.get(others.size() - 1));
    }

    @Test
    void stoppedByAnotherThreadAndResumedItEndsAsAnUnbrokenOne() throws Exception {
        assertTrue(jimm.train(runs.config("unbroken")).join().finished());
        Gate gate = Gate.at(3);
        List<TrainingEvent> events = new ArrayList<>();
        RunningTraining training = jimm.train(runs.config("stopped"), events::add, gate);
        gate.reached().await();
        assertFalse(training.isDone());
        training.stop();
        gate.open().countDown();
        TrainingResult result = training.join();
        assertFalse(result.finished());
        assertTrue(training.isDone());
        assertEquals(3, events.stream().filter(Stepped.class::isInstance).count());
        assertTrue(Files.exists(runs.folder("stopped").resolve("checkpoints/step-00000003/model.safetensors")));
        training.stop();
        assertTrue(jimm.resume(runs.config("stopped")).join().finished());
        assertSameRun("unbroken", "stopped");
    }

    @Test
    void anInterruptOfTheThreadThatWaitsStopsTheTraining() throws Exception {
        assertTrue(jimm.train(runs.config("unbroken")).join().finished());
        Gate gate = Gate.at(2);
        RunningTraining training = jimm.train(runs.config("interrupted"), gate);
        AtomicReference<TrainingResult> result = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            result.set(training.join());
            flag.set(Thread.currentThread().isInterrupted());
        });
        waiting.start();
        gate.reached().await();
        waiting.interrupt();
        while (waiting.isInterrupted() || waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait(); // until it has taken note of it, stopped the training and waits again
        }
        gate.open().countDown();
        waiting.join();
        assertFalse(result.get().finished());
        assertEquals(true, flag.get());
        assertTrue(jimm.resume(runs.config("interrupted")).join().finished());
        assertSameRun("unbroken", "interrupted");
    }

    @Test
    void closingTheSessionStopsItsTrainings() throws Exception {
        Gate gate = Gate.at(1);
        RunningTraining training = jimm.train(runs.config("closed", "train.epochs = 1000"), gate);
        gate.reached().await();
        Thread closing = new Thread(jimm::close);
        closing.start();
        while (!isClosed()) {
            Thread.onSpinWait();
        }
        gate.open().countDown();
        closing.join();
        assertTrue(training.isDone());
        assertFalse(training.join().finished());
        assertEquals(liveBefore, DeviceTensor.live());
        assertTrue(Files.isDirectory(runs.folder("closed").resolve("checkpoints")));
    }

    private boolean isClosed() {
        try {
            jimm.models();
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    @Test
    void aListenerCanNeitherWaitForItsTrainingNorCloseItsSession() {
        List<String> refused = new ArrayList<>();
        AtomicReference<RunningTraining> self = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        self.set(jimm.train(runs.config("own", "train.epochs = 1"), event -> {
            await(known);
            if (event instanceof TrainingEvent.Started) {
                refused.add(
                        assertThrows(IllegalStateException.class, jimm::close).getMessage());
                refused.add(assertThrows(
                                IllegalStateException.class, () -> self.get().join())
                        .getMessage());
            }
        }));
        known.countDown();
        assertTrue(self.get().join().finished());
        assertEquals(
                List.of(
                        "a listener cannot close the session that its training is of; stop the training instead",
                        "a listener cannot wait for its own training"),
                refused);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatFollowsATrainingMayCloseTheSession() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        jimm.train(runs.config("followed", "train.epochs = 1")).completion().whenComplete((result, failure) -> {
            jimm.close();
            closed.countDown();
        });
        closed.await();
        assertTrue(isClosed());
    }

    @Test
    void aConfigurationMayBePutTogetherByTheProgram() {
        Map<String, Object> run = Map.of(
                "name", "made",
                "model.name", "tiny_conv",
                "data", Map.of("reader", "image-folder", "root", runs.data().toString(), "batch-size", 12),
                "input.size", 16,
                "optimizer.name", "sgd",
                "scheduler.name", "cosine",
                "train", Map.of("epochs", 1, "output", runs.folder(".").toString()));
        TrainingResult result = jimm.train(ConfigFactory.parseMap(run)).join();
        assertTrue(result.finished());
        assertEquals(runs.folder("made"), result.folder().normalize());
        Config referring = ConfigFactory.parseString("side = 16, input.size = ${side}");
        JimmException unknown = assertThrows(
                JimmException.class,
                () -> jimm.train(referring.withFallback(runs.config("other"))).join());
        assertEquals(Category.CONFIGURATION, unknown.category());
        assertTrue(unknown.getMessage().contains("unknown key 'side'"), unknown.getMessage());
    }

    @Test
    void problemsOfTheConfigurationAreToldToTheOneWhoWaits() {
        RunningTraining training = jimm.train(runs.config("wrong", "model.name = tiny_con", "train.epohcs = 3"));
        JimmException told = assertThrows(JimmException.class, training::join);
        assertEquals(Category.CONFIGURATION, told.category());
        assertTrue(told.getMessage().contains("did you mean 'tiny_conv'"), told.getMessage());
        assertTrue(told.getMessage().contains("unknown key 'train.epohcs'; did you mean 'epochs'?"), told.getMessage());
        assertInstanceOf(JimmException.class, assertThrows(RuntimeException.class, training::join));
        assertFalse(Files.exists(runs.folder("wrong")));
    }

    @Test
    void oneRunIsTrainedOnceAtATime() throws Exception {
        Gate gate = Gate.at(1);
        RunningTraining first = jimm.train(runs.config("once", "train.epochs = 1"), gate);
        gate.reached().await();
        JimmException refused = assertThrows(
                JimmException.class, () -> jimm.train(runs.config("once")).join());
        gate.open().countDown();
        assertTrue(refused.getMessage().contains("is being trained at this moment"), refused.getMessage());
        assertTrue(first.join().finished());
        assertNotEquals(0, first.join().bestEpoch());
    }
}
