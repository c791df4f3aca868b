package dev.jimm.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import dev.jimm.core.data.DataConfig;
import dev.jimm.core.data.Loader;
import dev.jimm.core.metric.Confusion.Pair;
import dev.jimm.core.model.Classifier;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.transform.CropMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A classifier whose logits are the colours of an image's first pixel, on images of one colour each. */
class EvaluationTest {
    private static final int SIDE = 8;
    /** The brightest channel of each image and its label. */
    private static final int[][] IMAGES = {{0, 0}, {0, 0}, {1, 0}, {1, 1}, {2, 2}, {2, 2}, {0, 2}};

    private record Colours(boolean isMultiLabel, AtomicInteger read) implements Reader {
        @Override
        public List<String> classNames() {
            return List.of("red", "green", "blue");
        }

        @Override
        public int size() {
            return IMAGES.length;
        }

        @Override
        public int[] labels(int index) {
            return new int[] {IMAGES[index][1]};
        }

        @Override
        public String name(int index) {
            return "image " + index;
        }

        @Override
        public Sample sample(int index) {
            read.incrementAndGet();
            byte[] pixels = new byte[SIDE * SIDE * Image.CHANNELS];
            for (int i = IMAGES[index][0]; i < pixels.length; i += Image.CHANNELS) {
                pixels[i] = (byte) 255;
            }
            return new Sample.Decoded(new Image(SIDE, SIDE, pixels));
        }
    }

    private static float[][] firstPixels(ByteBuffer pixels, int count) {
        float[][] logits = new float[count][Image.CHANNELS];
        for (int i = 0; i < count * Image.CHANNELS; i++) {
            int image = i / Image.CHANNELS;
            int channel = i % Image.CHANNELS;
            int value = Byte.toUnsignedInt(pixels.get(image * SIDE * SIDE * Image.CHANNELS + channel));
            logits[image][channel] = value / 127.5f - 1;
        }
        return logits;
    }

    private static Loader loader(boolean multiLabel) {
        return loader(multiLabel, new AtomicInteger());
    }

    private static Loader loader(boolean multiLabel, AtomicInteger read) {
        Preprocessing plain = new Preprocessing(
                SIDE, SIDE, 1, CropMode.CENTER, "bilinear", List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
        return Loader.evaluation(
                new Colours(multiLabel, read),
                plain.evalTransform(),
                ConfigBinder.bind(
                        ConfigFactory.parseString("batch-size = 3"), "data", DataConfig.defaults(), new Problems()));
    }

    @Test
    void countsWhatWasTakenForWhat() {
        Evaluation evaluation = Evaluation.of(EvaluationTest::firstPixels, loader(false), 3, false);
        assertEquals(7, evaluation.samples());
        assertEquals(5 / 7.0, evaluation.metric("top1"), 1e-12);
        assertEquals(1, evaluation.metric("top5"), "of three classes each is among the first five");
        assertEquals(
                List.of(new Pair(0, 0, 2), new Pair(0, 1, 1), new Pair(1, 1, 1), new Pair(2, 0, 1), new Pair(2, 2, 2)),
                evaluation.confusion().pairs());
        double right = Math.log(Math.exp(2) + 2) - 2;
        assertEquals((5 * right + 2 * (right + 2)) / 7, evaluation.metric("loss"), 1e-6);
    }

    @Test
    void severalClassifiersSeeTheSameImagesWhichAreReadOnce() {
        AtomicInteger read = new AtomicInteger();
        Classifier always = (pixels, count) -> {
            float[][] logits = new float[count][Image.CHANNELS];
            Arrays.stream(logits).forEach(row -> row[2] = 1);
            return logits;
        };
        List<Evaluation> both =
                Evaluation.of(List.of(EvaluationTest::firstPixels, always), loader(false, read), 3, false);
        Evaluation alone = Evaluation.of(EvaluationTest::firstPixels, loader(false), 3, false);
        assertEquals(alone.metrics(), both.get(0).metrics());
        assertEquals(3 / 7.0, both.get(1).metric("top1"), 1e-12);
        assertEquals(2, both.size());
        assertEquals(7, read.get());
    }

    @Test
    void multiLabelDataHasItsOwnMetrics() {
        Evaluation evaluation = Evaluation.of(EvaluationTest::firstPixels, loader(true), 3, true);
        assertEquals(5 / 7.0, evaluation.metric("exact-match"), 1e-12);
        // red: 2 of 3 positives are among the 3 highest, the third only among all 7; blue: 2 of 2; green: 1 of 2
        double red = (2 / 3.0 * 2 + 3 / 7.0) / 3;
        double blue = (1 * 2 + 3 / 7.0) / 3;
        assertEquals((red + 0.5 + blue) / 3, evaluation.metric("map"), 1e-12);
    }

    @Test
    void everySampleComesOnceWithItsIndex() {
        List<Integer> indices = new ArrayList<>();
        Evaluation.forEach(EvaluationTest::firstPixels, loader(false), (logits, labels, index) -> {
            assertEquals(IMAGES[index][1], labels[0]);
            assertEquals(1, logits[IMAGES[index][0]]);
            indices.add(index);
        });
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), indices);
    }
}
