package dev.jimm.core.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.image.Image;
import dev.jimm.api.model.Model;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Variant;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.image.UnreadableImageException;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.model.TinyFamily;
import dev.jimm.core.transform.CropMode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("engine")
@Timeout(300)
class PredictorTest {
    private static final int SIDE = 32;
    private static final Preprocessing PREPROCESSING = new Preprocessing(
            SIDE, SIDE, 1, CropMode.CENTER, "bicubic", List.of(0.5, 0.4, 0.3), List.of(0.2, 0.3, 0.4));
    private static final List<String> CLASSES = List.of("rose", "tulip", "daisy");
    private static final PredictorOptions PLAIN = PredictorOptions.DEFAULT.measured(false);

    private long liveBefore;
    private final Model structure = TinyFamily.hybrid(0.1);

    @BeforeEach
    void count() {
        liveBefore = DeviceTensor.live();
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(liveBefore, DeviceTensor.live());
    }

    private Weights weights() {
        return Weights.initialised(structure.parameters(), 5, false);
    }

    private Predictor predictor(Weights weights, PredictorOptions options) {
        return Predictor.of(structure, weights, PREPROCESSING, CLASSES, options);
    }

    private static byte[] pixels(long seed, int side) {
        byte[] bytes = new byte[side * side * 3];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private float[] expected(Weights weights, byte[] pixels) {
        ByteBuffer direct = ByteBuffer.allocateDirect(pixels.length)
                .order(ByteOrder.nativeOrder())
                .put(pixels)
                .flip();
        try (InferenceModel model =
                new InferenceModel(structure, weights, PREPROCESSING, Precision.FP32, Execution.TRACED)) {
            return model.logits(direct, 1)[0];
        }
    }

    @Test
    void manyThreadsGetTheAnswersToTheirOwnImages() {
        try (Weights weights = weights();
                Predictor predictor = predictor(weights, PLAIN.batches(4, Duration.ofMillis(2)))) {
            IntStream.range(0, 40).parallel().forEach(i -> {
                byte[] image = pixels(i, SIDE);
                float[] logits =
                        predictor.predict(ByteBuffer.wrap(image)).join().logits();
                assertArrayEquals(expected(weights, image), logits, 1e-5f, "image " + i);
            });
        }
    }

    @Test
    void everyKindOfImageIsPreparedAsInValidation() throws IOException, UnreadableImageException {
        Image picture = new Image(50, 50, pixels(1, 50));
        BufferedImage buffered = new BufferedImage(50, 50, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 2500; i++) {
            int rgb = picture.at(i % 50, i / 50, 0) << 16 | picture.at(i % 50, i / 50, 1) << 8;
            buffered.setRGB(i % 50, i / 50, rgb | picture.at(i % 50, i / 50, 2));
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(buffered, "png", png);
        byte[] prepared = PREPROCESSING.evalTransform().apply(picture).pixels();
        try (Weights weights = weights();
                Predictor predictor = predictor(weights, PLAIN)) {
            float[] logits = expected(weights, prepared);
            assertArrayEquals(logits, predictor.predict(picture).join().logits(), 1e-5f);
            assertArrayEquals(logits, predictor.predict(buffered).join().logits(), 1e-5f);
            assertArrayEquals(
                    logits,
                    predictor.predict(png.toByteArray(), "a test").join().logits(),
                    1e-5f);
            UnreadableImageException unreadable = assertThrows(
                    UnreadableImageException.class, () -> predictor.predict(new byte[] {1, 2, 3}, "upload 7"));
            assertTrue(unreadable.getMessage().startsWith("upload 7"), unreadable.getMessage());
            assertThrows(UnreadableImageException.class, () -> predictor.predict(Path.of("no such file")));
        }
    }

    @Test
    void probabilitiesAndNamesComeWithTheLogits() {
        try (Weights weights = weights();
                Predictor predictor = predictor(weights, PLAIN)) {
            Prediction prediction =
                    predictor.predict(new float[SIDE * SIDE * 3]).join();
            float[] logits = prediction.logits();
            double[] probabilities = prediction.probabilities();
            assertEquals(1, probabilities[0] + probabilities[1] + probabilities[2], 1e-12);
            assertEquals(Math.exp(logits[0] - logits[1]), probabilities[0] / probabilities[1], 1e-6);
            List<Prediction.Guess> top = prediction.top(2);
            assertEquals(2, top.size());
            int best = top.get(0).index();
            assertEquals(CLASSES.get(best), top.get(0).name());
            assertTrue(logits[best] >= logits[0] && logits[best] >= logits[1] && logits[best] >= logits[2]);
            assertEquals(probabilities[best], top.get(0).probability());
        }
    }

    /** Holds up the thread that computes until the latch that it returns is counted down. */
    private static CountDownLatch hold(Predictor predictor) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread test = Thread.currentThread();
        while (held.getCount() > 0) {
            CompletableFuture<Void> behind = predictor
                    .predict(new float[SIDE * SIDE * 3])
                    .thenRun(() -> {
                        // an answer that is there before this is attached runs it in the thread of the test
                        if (Thread.currentThread() != test) {
                            held.countDown();
                            awaitQuietly(release);
                        }
                    });
            while (held.getCount() > 0 && !behind.isDone()) {
                Thread.sleep(1); // however long an answer takes, only one image may be with the predictor
            }
        }
        return release;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatIsTooMuchIsRefusedAndWhatIsCancelledMakesRoom() throws InterruptedException {
        try (Weights weights = weights();
                Predictor predictor = predictor(weights, PLAIN.mostWaiting(2))) {
            CountDownLatch release = hold(predictor);
            List<CompletableFuture<Prediction>> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(predictor.predict(new float[SIDE * SIDE * 3]));
            }
            CompletionException refused =
                    assertThrows(CompletionException.class, () -> waiting.get(2).join());
            assertInstanceOf(RejectedExecutionException.class, refused.getCause());
            assertFalse(waiting.get(0).isDone());
            waiting.get(0).cancel(false);
            CompletableFuture<Prediction> instead = predictor.predict(new float[SIDE * SIDE * 3]);
            assertFalse(instead.isDone());
            release.countDown();
            assertEquals(3, instead.join().logits().length);
            assertEquals(3, waiting.get(1).join().logits().length);
            assertTrue(waiting.get(0).isCancelled());
        }
    }

    @Test
    void closingAnswersWhatWaitsAndRefusesTheRest() {
        try (Weights weights = weights()) {
            Predictor predictor = predictor(weights, PLAIN.batches(2, Duration.ofSeconds(20)));
            CompletableFuture<Prediction> waiting = predictor.predict(new float[SIDE * SIDE * 3]);
            predictor.close();
            assertEquals(3, waiting.join().logits().length);
            CompletableFuture<Prediction> late = predictor.predict(new float[SIDE * SIDE * 3]);
            assertTrue(late.isCompletedExceptionally());
            predictor.close();
        }
    }

    @Test
    void anImageOfAnotherSizeIsTold() {
        try (Weights weights = weights();
                Predictor predictor = predictor(weights, PLAIN)) {
            IllegalArgumentException error =
                    assertThrows(IllegalArgumentException.class, () -> predictor.predict(new float[5]));
            assertEquals("an image must have 32 x 32 x 3 = 3072 values, has 5", error.getMessage());
        }
    }

    @Test
    void withoutMeasuringTheVariantIsAlwaysTheSame() {
        try (Weights weights = weights();
                Predictor predictor = predictor(weights, PLAIN);
                Predictor measured = predictor(weights, PredictorOptions.DEFAULT.precision(Precision.BF16))) {
            assertEquals(Variant.FUSED, predictor.variant());
            float[] image = new float[SIDE * SIDE * 3];
            assertArrayEquals(
                    predictor.predict(image).join().logits(),
                    measured.predict(image).join().logits(),
                    0.05f);
        }
    }
}
