package dev.jimm.core.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.ProvisionException;
import com.google.inject.spi.Message;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.Provider;
import dev.jimm.api.image.Image;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.inference.Prediction;
import dev.jimm.core.inference.Predictor;
import dev.jimm.core.inference.PredictorOptions;
import dev.jimm.core.model.TinyFamily;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderKind;
import dev.jimm.core.train.ModelOpener;
import dev.jimm.core.train.RunPlanner;
import dev.jimm.core.train.Runs;
import dev.jimm.core.train.TestProviders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What a session has, how it predicts, and how it ends. */
@Timeout(300)
class JimmSessionTest {
    private static final int THREADS = 8;
    private static final int IMAGES = 48;

    private static JimmSession session() {
        return JimmSession.builder().providers(TestProviders.all()).build();
    }

    /** The folder of a run that was trained. */
    private static Path trained(JimmSession jimm, Path folder) {
        Runs runs = new Runs(folder).withData(4);
        return jimm.train(runs.config("trained", "train.epochs = 1")).join().folder();
    }

    private static List<Image> images(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> {
                    byte[] pixels = new byte[20 * 20 * 3];
                    random.nextBytes(pixels);
                    return new Image(20, 20, pixels);
                })
                .limit(IMAGES)
                .toList();
    }

    private static ModelOpener.Request request(Path folder) {
        return ModelOpener.Request.of(folder.toString());
    }

    @Test
    void aProviderIsRegisteredWithoutAnyPlugin() {
        try (JimmSession jimm = JimmSession.builder().provider(new TinyFamily()).build()) {
            assertEquals(
                    List.of("tiny_conv", "tiny_hybrid"),
                    List.copyOf(jimm.providers().names(ProviderKind.MODEL)));
            assertTrue(jimm.providers().names(ProviderKind.READER).contains("image-folder"));
            assertEquals(3 * 8 * 9, firstWeight(jimm));
        }
    }

    private static long firstWeight(JimmSession jimm) {
        return jimm.models()
                .create("tiny_conv")
                .structure()
                .parameters()
                .weights()
                .get(0)
                .count();
    }

    @Test
    void aClashOfNamesTellsBothOrigins() {
        SessionBuilder builder = JimmSession.builder()
                .provider(new TinyFamily())
                .providers(List.of(new Provided<>(new TinyFamily(), "plugins/tiny-1.0.0.jar (tiny 1.0.0)")));
        JimmException clash = assertThrows(JimmException.class, builder::build);
        assertEquals(Category.PLUGIN, clash.category());
        String message = clash.getMessage();
        assertTrue(message.contains("dev.jimm.core.model.TinyFamily"), message);
        assertTrue(message.contains("plugins/tiny-1.0.0.jar (tiny 1.0.0)"), message);
        assertTrue(message.contains("'tiny_conv', 'tiny_hybrid'"), message);
    }

    @Test
    void aProviderWhoseNamesNobodyCanTypeIsRefused() {
        Stream.of(
                        Set.<String>of(),
                        Set.of(""),
                        Set.of("good", "two words"),
                        Set.of("a\nb"),
                        Collections.<String>singleton(null))
                .forEach(names -> {
                    Provider unusable = () -> names;
                    JimmException refused = assertThrows(
                            JimmException.class, () -> JimmSession.builder().provider(unusable), names::toString);
                    assertEquals(Category.PLUGIN, refused.category());
                    assertTrue(refused.getMessage().contains("correct its names()"), refused.getMessage());
                });
    }

    @Test
    void aProviderThatCannotTellItsNamesIsRefused() {
        ModelProvider mute = new ModelProvider() {
            @Override
            public String family() {
                return "mute";
            }

            @Override
            public List<Architecture<?>> architectures() {
                throw new UnsupportedOperationException("none today");
            }
        };
        JimmException refused =
                assertThrows(JimmException.class, () -> JimmSession.builder().provider(mute));
        assertEquals(Category.PLUGIN, refused.category());
        assertTrue(refused.getMessage().contains("none today"), refused.getMessage());
        assertTrue(refused.getMessage().contains(mute.getClass().getName()), refused.getMessage());
    }

    @Test
    void namedWeightsNeedAHub() {
        try (JimmSession jimm = session()) {
            JimmException refused = assertThrows(JimmException.class, () -> jimm.open("hf-hub:owner/name"));
            assertEquals(Category.CONFIGURATION, refused.category());
            assertTrue(refused.getMessage().contains("downloads nothing"), refused.getMessage());
        }
    }

    @Test
    void whatALocatorThrowsIsToldAsItIs() {
        JimmException broken = new JimmException(Category.CONFIGURATION, "HF_ENDPOINT is no address");
        JimmSession jimm = JimmSession.builder()
                .weights(() -> {
                    throw broken;
                })
                .build();
        assertSame(broken, assertThrows(JimmException.class, () -> jimm.get(RunPlanner.class)));
    }

    @Test
    void ofSeveralFailuresTheFirstThatIsKnownIsTold() {
        JimmException first = new JimmException(Category.PLUGIN, "first");
        JimmException second = new JimmException(Category.PLUGIN, "second");
        ProvisionException failure = new ProvisionException(List.of(
                new Message(List.of(), "none", null),
                new Message(List.of(), "one", new IllegalStateException(first)),
                new Message(List.of(), "two", second)));
        assertSame(first, JimmSession.known(failure));
        ProvisionException unknown = new ProvisionException("none");
        assertSame(unknown, JimmSession.known(unknown));
    }

    @Test
    void nothingCanBeHadOfAClosedSession() {
        JimmSession jimm = session();
        jimm.close();
        jimm.close();
        List<Executable> uses = List.of(
                jimm::models,
                jimm::providers,
                () -> jimm.get(RunPlanner.class),
                () -> jimm.open("tiny_conv"),
                () -> jimm.open(Path.of("runs/any")),
                () -> jimm.train(ConfigFactory.empty()),
                () -> jimm.resume(ConfigFactory.empty()));
        for (Executable use : uses) {
            assertEquals(
                    "this session is closed",
                    assertThrows(IllegalStateException.class, use).getMessage());
        }
    }

    @Test
    void closingWaitsForAModelThatIsBeingOpened() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        JimmException offline = new JimmException(Category.DATA, "offline");
        JimmSession jimm = JimmSession.builder()
                .weights(() -> {
                    asked.countDown();
                    awaited(answer);
                    throw offline;
                })
                .build();
        CompletableFuture<Predictor> opened = CompletableFuture.supplyAsync(() -> jimm.open("hf-hub:owner/name"));
        asked.await();
        Thread closing = new Thread(jimm::close);
        closing.start();
        while (Set.of(Thread.State.NEW, Thread.State.RUNNABLE, Thread.State.BLOCKED)
                .contains(closing.getState())) {
            Thread.onSpinWait();
        }
        assertEquals(Thread.State.WAITING, closing.getState());
        answer.countDown();
        closing.join();
        assertSame(
                offline, assertThrows(CompletionException.class, opened::join).getCause());
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Tag("engine")
    void manyThreadsGetWhatOneGets(@TempDir Path folder) throws Exception {
        long live = DeviceTensor.live();
        List<Image> images = images(5);
        try (JimmSession jimm = session()) {
            // one image at a time: other numbers of images are other products, which may round in another way
            PredictorOptions single = PredictorOptions.DEFAULT.measured(false).batches(1, Duration.ZERO);
            Predictor predictor = jimm.open(request(trained(jimm, folder)), single);
            assertEquals(List.of("blue", "green", "red"), predictor.classes());
            List<float[]> expected = new ArrayList<>();
            images.forEach(image -> expected.add(predictor.predict(image).join().logits()));
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Callable<List<float[]>>> work = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                work.add(() -> images.stream()
                        .map(image -> predictor.predict(image).join().logits())
                        .toList());
            }
            for (Future<List<float[]>> found : threads.invokeAll(work)) {
                for (int i = 0; i < IMAGES; i++) {
                    assertArrayEquals(expected.get(i), found.get().get(i));
                }
            }
            threads.shutdown();
        }
        assertEquals(live, DeviceTensor.live());
    }

    @Test
    @Tag("engine")
    void closingAnswersWhatWasTakenAndRefusesTheRest(@TempDir Path folder) {
        long live = DeviceTensor.live();
        JimmSession jimm = session();
        Predictor predictor = jimm.open(request(trained(jimm, folder)), PredictorOptions.DEFAULT.measured(false));
        Predictor closedBefore =
                jimm.open(request(folder.resolve("runs/trained")), PredictorOptions.DEFAULT.measured(false));
        closedBefore.close();
        closedBefore.close();
        List<CompletableFuture<Prediction>> taken =
                images(6).stream().map(predictor::predict).toList();
        jimm.close();
        taken.forEach(answer -> assertEquals(3, answer.join().logits().length));
        CompletionException refused = assertThrows(
                CompletionException.class,
                () -> predictor.predict(images(6).get(0)).join());
        assertInstanceOf(RejectedExecutionException.class, refused.getCause());
        predictor.close();
        assertEquals(live, DeviceTensor.live());
    }

    @Test
    @Tag("engine")
    void closingWhileThreadsAskAnswersOrRefusesEachRequest(@TempDir Path folder) throws Exception {
        long live = DeviceTensor.live();
        JimmSession jimm = session();
        Predictor predictor = jimm.open(request(trained(jimm, folder)), PredictorOptions.DEFAULT.measured(false));
        Image image = images(7).get(0);
        CountDownLatch underWay = new CountDownLatch(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<Integer>> answered = Stream.generate(() -> threads.submit(() -> {
                    for (int count = 0; ; count++) {
                        try {
                            assertEquals(3, predictor.predict(image).join().logits().length);
                            if (count == 0) {
                                underWay.countDown();
                            }
                        } catch (CompletionException e) {
                            assertInstanceOf(RejectedExecutionException.class, e.getCause());
                            return count;
                        }
                    }
                }))
                .limit(THREADS)
                .toList();
        underWay.await();
        jimm.close();
        for (Future<Integer> count : answered) {
            assertTrue(count.get() >= 1);
        }
        threads.shutdown();
        assertEquals(live, DeviceTensor.live());
    }

    @Test
    @Tag("engine")
    void openingCanBeRefused(@TempDir Path folder) {
        long live = DeviceTensor.live();
        try (JimmSession jimm = session()) {
            JimmException nothing = assertThrows(JimmException.class, () -> jimm.open(folder.resolve("none")));
            assertTrue(nothing.getMessage().contains("none"), nothing.getMessage());
            Path run = trained(jimm, folder);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> jimm.open(request(run), PredictorOptions.DEFAULT.mostWaiting(0)));
        }
        assertEquals(live, DeviceTensor.live());
    }
}
